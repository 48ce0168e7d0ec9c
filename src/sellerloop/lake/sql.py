"""Specifications as SQL text that DuckDB and Spark both run.

Columns are always qualified (``e.column``) and never quoted; names come from frozen contracts and are
checked, values are whole numbers or texts that are escaped. Every sum is cast, every empty sum is zero, and
no date arithmetic, float aggregation or dialect feature is used, so that results are equal to the bit.
"""

import re

from sellerloop.metrics.plan import Need, Plan
from sellerloop.metrics.spec import Counter
from sellerloop.policy.predicate import And, Column, Compare, Flag, In, IsNull, Not, Or, Predicate

_NAME = re.compile(r"^[a-z_][a-z0-9_]*$")
_OPERATORS = {"==": "=", "!=": "<>"}

DAYS = "plan_days"  # (day date, segment int)
PAIRS = "plan_pairs"  # (segment int, as_of int, w0 int, w1 int ...)
FACTS = "facts"  # table of (account_no, day, one column per counter)


def name_sql(name: str) -> str:
    """Return ``name`` when it is a plain identifier. Raises ValueError otherwise."""
    if not _NAME.match(name):
        raise ValueError(f"not a plain identifier: {name!r}")
    return name


def view_sql(table: str) -> str:
    """Return the view that holds the rows of ``table``; the prefix keeps clear of reserved words."""
    return f"rows_{name_sql(table)}"


def value_sql(value: str | int | bool) -> str:
    """Return a literal. Raises ValueError for a backslash, which the dialects read differently."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if "\\" in value:
        raise ValueError(f"a backslash cannot be part of a condition: {value!r}")
    escaped = value.replace("'", "''")
    return f"'{escaped}'"


def predicate_sql(predicate: Predicate, row: str = "e") -> str:
    """Render a condition over the columns of the row called ``row``."""

    def column(col: Column) -> str:
        return f"{row}.{name_sql(col.name)}"

    match predicate:
        case And(()):
            return "true"
        case And(parts):
            return " and ".join(f"({predicate_sql(part, row)})" for part in parts)
        case Or(parts):
            return " or ".join(f"({predicate_sql(part, row)})" for part in parts)
        case Not(part):
            return f"not ({predicate_sql(part, row)})"
        case IsNull(col):
            return f"{column(col)} is null"
        case Flag(col):
            return column(col)
        case In(col, values):
            return f"{column(col)} in ({', '.join(value_sql(v) for v in values)})"
        case Compare(left, op, right):
            side = column(right) if isinstance(right, Column) else value_sql(right.value)
            return f"{column(left)} {_OPERATORS.get(op, op)} {side}"


def counter_sql(counter: Counter) -> str:
    """Render one additive counter as an aggregate over the rows ``e``."""
    where = predicate_sql(counter.where)
    only = "" if where == "true" else f" filter (where {where})"
    if not counter.column:
        return f"cast(count(*){only} as integer)"
    column = f"e.{name_sql(counter.column)}"
    if counter.cap is not None:
        column = f"least(coalesce({column}, {counter.cap}), {counter.cap})"
    return f"cast(coalesce(sum({column}){only}, 0) as bigint)"


def facts_sql(counters: tuple[Counter, ...], by: str, join: str) -> str:
    """Aggregate rows to counters per (``by``, account): one narrow select per event table and anchor date.

    ``by`` is a column expression in which ``{anchor}`` stands for the anchor date, and so is ``join``.
    """
    groups: dict[tuple[str, str], list[Counter]] = {}
    for counter in counters:
        groups.setdefault((counter.table, counter.anchor), []).append(counter)
    selects = [
        _facts_of(table, anchor, members, counters, by, join) for (table, anchor), members in groups.items()
    ]
    return "\nunion all\n".join(selects)


def windows_sql(plan: Plan, source: str) -> str:
    """Render the whole plan: facts per segment, then windowed counters per (as-of number, account number).

    ``source`` is ``events`` (one scan per event table and anchor) or ``facts`` (sums over daily facts).
    """
    if source == "facts":
        sums = ", ".join(f"cast(sum(e.{c.name}) as bigint) as {c.name}" for c in plan.counters)
        facts = (
            f"select d.segment, e.account_no, {sums} from {view_sql(FACTS)} e join {DAYS} d on e.day = d.day "
            "group by d.segment, e.account_no"
        )
    else:
        first = min(first for first, _ in plan.segments)
        last = max(last for _, last in plan.segments)
        bounds = f"e.{{anchor}} >= date '{first}' and e.{{anchor}} <= date '{last}'"
        facts = facts_sql(plan.counters, "d.segment", f"join {DAYS} d on e.{{anchor}} = d.day where {bounds}")
    number = {window: index for index, window in enumerate(plan.windows)}
    windowed = ",\n  ".join(_windowed(need, number[need.window]) for need in plan.needs)
    return (
        f"with segment_facts as (\n{facts}\n)\n"
        f"select p.as_of, f.account_no,\n  {windowed}\n"
        f"from segment_facts f join {PAIRS} p on f.segment = p.segment\n"
        "group by p.as_of, f.account_no"
    )


def _windowed(need: Need, window: int) -> str:
    total = f"sum(f.{need.counter.name}) filter (where p.w{window} = 1)"
    return f"cast(coalesce({total}, 0) as bigint) as {need.name}"


def _facts_of(
    table: str, anchor: str, members: list[Counter], counters: tuple[Counter, ...], by: str, join: str
) -> str:
    own = {counter.name for counter in members}
    columns = ", ".join(
        f"{counter_sql(c)} as {c.name}" if c.name in own else f"cast(0 as {_width(c)}) as {c.name}"
        for c in counters
    )
    name_sql(anchor)
    group = by.format(anchor=anchor)
    alias = f"{group} as day" if "{anchor}" in by else group
    return (
        f"select {alias}, e.account_no, {columns} from {view_sql(table)} e {join.format(anchor=anchor)} "
        f"group by {group}, e.account_no"
    )


def _width(counter: Counter) -> str:
    return "bigint" if counter.column else "integer"

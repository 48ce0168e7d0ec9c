"""Specifications as SQL text that DuckDB and Spark both run.

Columns are always qualified (``e.column``) and never quoted; names come from frozen contracts and are
checked, values are whole numbers or texts that are escaped. Every sum is cast, every empty sum is zero, and
no date arithmetic, float aggregation or dialect feature is used, so that results are equal to the bit.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Literal

from sellerloop.metrics.plan import Plan
from sellerloop.metrics.spec import Counter
from sellerloop.policy.predicate import (
    And,
    Column,
    Compare,
    Constant,
    Flag,
    In,
    IsNull,
    Not,
    Or,
    Predicate,
    Shifted,
    Side,
    all_of,
    clauses,
)

_NAME = re.compile(r"^[a-z_][a-z0-9_]*$")
_OPERATORS = {"==": "=", "!=": "<>"}

DAYS = "plan_days"  # (day date, segment int)
Source = Literal["events", "facts"]  # settled rows, or the daily facts counted from them


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

    def side(part: Side) -> str:
        match part:
            case Column():
                return column(part)
            case Shifted(col, hours):
                return f"{column(col)} + interval '{hours}' hour"
            case Constant(value):
                return value_sql(value)

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
            return f"{column(left)} {_OPERATORS.get(op, op)} {side(right)}"


def counter_sql(counter: Counter) -> str:
    """Render one additive counter as an aggregate over the rows ``e``."""
    where = predicate_sql(counter.where)
    only = "" if where == "true" else f" filter (where {where})"
    if not counter.column:
        return f"cast(count(*){only} as integer)"
    return f"cast(coalesce(sum({_summed(counter)}){only}, 0) as bigint)"


def amount_sql(counter: Counter) -> str:
    """Render what the row ``e`` alone adds to a counter; never null."""
    where = predicate_sql(counter.where)
    amount = _summed(counter) if counter.column else "1"
    if where != "true":
        amount = f"case when {where} then {amount} else 0 end"
    return f"coalesce({amount}, 0)" if counter.column else amount


def _summed(counter: Counter) -> str:
    column = f"e.{name_sql(counter.column)}"
    return column if counter.cap is None else f"least(coalesce({column}, {counter.cap}), {counter.cap})"


@dataclass(frozen=True, slots=True)
class Group:
    """The counters of one table and anchor date: what one narrow scan yields."""

    table: str
    anchor: str
    counters: tuple[Counter, ...]

    @property
    def name(self) -> str:
        """Name of the table of daily facts of these counters."""
        return f"{name_sql(self.table)}_by_{name_sql(self.anchor)}"


def groups(counters: Iterable[Counter]) -> tuple[Group, ...]:
    """Return ``counters`` by table and anchor date."""
    found: dict[tuple[str, str], list[Counter]] = {}
    for counter in counters:
        found.setdefault((counter.table, counter.anchor), []).append(counter)
    return tuple(Group(table, anchor, tuple(members)) for (table, anchor), members in found.items())


def scans(plan: Plan, source: Source, held: Collection[str]) -> dict[Group, str]:
    """Return the scans that ``plan`` needs of the tables ``held``, and which table each of them reads.

    A group whose table holds no rows needs no scan: its counters are zero.
    """
    tables = {group: group.table if source == "events" else group.name for group in groups(plan.counters)}
    return {group: table for group, table in tables.items() if table in held}


def daily_sql(group: Group) -> str:
    """Render the daily facts of ``group``: (market, account_no, day, one column per counter)."""
    anchor = f"e.{name_sql(group.anchor)}"
    shared, rest = _shared(group)
    columns = ", ".join(f"{counter_sql(counter)} as {name}" for name, counter in rest.items())
    return (
        f"select e.market, e.account_no, {anchor} as day, {columns} from {view_sql(group.table)} e "
        f"where {anchor} is not null{shared} group by e.market, e.account_no, {anchor}"
    )


def rows_sql(group: Group, plan: Plan, source: Source) -> str:
    """Render one scan of ``plan``: (segment, account_no, what the row adds to each counter of ``group``)."""
    if source == "events":
        view, day = group.table, group.anchor
        shared, rest = _shared(group)
        columns = ", ".join(f"{amount_sql(counter)} as {name}" for name, counter in rest.items())
    else:
        view, day, shared = group.name, "day", ""
        columns = ", ".join(f"e.{counter.name}" for counter in group.counters)
    first, last = plan.segments[0][0], plan.segments[-1][1]
    return (
        f"select d.segment, e.account_no, {columns} from {view_sql(view)} e "
        f"join {DAYS} d on e.{name_sql(day)} = d.day "
        f"where e.{day} >= date '{first}' and e.{day} <= date '{last}'{shared}"
    )


def segments_sql(group: Group, plan: Plan, source: Source) -> str:
    """Render the same scan added up: one row for each segment and account."""
    sums = ", ".join(f"cast(sum(r.{c.name}) as bigint) as {c.name}" for c in group.counters)
    rows = rows_sql(group, plan, source)
    return f"select r.segment, r.account_no, {sums} from ({rows}) r group by r.segment, r.account_no"


def _shared(group: Group) -> tuple[str, dict[str, Counter]]:
    """What a row has to meet to count at all, and what is left of each counter's condition, by its name."""
    wheres = {counter.name: clauses(counter.where) for counter in group.counters}
    shared = [part for part in next(iter(wheres.values())) if all(part in own for own in wheres.values())]
    rest = {
        counter.name: replace(counter, where=all_of(*(p for p in wheres[counter.name] if p not in shared)))
        for counter in group.counters
    }
    return "".join(f" and ({predicate_sql(part)})" for part in shared), rest

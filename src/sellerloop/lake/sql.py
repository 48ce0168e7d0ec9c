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
    Flag,
    In,
    IsNull,
    Not,
    Or,
    Predicate,
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
    columns, where = _counting(group)
    return (
        f"select e.market, e.account_no, {anchor} as day, {columns} from {view_sql(group.table)} e "
        f"where {anchor} is not null{where} group by e.market, e.account_no, {anchor}"
    )


def segments_sql(group: Group, plan: Plan, source: Source) -> str:
    """Render one scan of ``plan``: (segment, account_no, one column per counter of ``group``)."""
    if source == "events":
        view, day = group.table, group.anchor
        columns, where = _counting(group)
    else:
        view, day, where = group.name, "day", ""
        columns = ", ".join(f"cast(sum(e.{c.name}) as bigint) as {c.name}" for c in group.counters)
    first, last = plan.segments[0][0], plan.segments[-1][1]
    return (
        f"select d.segment, e.account_no, {columns} from {view_sql(view)} e "
        f"join {DAYS} d on e.{name_sql(day)} = d.day "
        f"where e.{day} >= date '{first}' and e.{day} <= date '{last}'{where} "
        "group by d.segment, e.account_no"
    )


def _counting(group: Group) -> tuple[str, str]:
    """The columns of a scan, and what a row has to meet to count at all: other rows need not be grouped."""
    wheres = [clauses(counter.where) for counter in group.counters]
    shared = [part for part in wheres[0] if all(part in others for others in wheres)]
    columns = []
    for counter, parts in zip(group.counters, wheres, strict=True):
        rest = all_of(*(part for part in parts if part not in shared))
        columns.append(f"{counter_sql(replace(counter, where=rest))} as {counter.name}")
    return ", ".join(columns), "".join(f" and ({predicate_sql(part)})" for part in shared)

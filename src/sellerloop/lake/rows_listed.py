"""The rows behind a number as a list: newest first, narrowed by what came of them, why not, days and number;
and how many there are of each."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from sellerloop.events.contract import Contract
from sellerloop.lake.engines.duck import parquet_text
from sellerloop.lake.lookup_numbers import plain_number
from sellerloop.lake.reader import Scope, Snapshot, session
from sellerloop.lake.rows import SHOWN, Row, tests_of
from sellerloop.lake.sql import name_sql
from sellerloop.metrics.spec import Metric, Side, contract_of, counter, table_of
from sellerloop.metrics.words import why_not
from sellerloop.policy.predicate import clauses
from sellerloop.policy.window import Span
from sellerloop.speech.message import Message

_NUMBERS = ("order_id", "chat_id")  # beside a row's own key, numbers that it may be looked up by


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Which rows are asked for: ``shown`` is ``all``, ``counted``, ``asked`` or ``left_out``; ``why`` the
    code of a reason to be left out; ``number`` a part of a row's, order's or conversation's number."""

    shown: str = "all"
    why: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    number: str = ""

    def days(self, span: Span) -> Span:
        """Return the days asked for, within ``span``."""
        return max(span[0], self.since or span[0]), min(span[1], self.until or span[1])


@dataclass(frozen=True, slots=True)
class Total:
    """How many rows have one outcome: ``counted``, ``asked``, or ``left_out`` for a reason with its code."""

    shown: str
    why: str
    reason: Message | None
    count: int


Cursor = tuple[dt.date, str]  # day and key of the last row of a page


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked of which rows, as it goes into every query."""

    metric: Metric
    files: Sequence[Path]
    account_no: int
    days: Span
    number: str

    @property
    def side(self) -> Side:
        return self.metric.denominator or self.metric.numerator

    @property
    def contract(self) -> Contract:
        return contract_of(self.side)


def listed_rows(
    snapshot: Snapshot,
    account: str,
    metric: Metric,
    span: Span,
    scope: Scope,
    narrowing: Narrowing,
    *,
    after: Cursor | None = None,
    limit: int = 50,
    wanted: Collection[str] | None = None,
) -> list[Row]:
    """Return up to ``limit`` rows behind ``metric`` in ``span``, the newest day first, after the row of
    ``after``. None of an account outside ``scope``."""
    asked = _asked(snapshot, account, metric, span, scope, narrowing)
    if asked is None:
        return []
    names = [c.name for c in asked.contract.columns if wanted is None or c.name in wanted]
    beyond, cursor = ("(day, row_key) < (?, ?)", [*after]) if after else ("true", [])
    why, code = ("why = ?", [_place(narrowing.why)]) if narrowing.why else ("true", [])
    columns = [f"e.{name_sql(name)}" for name in names]
    sql, params = _tested(asked, columns)
    query = (
        f"with tested as ({sql}) select * from tested where {SHOWN[narrowing.shown]} and {why} and {beyond} "
        "order by day desc, row_key desc limit ?"
    )
    found = session().sql(query, params=[*params, *code, *cursor, limit]).to_arrow_table().to_pylist()
    parts = clauses(counter(metric, asked.side).where)
    return [
        Row(
            row["row_key"],
            row["asked"],
            row["asked"] and row["counted"],
            why_not(parts[row["why"]], asked.contract) if row["why"] is not None else None,
            {name: row[name] for name in names},
        )
        for row in found
    ]


def row_totals(
    snapshot: Snapshot, account: str, metric: Metric, span: Span, scope: Scope, narrowing: Narrowing
) -> list[Total]:
    """Return how many rows have each outcome, of the days and the number asked for; the most frequent reason
    to be left out first."""
    asked = _asked(snapshot, account, metric, span, scope, narrowing)
    if asked is None:
        return []
    sql, params = _tested(asked, [])
    query = (
        f"with tested as ({sql}) select asked, asked and counted as counted, why, count(*) as n "
        "from tested group by all order by n desc, why"
    )
    parts = clauses(counter(metric, asked.side).where)
    return [
        Total(
            "counted" if counted else "asked" if inside else "left_out",
            "" if why is None else str(why + 1),
            None if why is None else why_not(parts[why], asked.contract),
            count,
        )
        for inside, counted, why, count in session().execute(query, params).fetchall()
    ]


def cursor_of(metric: Metric, row: Row) -> Cursor | None:
    """Return where ``row``, read with its anchor, stands in the list."""
    day = row.values.get((metric.denominator or metric.numerator).anchor)
    return (day, row.key) if isinstance(day, dt.date) else None


def _asked(
    snapshot: Snapshot, account: str, metric: Metric, span: Span, scope: Scope, narrowing: Narrowing
) -> _Asked | None:
    owner = snapshot.account(account, scope)
    table = table_of(metric.denominator or metric.numerator)
    files = snapshot.lake.files(snapshot.manifest, f"settled/{table}", [owner.market]) if owner else []
    if owner is None or not files:
        return None
    return _Asked(metric, files, owner.number, narrowing.days(span), plain_number(narrowing.number))


def _tested(asked: _Asked, columns: Sequence[str]) -> tuple[str, list[object]]:
    """The rows with key, day, tests and ``why``: the place of the first condition that does not hold."""
    key, tests, parts = tests_of(asked.metric)
    day = f"e.{name_sql(asked.side.anchor)}"
    failing = " ".join(f"when not holds_{place} then {place}" for place in range(parts))
    why = f"case {failing} end" if failing else "cast(null as integer)"
    inside, params = f"e.account_no = ? and {day} between ? and ?", [asked.account_no, *asked.days]
    if asked.number:
        known = {column.name for column in asked.contract.columns}
        texts = [key, *(f"e.{name}" for name in _NUMBERS if name in known)]
        marks = " or ".join(f"contains(upper({text}), ?)" for text in texts)
        inside, params = f"{inside} and ({marks})", [*params, *([asked.number] * len(texts))]
    rows = f"select {', '.join([f'{key} as row_key', f'{day} as day', *tests, *columns])}"
    return (
        f"select *, {why} as why from ({rows} from {parquet_text(asked.files, alike=True)} e where {inside})",
        params,
    )


def _place(code: str) -> int:
    """The place of a reason; one that does not exist finds nothing."""
    return int(code) - 1 if code.isdecimal() and len(code) < 4 else -1

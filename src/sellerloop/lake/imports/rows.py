"""Candidate rows of one import: typed, with local dates, and with every reason against them."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import duckdb

from sellerloop.events.contract import Contract, Derived, Type
from sellerloop.lake.imports.census import Census, take_census
from sellerloop.lake.imports.checks import doubts_of, instant_sql
from sellerloop.lake.mappings.events import Doubt, EventQuery
from sellerloop.lake.mappings.tables import SEPARATOR
from sellerloop.lake.mappings.wall import local_date
from sellerloop.lake.refusals import REASONS, Refusal, reason
from sellerloop.lake.sources.limits import Limits
from sellerloop.lake.sources.rows import ROW
from sellerloop.lake.sources.stage import FILE, text_sql
from sellerloop.speech.message import Message

_BATCH = 10_000


@dataclass(slots=True)
class Rows:
    """The rows of one kind in the table ``rows_<kind>``: the contract's stored columns, ``_file``, ``_row``,
    ``_refused``, and for refused rows ``_why``, a list of texts that number a doubt and show a value."""

    connection: duckdb.DuckDBPyConnection
    contract: Contract
    files: Sequence[str]
    doubts: list[Doubt] = field(default_factory=list)
    filled: bool = False

    @property
    def table(self) -> str:
        """Name of the table."""
        return f"rows_{self.contract.kind}"

    def add(self, query: EventQuery, known_at: dt.datetime | None, limits: Limits, now: dt.datetime) -> None:
        """Add the rows of ``query``; those without a known time became known at ``known_at``."""
        start = len(self.doubts)
        rows = query.sql
        if known_at is not None:
            rows = f"SELECT * REPLACE (coalesce(known_at, {instant_sql(known_at)}) AS known_at) FROM ({rows})"
        census = take_census(self.connection, self.contract, rows)
        own = doubts_of(self.contract, limits, now, census)
        named = [
            Doubt(d.code, d.column, d.when, d.value, query.sources.get(d.column, ()), d.values) for d in own
        ]
        self.doubts += [*query.doubts, *named]
        fresh = self.doubts[start:]
        refused = " OR ".join(f"({doubt.when})" for doubt in fresh) or "false"
        marks = ", ".join(
            f"CASE WHEN {doubt.when} THEN concat({text_sql(f'{start + n}{SEPARATOR}')}, {doubt.value}) END"
            for n, doubt in enumerate(fresh)
        )
        stored = ", ".join(_stored(self.contract, census))
        why = f"CASE WHEN _refused THEN list_filter([{marks}], lambda mark: mark IS NOT NULL) END AS _why"
        judged = f"SELECT *, coalesce({refused}, false) AS _refused FROM ({rows}) AS e"
        self._put(f"SELECT {stored}, {FILE}, {ROW}, _refused, {why} FROM ({judged}) AS e")

    def count(self) -> int:
        """Return how many rows there are, refused ones included."""
        return int(self.connection.execute(f"SELECT count(*) FROM {self.table}").fetchall()[0][0])

    def refusals(self) -> Iterator[list[list[Refusal]]]:
        """Yield batches of refused rows in the order of the files, each with all its refusals."""
        cursor = self.connection.execute(
            f"SELECT {FILE}, {ROW}, _why FROM {self.table} WHERE _refused ORDER BY {FILE}, {ROW}, _why"
        )
        while found := cursor.fetchmany(_BATCH):
            yield [_telling([self._refusal(file, row, mark) for mark in why]) for file, row, why in found]

    def _put(self, sql: str) -> None:
        start = f"INSERT INTO {self.table} BY NAME" if self.filled else f"CREATE TABLE {self.table} AS"
        self.connection.execute(f"{start} {sql}")
        self.filled = True

    def _refusal(self, file: int, row: int, mark: str) -> Refusal:
        number, _, value = mark.partition(SEPARATOR)
        doubt = self.doubts[int(number)]
        code, column = doubt.code, doubt.column
        if not code:
            column, code, value = value.split(SEPARATOR, 2)
        said = reason(code, **dict(doubt.values)) if code in REASONS else Message(doubt.reason)
        source = ", ".join(doubt.sources)
        return Refusal(self.files[file], row, self.contract.kind, column, source, value, code, said)


def _telling(refusals: list[Refusal]) -> list[Refusal]:
    """Leave out that a value is missing where something else says why: it cannot be read, or the mapping
    itself tells what its absence means."""
    explained = {each.column for each in refusals if each.code != "missing"}
    return [each for each in refusals if each.code != "missing" or each.column not in explained]


def _stored(contract: Contract, census: Census) -> Iterator[str]:
    for column in contract.stored:
        if column.derived is Derived.LOCAL_DATE:
            date = local_date(column.origin, "zone", census.zones, census.span)
            yield f'CASE WHEN NOT _refused THEN {date} END AS "{column.name}"'
        elif column.type is Type.FLAG:
            yield f'coalesce("{column.name}", false) AS "{column.name}"'
        else:
            yield f'"{column.name}"'

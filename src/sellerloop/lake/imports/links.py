"""Links between kinds: parents before children, and rows whose parent does not exist."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from sellerloop.events.contract import Contract, Link
from sellerloop.events.registry import contracts
from sellerloop.lake.engines.duck import parquet_text
from sellerloop.lake.refusals import Refusal, reason
from sellerloop.lake.sources.rows import ROW
from sellerloop.lake.sources.stage import FILE
from sellerloop.speech.message import Message


def in_order(kinds: Collection[str]) -> tuple[Contract, ...]:
    """Return the contracts of ``kinds``, each after the kinds that its rows must refer to."""
    placed: dict[str, Contract] = {}

    def place(kind: str) -> None:
        for link in contracts()[kind].links:
            if link.mandatory and link.kind not in placed:
                place(link.kind)
        placed.setdefault(kind, contracts()[kind])

    for kind in sorted(kinds):
        place(kind)
    return tuple(contract for kind, contract in placed.items() if kind in kinds)


@dataclass(frozen=True, slots=True)
class Links:
    """Finds orphans among the fresh rows ``fresh_<kind>``.

    ``accepted`` are the tables of parents' keys from this import, ``events`` the lake's event files, both by
    kind.
    """

    connection: duckdb.DuckDBPyConnection
    files: Sequence[str]
    accepted: Mapping[str, str]
    events: Mapping[str, Sequence[Path]]

    def orphans(self, contract: Contract, fresh: str) -> list[list[Refusal]]:
        """Return the refusals of orphans and fill the table ``orphans_<kind>`` with their ``_id``."""
        table = f"orphans_{contract.kind}"
        self.connection.execute(f"CREATE TABLE {table} (_id BIGINT)")
        refused: list[list[Refusal]] = []
        for link in contract.links:
            if link.mandatory:
                refused += self._orphans(contract, link, fresh, table)
        return refused

    def _orphans(self, contract: Contract, link: Link, fresh: str, table: str) -> list[list[Refusal]]:
        parent = contracts()[link.kind].key
        keys = [f"SELECT {', '.join(parent)} FROM {rows}" for rows in self._parents(link.kind)]
        on = " AND ".join(
            f"e.{ours} = p.{theirs}" for ours, theirs in zip(("account", link.column), parent, strict=True)
        )
        known = f"ANTI JOIN ({' UNION ALL '.join(keys)}) AS p ON {on}" if keys else ""
        found = self.connection.execute(
            f"SELECT _id, {FILE}, {ROW}, {link.column} FROM {fresh} AS e {known} "
            f"WHERE _id NOT IN (SELECT _id FROM {table}) ORDER BY {FILE}, {ROW}"
        ).fetchall()
        self.connection.executemany(f"INSERT INTO {table} VALUES (?)", [[one[0]] for one in found] or [[-1]])
        said = reason("orphan", parent=Message(contracts()[link.kind].title))
        return [
            [Refusal(self.files[file], row, contract.kind, link.column, "", value, "orphan", said)]
            for _, file, row, value in found
        ]

    def _parents(self, kind: str) -> list[str]:
        here = [self.accepted[kind]] if kind in self.accepted else []
        lake = [parquet_text(self.events[kind])] if self.events.get(kind) else []
        return here + lake

"""Which rows are new versions of facts, which change nothing, and which contradict.

The versions of a fact are the set of all (known time, content) that was ever imported for its key. Event
files keep the ones that differ from the version before; the others are kept as *confirmations*, key and known
time alone, because a late-coming version may still turn out to lie between. So what a lake holds follows from
the set of rows imported, in whatever order and portions they came.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from sellerloop.events.contract import Contract, Derived
from sellerloop.lake.engines.duck import parquet_text
from sellerloop.lake.event_files import stored_rows

_EVENT, _CONFIRMED, _FRESH = 0, 1, 2
_WHOLE_GROUP = "ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING"
# Among versions with one known time, one that the lake has is right; fresh ones must agree with each other.
_FATE = f"""CASE
    WHEN _src < {_FRESH} THEN CASE WHEN _again THEN 'same' ELSE 'keep' END
    WHEN first_value(_hash) OVER same <> _hash THEN 'conflict'
    WHEN first_value(_src) OVER same < {_FRESH} THEN 'same'
    WHEN min(_hash) OVER same <> max(_hash) OVER same THEN 'conflict'
    WHEN _again THEN 'same'
    ELSE 'keep' END"""


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the rows that fit their contract: ``new`` facts, ``changed`` facts (one for each
    further version), and rows that say the ``same`` as before. ``conflicts`` were refused."""

    new: int
    changed: int
    same: int
    conflicts: int


class Versions:
    """Sorts the fresh rows of one kind into versions.

    ``fresh`` is a table with the stored columns, a unique ``_id`` and the order ``_file``, ``_row``;
    ``events`` and ``confirmed`` are the files of the kind in the lake. The results are tables named
    ``<kind>_...``; see the queries below.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        contract: Contract,
        fresh: str,
        events: Sequence[Path],
        confirmed: Sequence[Path],
    ) -> None:
        self._connection, self._contract, self._fresh = connection, contract, fresh
        self._events = stored_rows(connection, contract, events) if events else ""
        self._confirmed = f"FROM {parquet_text(confirmed)}" if confirmed else ""
        self._key = ", ".join(contract.key)
        self._kind = contract.kind

    def sort(self) -> Counts:
        """Decide the fate of every fresh row."""
        self._connection.execute(f"CREATE TABLE {self._kind}_all AS {self._marked(self._gathered())}")
        repeats = self._count(f"SELECT count(*) FROM {self._kind}_all WHERE _again")
        if repeats:
            same = f"PARTITION BY {self._key}, known_at ORDER BY _src, _file, _row {_WHOLE_GROUP}"
            self._connection.execute(
                f"CREATE TABLE {self._kind}_fates AS "
                f"SELECT * EXCLUDE (_again, _head, _begins), {_FATE} AS _fate "
                f"FROM {self._kind}_all WINDOW same AS ({same})"
            )
            kept = f"SELECT * EXCLUDE (_fate) FROM {self._kind}_fates WHERE _fate = 'keep'"
            self._connection.execute(f"CREATE OR REPLACE TABLE {self._kind}_all AS {self._marked(kept)}")
        return self._counts(bool(repeats))

    def insertions(self) -> str:
        """Return a query of the rows to add to the event files, with the stored columns."""
        stored = ", ".join(f'"{column.name}"' for column in self._contract.stored)
        heads = f"SELECT _id FROM {self._kind}_all WHERE _src = {_FRESH} AND _head"
        own = f"SELECT {stored} FROM {self._fresh} WHERE _id IN ({heads})"
        promoted = f"SELECT {self._key}, known_at FROM {self._kind}_all WHERE _src = {_CONFIRMED} AND _head"
        if not self._events or self._count(f"SELECT count(*) FROM ({promoted})") == 0:
            return own
        content = ", ".join(
            'p.known_at AS "known_at"' if column.name == "known_at" else f'e."{column.name}"'
            for column in self._contract.stored
        )
        same = " AND ".join(f"e.{name} = p.{name}" for name in self._contract.key)
        latest = ", ".join(f"p.{name}" for name in self._contract.key)
        return (
            f"{own} UNION ALL SELECT {content} FROM ({promoted}) AS p JOIN ({self._events}) AS e "
            f"ON {same} AND e.known_at < p.known_at QUALIFY row_number() OVER "
            f"(PARTITION BY {latest}, p.known_at ORDER BY e.known_at DESC) = 1"
        )

    @property
    def confirmations(self) -> str:
        """Query of (key, known_at) to add to the confirmations."""
        return f"SELECT {self._key}, known_at FROM {self._kind}_all WHERE _src <> {_CONFIRMED} AND NOT _head"

    @property
    def withdrawn(self) -> str:
        """Query of (key, known_at) of event rows that turned out to repeat the version before."""
        return f"SELECT {self._key}, known_at FROM {self._kind}_all WHERE _src = {_EVENT} AND NOT _head"

    @property
    def conflicts(self) -> str:
        """Query of the ids of fresh rows that contradict another version."""
        return f"SELECT _id FROM {self._kind}_fates WHERE _src = {_FRESH} AND _fate = 'conflict'"

    def _gathered(self) -> str:
        """Return a query of all versions of the keys concerned, with a hash of their content."""
        content = ", ".join(
            f'"{column.name}"'
            for column in self._contract.stored
            if column.derived is Derived.GIVEN and column.name not in (*self._contract.key, "known_at")
        )
        fresh = f"SELECT {self._key}, known_at, hash({content}) AS _hash, {_FRESH} AS _src, _id, _file, _row"
        parts = [f"{fresh} FROM {self._fresh}"]
        ours = f"SEMI JOIN (SELECT {self._key} FROM {self._fresh}) USING ({self._key})"
        for rows, hashed, src in (
            (self._events, f"hash({content})", _EVENT),
            (self._confirmed, "NULL", _CONFIRMED),
        ):
            if rows:
                row = f"SELECT {self._key}, known_at, {hashed}, {src}, NULL, NULL, NULL"
                parts.append(f"{row} FROM ({rows}) {ours}")
        gathered = " UNION ALL ".join(parts)
        if not self._confirmed:
            return gathered
        before = f"last_value(CASE WHEN _src = {_EVENT} THEN _hash END IGNORE NULLS) OVER known"
        return (
            f"SELECT * REPLACE (coalesce(_hash, {before}) AS _hash) FROM ({gathered}) "
            f"WINDOW known AS (PARTITION BY {self._key} ORDER BY known_at, _src)"
        )

    def _marked(self, versions: str) -> str:
        """Return a query that adds: ``_begins``, the first of its key; ``_again``, a known time that the key
        already has; ``_head``, content other than the version before."""
        return (
            f"SELECT *, lag(known_at) OVER known IS NULL AS _begins, "
            f"lag(known_at) OVER known IS NOT DISTINCT FROM known_at AS _again, "
            f"lag(known_at) OVER known IS NULL OR lag(_hash) OVER known <> _hash AS _head FROM ({versions}) "
            f"WINDOW known AS (PARTITION BY {self._key} ORDER BY known_at, _src, _file, _row)"
        )

    def _counts(self, repeats: bool) -> Counts:
        fresh = self._count(f"SELECT count(*) FROM {self._fresh}")
        heads = self._count(f"SELECT count(*) FROM {self._kind}_all WHERE _src = {_FRESH} AND _head")
        new = self._count(f"SELECT count(*) FROM {self._kind}_all WHERE _begins")
        if self._events:
            known = f"SELECT {self._key} FROM {self._kind}_all GROUP BY ALL HAVING min(_src) < {_FRESH}"
            new -= self._count(f"SELECT count(*) FROM ({known})")
        conflicts = self._count(f"SELECT count(*) FROM ({self.conflicts})") if repeats else 0
        return Counts(new, heads - new, fresh - heads - conflicts, conflicts)

    def _count(self, sql: str) -> int:
        return int(self._connection.execute(sql).fetchall()[0][0])

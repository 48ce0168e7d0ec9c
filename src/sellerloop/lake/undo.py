"""Taking an import back: a new manifest without its files, as if it had never been.

What an import wrote is known from its own manifest and the one before it; the import's id is its manifest's.
An import that others build on stays until they are undone: they hold later versions of the same facts, say
the same as it did, or refer to its rows.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from sellerloop.events.registry import contracts
from sellerloop.lake.engines.duck import connect, parquet_text
from sellerloop.lake.failure import LakeError
from sellerloop.lake.manifest import CONFIRMED, DataFile, ImportEntry, Manifest
from sellerloop.lake.storage import Lake
from sellerloop.speech.message import Message, gettext_noop

EVENTS = "events/"


@dataclass(frozen=True, slots=True)
class _Change:
    """What one import did to the files of facts."""

    entry: ImportEntry
    added: frozenset[DataFile]
    removed: frozenset[DataFile]


def undo_import(lake: Lake, import_id: str, *, now: dt.datetime) -> Manifest:
    """Commit the lake without the import ``import_id`` and return the manifest; builds stay as they are until
    the next one. The list of refused rows stays too.

    Raises LakeError when there is no such import, others build on it (it names them), or the lake does not
    keep the state before it any more; and when the lake is busy, damaged or full.
    """
    with lake.writer("undo", now=now) as writer, connect(spill=lake.root / "spill") as connection:
        parent = writer.parent
        entry = next((entry for entry in parent.imports if entry.id == import_id), None)
        if entry is None:
            text = gettext_noop("The lake has no import {id}; it may have been undone already")
            raise LakeError(Message(text, {"id": import_id}))
        change = _change(lake, entry)
        later = [_change(lake, other) for other in parent.imports[parent.imports.index(entry) + 1 :]]
        if holding := [
            other.entry.id for other in later if _builds_on(connection, lake, parent, other, change)
        ]:
            text = gettext_noop("Later imports build on this one. Undo them first, the last one first: {ids}")
            raise LakeError(Message(text, {"ids": ", ".join(reversed(holding))}))
        kept = (set(parent.files) - change.added) | change.removed
        return writer.commit(
            kept,
            watermark=_watermark(connection, lake, kept),
            imports=tuple(other for other in parent.imports if other is not entry),
            build=parent.build,
        )


def _change(lake: Lake, entry: ImportEntry) -> _Change:
    known = set(lake.manifests())
    after = lake.manifest(entry.id) if entry.id in known else None
    if after is None or (after.parent and after.parent not in known):
        text = gettext_noop("The lake does not keep the state before import {id} any more")
        raise LakeError(Message(text, {"id": entry.id}))
    before = lake.manifest(after.parent) if after.parent else Manifest()
    had, has = frozenset(_facts(before.files)), frozenset(_facts(after.files))
    return _Change(entry, has - had, had - has)


def _facts(files: Iterable[DataFile]) -> Iterator[DataFile]:
    return (file for file in files if file.table.startswith((EVENTS, CONFIRMED)))


def _builds_on(
    connection: duckdb.DuckDBPyConnection, lake: Lake, current: Manifest, later: _Change, earlier: _Change
) -> bool:
    """Does ``later`` need what ``earlier`` brought? In doubt it does."""
    if not earlier.added <= set(current.files) or later.removed & earlier.added:
        return True  # its files were written anew
    confirmed = sum(file.rows for file in later.added if file.table.startswith(CONFIRMED))
    if later.entry.same > confirmed:
        return True  # rows that said the same were not kept a second time
    for contract in contracts().values():
        kind, key = contract.kind, ", ".join(contract.key)
        if _meet(connection, _rows(lake, later, kind, key), _rows(lake, earlier, kind, key), contract.key):
            return True
        for link in contract.links:
            if not link.mandatory:
                continue
            target = contracts()[link.kind].key
            own = "account, " + f'"{link.column}"'
            theirs = f'account, "{target[-1]}" AS "{link.column}"'
            children = _rows(lake, later, kind, own, (EVENTS,))
            parents = _rows(lake, earlier, link.kind, theirs, (EVENTS,))
            if _meet(connection, children, parents, ("account", link.column)):
                return True
    return False


def _rows(
    lake: Lake, change: _Change, kind: str, columns: str, folders: Sequence[str] = (EVENTS, CONFIRMED)
) -> str:
    """Return a query of some columns of the rows of ``kind`` that a change brought, "" without any."""
    parts = []
    for folder in folders:
        if paths := [lake.path(file) for file in change.added if file.table == f"{folder}{kind}"]:
            parts.append(f"SELECT {columns} FROM {parquet_text(paths)}")
    return " UNION ALL ".join(parts)


def _meet(connection: duckdb.DuckDBPyConnection, one: str, other: str, key: Sequence[str]) -> bool:
    if not one or not other:
        return False
    using = ", ".join(f'"{name}"' for name in key)
    sql = f"SELECT 1 FROM ({one}) SEMI JOIN ({other}) USING ({using}) LIMIT 1"
    return bool(connection.execute(sql).fetchall())


def _watermark(
    connection: duckdb.DuckDBPyConnection, lake: Lake, files: Iterable[DataFile]
) -> dt.datetime | None:
    paths: list[Path] = [lake.path(file) for file in _facts(files)]
    if not paths:
        return None
    found: dt.datetime | None = connection.execute(
        f"SELECT max(known_at) FROM {parquet_text(paths)}"
    ).fetchall()[0][0]
    return found

"""Settled tables for a question: those of the build, or settled anew as known at another instant."""

import datetime as dt
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from sellerloop.events.registry import contracts
from sellerloop.lake.arrow import columns_digest
from sellerloop.lake.engines.duck import connect
from sellerloop.lake.facts import Served
from sellerloop.lake.failure import LakeError
from sellerloop.lake.manifest import BuildInfo, Manifest
from sellerloop.lake.replies import load_conversations, reply_rows
from sellerloop.lake.settle import ACCOUNTS, NUMBERS, number_accounts, open_events, settled
from sellerloop.lake.storage import Lake
from sellerloop.metrics.replies import ReplyRule
from sellerloop.speech.message import Message, gettext_noop

EVENTS, SETTLED, FACTS, NUMBERED = "events/", "settled/", "facts/", "settled/accounts"


def event_files(lake: Lake, manifest: Manifest) -> dict[str, Sequence[Path]]:
    """Return the event files of ``manifest`` by kind."""
    return {kind: lake.files(manifest, f"{EVENTS}{kind}") for kind in contracts()}


def accounts_of_files(numbered: Sequence[Path]) -> tuple[str, ...]:
    """Return all accounts in order of their numbers."""
    table = pq.read_table(numbered[0], schema=NUMBERS).sort_by("account_no")
    return tuple(table.column("account").to_pylist())


def outdated(build: BuildInfo) -> bool:
    """Return whether a build holds other columns than this version counts."""
    return build.columns not in ("", columns_digest())


def check_columns(build: BuildInfo) -> None:
    """Raise LakeError when ``build`` holds other columns than this version counts."""
    if outdated(build):
        reason = gettext_noop("This build was made by another version of Sellerloop; run: sellerloop build")
        raise LakeError(Message(reason))


@contextmanager
def served(
    lake: Lake, manifest: Manifest, rules: Iterable[ReplyRule], known_at: dt.datetime | None = None
) -> Iterator[Served]:
    """Yield the settled tables of ``manifest`` that hold rows.

    Without ``known_at`` they are the build's; with it they are settled into a temporary folder from the
    versions known by then. ``rules`` are the reply tables wanted beyond those of the build. Raises LakeError
    when nothing was built yet.
    """
    if manifest.build is None:
        raise LakeError(Message(gettext_noop("Nothing was built yet; run: sellerloop build")))
    check_columns(manifest.build)
    names = [name for name in manifest.tables(SETTLED) if name != NUMBERED]
    built = {name.removeprefix(SETTLED): lake.files(manifest, name) for name in names}
    accounts = accounts_of_files(lake.files(manifest, NUMBERED))
    missing = [rule for rule in rules if rule.table not in built]
    if known_at is None and not missing:
        yield Served(built, accounts, frozenset(built))
        return
    numbers = pq.read_table(lake.files(manifest, NUMBERED)[0], schema=NUMBERS)
    with (
        tempfile.TemporaryDirectory(prefix="sellerloop-") as folder,
        connect(spill=Path(folder)) as connection,
    ):
        open_events(connection, event_files(lake, manifest), known_at or manifest.build.known_at)
        number_accounts(connection, numbers)
        fresh = {kind: _copy(connection, settled(kind).sql, Path(folder) / kind) for kind in contracts()}
        conversations = load_conversations(connection)
        for rule in rules:
            path = Path(folder) / f"{rule.table}.parquet"
            pq.write_table(reply_rows(rule, conversations), path)
            fresh[rule.table] = [path] if pq.read_metadata(path).num_rows else []
        accounts = tuple(
            name
            for (name,) in connection.sql(f"select account from {ACCOUNTS} order by account_no").fetchall()
        )
        filled = {name: files for name, files in fresh.items() if files}
        yield Served(filled, accounts, frozenset(filled))


def _copy(connection: duckdb.DuckDBPyConnection, sql: str, path: Path) -> list[Path]:
    file = path.with_suffix(".parquet")
    connection.execute(f"copy ({sql}) to '{file}' (format parquet)")
    return [file] if pq.read_metadata(file).num_rows else []

"""A build: settle what is known, reduce it to daily facts, score the days asked for, publish in one step."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from sellerloop.events.registry import contracts
from sellerloop.lake.arrow import columns_digest
from sellerloop.lake.categories import category_names
from sellerloop.lake.engines.duck import DuckEngine, parquet_text
from sellerloop.lake.facts import Served, counters_of
from sellerloop.lake.failure import LakeError
from sellerloop.lake.lookup_index import write_numbers
from sellerloop.lake.manifest import CONFIRMED, DAYS, BuildInfo, DataFile, Manifest
from sellerloop.lake.published import Progress, publish
from sellerloop.lake.replies import ASKED, load_conversations, reply_rows
from sellerloop.lake.serve import EVENTS, FACTS, NUMBERED, SETTLED, accounts_of_files, event_files
from sellerloop.lake.settle import ACCOUNTS, NUMBERS, number_accounts, open_events, settled
from sellerloop.lake.sql import daily_sql, groups, view_sql
from sellerloop.lake.storage import Lake
from sellerloop.lake.writer import Writer
from sellerloop.metrics.registry import metrics
from sellerloop.metrics.replies import ReplyRule
from sellerloop.metrics.spec import Metric
from sellerloop.metrics.turns import rules_of
from sellerloop.policy.window import DAY
from sellerloop.scores.category import category_metrics
from sellerloop.scores.resolve import ResolvedPolicy
from sellerloop.speech.message import Message, gettext_noop


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """What to build. ``as_of`` defaults to the day after the last event; ``days`` is how many as-of dates up
    to it are scored; ``policies`` are scored and published, in this order."""

    policies: tuple[ResolvedPolicy, ...]
    as_of: dt.date | None = None
    days: int = DAYS

    @property
    def metrics(self) -> tuple[Metric, ...]:
        """Every metric that the build counts: the catalogue's and the policies'."""
        return (*metrics().values(), *(m for policy in self.policies for m in policy.metrics.values()))

    def category_metrics(self, names: Iterable[str]) -> tuple[Metric, ...]:
        """What has to be counted so that the policies find the main category among ``names``."""
        rules = [policy.policy.category for policy in self.policies if policy.policy.category]
        known = tuple(names)
        return tuple(metric for rule in rules for metric in category_metrics(rule, known).values())

    @property
    def digest(self) -> str:
        """Hash of everything that decides the numbers beside the events."""
        parts = [c.name for c in counters_of(self.metrics)], [policy.version for policy in self.policies]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def build(lake: Lake, options: BuildOptions, *, now: dt.datetime, progress: Progress) -> Manifest:
    """Build all that is known and publish it; readers see the old build until the new one is whole.

    Raises LakeError when the lake holds no events, is damaged, busy or out of room.
    """
    with lake.writer("build", now=now) as writer, DuckEngine(spill=lake.root / "spill") as engine:
        parent = writer.parent
        if parent.watermark is None:
            raise LakeError(Message(gettext_noop("The lake holds no events yet; import some first")))
        files = _settle(lake, writer, engine.connection, rules_of(options.metrics), progress)
        as_of = options.as_of or _day_after(engine.connection, lake, files, parent.watermark)
        rows = _paths(lake, files, SETTLED)
        counted = (*options.metrics, *options.category_metrics(category_names(rows.get("order", ()))))
        facts = _facts(lake, writer, engine.connection, files, counted, progress)
        available = frozenset(file.table.removeprefix(SETTLED) for file in files) - {"accounts"}
        accounts = accounts_of_files([lake.path(file) for file in files if file.table == NUMBERED])
        served = Served(_paths(lake, facts, FACTS), accounts, available, "facts", rows)
        numbers = write_numbers(writer, engine.connection, rows, sum(file.rows for file in files))
        as_ofs = [as_of - offset * DAY for offset in reversed(range(options.days))]
        published = publish(engine, served, options.policies, as_ofs, writer, progress)
        kept = [file for file in parent.files if file.table.startswith((EVENTS, CONFIRMED))]
        info = BuildInfo(
            id=writer.id,
            created_at=now,
            as_of=as_of,
            known_at=parent.watermark,
            spec_hash=options.digest,
            policies=tuple((policy.policy.id, policy.version) for policy in options.policies),
            input=parent.id,
            columns=columns_digest(),
            days=options.days,
        )
        return writer.commit(
            [*kept, *files, *facts, *numbers, *published],
            watermark=parent.watermark,
            imports=parent.imports,
            build=info,
        )


def _settle(
    lake: Lake,
    writer: Writer,
    connection: duckdb.DuckDBPyConnection,
    rules: Iterable[ReplyRule],
    progress: Progress,
) -> list[DataFile]:
    parent, wanted = writer.parent, tuple(rules)
    steps = len(contracts()) + len(wanted) + 1
    open_events(connection, event_files(lake, parent), None)
    before = lake.files(parent, NUMBERED)
    number_accounts(connection, pq.read_table(before[0], schema=NUMBERS) if before else None)
    written = list(
        writer.query(NUMBERED, connection, f"select * from {ACCOUNTS}", order=["account_no"], schema=NUMBERS)
    )
    progress("settle", 1, steps)
    for done, kind in enumerate(contracts(), start=2):
        part, name = settled(kind), f"{SETTLED}{kind}"
        written += writer.query(
            name,
            connection,
            part.sql,
            date=part.date,
            order=part.order,
            schema=part.schema,
            together=True,
        )
        progress("settle", done, steps)
    conversations = load_conversations(connection)
    for done, rule in enumerate(wanted, start=len(contracts()) + 2):
        connection.register("incoming", reply_rows(rule, conversations))
        name, order = f"{SETTLED}{rule.table}", ["account_no", ASKED, "reply_id"]
        written += writer.query(
            name, connection, "select * from incoming", date=ASKED, order=order, together=True
        )
        connection.unregister("incoming")
        progress("settle", done, steps)
    return written


def _facts(
    lake: Lake,
    writer: Writer,
    connection: duckdb.DuckDBPyConnection,
    files: Iterable[DataFile],
    counted: Iterable[Metric],
    progress: Progress,
) -> list[DataFile]:
    paths = _paths(lake, files, SETTLED)
    for table, members in paths.items():
        scan = parquet_text(members)
        connection.execute(f"create or replace temp view {view_sql(table)} as select * from {scan}")
    wanted = groups(counter for counter in counters_of(counted) if counter.table in paths)
    written: list[DataFile] = []
    for done, group in enumerate(wanted):
        progress("facts", done, len(wanted))
        sql, order = daily_sql(group), ["account_no", "day"]
        written += writer.query(
            f"{FACTS}{group.name}", connection, sql, date="day", order=order, together=True
        )
    progress("facts", len(wanted), len(wanted))
    return written


def _paths(lake: Lake, files: Iterable[DataFile], prefix: str) -> dict[str, list[Path]]:
    found: dict[str, list[Path]] = {}
    for file in files:
        found.setdefault(file.table.removeprefix(prefix), []).append(lake.path(file))
    return found


def _day_after(
    connection: duckdb.DuckDBPyConnection, lake: Lake, files: Iterable[DataFile], watermark: dt.datetime
) -> dt.date:
    """The day after the last event that had happened by ``watermark``; what is announced lies ahead."""
    last = [
        f"select max({contract.date}) as day from {parquet_text(paths)} "
        f"where {contract.event_time} <= timestamptz '{watermark.isoformat()}'"
        for kind, paths in _paths(lake, files, SETTLED).items()
        if (contract := contracts().get(kind))
    ]
    found: dt.date = connection.execute(f"select max(day) from ({' union all '.join(last)})").fetchall()[0][0]
    return found + DAY

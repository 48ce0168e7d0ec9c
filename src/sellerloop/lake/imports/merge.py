"""Candidate rows into the lake: refused or linked, sorted into versions, written as new files."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from sellerloop.events.contract import Contract
from sellerloop.events.registry import contracts
from sellerloop.lake.arrow import stored_schema
from sellerloop.lake.event_files import stored_rows
from sellerloop.lake.imports.links import Links, in_order
from sellerloop.lake.imports.report import KindReport
from sellerloop.lake.imports.rows import Rows
from sellerloop.lake.imports.session import Session
from sellerloop.lake.imports.versions import Counts, Versions
from sellerloop.lake.manifest import CONFIRMED, DataFile
from sellerloop.lake.mappings.events import EventQuery
from sellerloop.lake.refusals import Refusal, reason
from sellerloop.lake.sources.rows import ROW
from sellerloop.lake.sources.stage import FILE
from sellerloop.speech.message import gettext_noop

# Kinds that describe rather than happen: few rows spread over many years, always read as a whole.
_WHOLE = ("account", "calendar_exception", "product")


class Merge:
    """Merges the rows of one import, kind by kind. ``files`` are the data files of the lake to come, by path,
    ``watermark`` its latest known time; ``fed`` are the columns that the sources had."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.files: dict[str, DataFile] = {file.path: file for file in session.writer.parent.files}
        self.watermark = session.writer.parent.watermark
        self.fed: set[str] = set()
        self._accepted: dict[str, str] = {}  # queries of parents' keys, by kind

    def run(self, queries: Mapping[str, Sequence[EventQuery]]) -> dict[str, KindReport]:
        """Merge the rows of all queries, parents before children, and return what became of them."""
        order = in_order(queries)
        reports = {}
        for done, contract in enumerate(order):
            self._session.progress(gettext_noop("Importing"), done, len(order))
            reports[contract.kind] = self._kind(contract, queries[contract.kind])
        self._session.progress(gettext_noop("Importing"), len(order), len(order))
        return reports

    def _kind(self, contract: Contract, queries: Sequence[EventQuery]) -> KindReport:
        session = self._session
        rows = Rows(session.connection, contract, session.files)
        for query in queries:
            self.fed |= {f"{contract.kind}.{name}" for name in query.sources}
            rows.add(query, session.options.known_at, session.options.limits, session.now)
        for refused in rows.refusals():
            session.rejects.add(refused)
        fresh = self._fresh(contract, rows)
        events, confirmed = (self._paths(f"{folder}{contract.kind}") for folder in ("events/", CONFIRMED))
        versions = Versions(session.connection, contract, fresh, events, confirmed)
        counts = versions.sort()
        accepted = f"FROM {fresh}"
        if counts.conflicts:
            self._refuse_conflicts(contract, fresh, versions)
            accepted = f"FROM {fresh} WHERE _id NOT IN ({versions.conflicts})"
        self._write(contract, versions, counts)
        self._know(contract, accepted)
        read, kept = rows.count(), counts.new + counts.changed + counts.same
        session.connection.execute(f"DROP TABLE {rows.table}")
        return KindReport(read, counts.new, counts.changed, counts.same, read - kept)

    def _fresh(self, contract: Contract, rows: Rows) -> str:
        """Make the view of the rows that fit their contract and have their parents."""
        connection, kind = self._session.connection, contract.kind
        sound = f"SELECT rowid AS _id, * EXCLUDE (_refused, _why) FROM {rows.table} WHERE NOT _refused"
        connection.execute(f"CREATE VIEW sound_{kind} AS {sound}")
        if not any(link.mandatory for link in contract.links):
            return f"sound_{kind}"
        parents = {link.kind: self._paths(f"events/{link.kind}") for link in contract.links}
        links = Links(connection, self._session.files, self._accepted, parents)
        orphans = links.orphans(contract, f"sound_{kind}")
        if not orphans:
            return f"sound_{kind}"
        self._session.rejects.add(orphans)
        connection.execute(
            f"CREATE VIEW fresh_{kind} AS FROM sound_{kind} WHERE _id NOT IN (FROM orphans_{kind})"
        )
        return f"fresh_{kind}"

    def _refuse_conflicts(self, contract: Contract, fresh: str, versions: Versions) -> None:
        key = ", ".join(contract.key)
        shown = f"concat_ws(' / ', {', '.join(f'CAST({name} AS VARCHAR)' for name in contract.key)})"
        found = self._session.connection.execute(
            f"SELECT {FILE}, {ROW}, {shown} FROM {fresh} WHERE _id IN ({versions.conflicts}) ORDER BY ALL"
        ).fetchall()
        files, said = self._session.files, reason("conflict")
        self._session.rejects.add(
            [
                [Refusal(files[file], row, contract.kind, key, "", value, "conflict", said)]
                for file, row, value in found
            ]
        )

    def _write(self, contract: Contract, versions: Versions, counts: Counts) -> None:
        session, kind = self._session, contract.kind
        if counts.new + counts.changed:
            self._add(contract, versions.insertions())
            self._withdraw(contract, versions)
        if session.count(f"SELECT count(*) FROM ({versions.confirmations})"):
            sql = versions.confirmations
            self._keep(
                session.writer.query(f"{CONFIRMED}{kind}", session.connection, sql, order=contract.key)
            )

    def _withdraw(self, contract: Contract, versions: Versions) -> None:
        """Write event files anew without the rows that turned out to repeat the version before."""
        session, table = self._session, f"events/{contract.kind}"
        if not session.count(f"SELECT count(*) FROM ({versions.withdrawn})"):
            return
        gone = f"JOIN ({versions.withdrawn}) USING ({', '.join(contract.key)}, known_at)"
        for file in session.writer.parent.select(table):
            rows = stored_rows(session.connection, contract, [session.writer.root / file.path])
            if session.count(f"SELECT count(*) FROM ({rows}) SEMI {gone}"):
                del self.files[file.path]
                self._add(contract, f"FROM ({rows}) ANTI {gone}")

    def _add(self, contract: Contract, sql: str) -> None:
        session, schema = self._session, stored_schema(contract)
        table = f"events/{contract.kind}"
        date = "" if contract.kind in _WHOLE else contract.date
        self._keep(session.writer.query(table, session.connection, sql, date=date, schema=schema))

    def _know(self, contract: Contract, accepted: str) -> None:
        """Remember the latest known time, and the keys where other kinds must refer to them."""
        connection, kind = self._session.connection, contract.kind
        latest = connection.execute(f"SELECT max(known_at) FROM ({accepted})").fetchall()[0][0]
        if latest is not None:
            self.watermark = max(latest, self.watermark or latest)
        if any(
            link.mandatory and link.kind == kind for other in contracts().values() for link in other.links
        ):
            key = ", ".join(contract.key)
            connection.execute(f"CREATE TABLE keys_{kind} AS SELECT DISTINCT {key} FROM ({accepted})")
            self._accepted[kind] = f"keys_{kind}"

    def _keep(self, files: Iterable[DataFile]) -> None:
        self.files.update({file.path: file for file in files})

    def _paths(self, table: str) -> list[Path]:
        writer = self._session.writer
        return [writer.root / file.path for file in writer.parent.select(table)]

"""The working place of one import: an engine, a scratch folder, and what is shared on the way."""

import datetime as dt
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from sellerloop.lake.engines.duck import connect
from sellerloop.lake.failure import LakeError
from sellerloop.lake.mappings.schema import Mapping as MappingFile
from sellerloop.lake.refusals import Rejects, Say
from sellerloop.lake.sources.limits import Limits
from sellerloop.lake.sources.stage import Progress
from sellerloop.lake.upkeep import SCRATCH
from sellerloop.lake.writer import Writer
from sellerloop.speech.message import Message, gettext_noop


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How to import. ``known_at`` (aware) holds for rows that do not say when they became known;
    ``parameters`` are choices of the mapping; ``say`` puts reasons into the reader's language."""

    known_at: dt.datetime | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    say: Say = str


@dataclass(frozen=True, slots=True)
class Session:
    """What the steps of one import share. ``files`` are the names behind the numbers of ``_file``."""

    mapping: MappingFile
    options: ImportOptions
    now: dt.datetime
    progress: Progress
    writer: Writer
    connection: duckdb.DuckDBPyConnection
    scratch: Path
    rejects: Rejects
    files: list[str] = field(default_factory=list)

    def count(self, sql: str) -> int:
        """Return the one number that ``sql`` gives."""
        return int(self.connection.execute(sql).fetchall()[0][0])


@contextmanager
def session(
    mapping: MappingFile, options: ImportOptions, writer: Writer, *, now: dt.datetime, progress: Progress
) -> Iterator[Session]:
    """Open a session on the lake's disk and clear it away at the end, with what killed imports left.

    What does not fit in memory spills into the scratch folder. Errors of the engine become LakeError: a full
    disk, or a mapping that cannot be computed.
    """
    folder = writer.root / SCRATCH
    shutil.rmtree(folder, ignore_errors=True)
    scratch = folder / writer.id
    scratch.mkdir(parents=True)
    limits = options.limits
    connection = connect(threads=limits.threads, memory=limits.memory, spill=scratch)
    try:
        rejects = Rejects(scratch / "rejects.csv", options.say)
        yield Session(mapping, options, now, progress, writer, connection, scratch, rejects)
    except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
        text = gettext_noop(
            "The disk or memory that the import may use is full; nothing was changed: {detail}"
        )
        raise LakeError(Message(text, {"detail": _line(error)})) from error
    except (duckdb.DataError, duckdb.ProgrammingError) as error:
        text = gettext_noop("The mapping {mapping} cannot be computed: {detail}")
        raise LakeError(Message(text, {"mapping": mapping.mapping, "detail": _line(error)})) from error
    finally:
        connection.close()
        shutil.rmtree(folder, ignore_errors=True)


def _line(error: Exception) -> str:
    return str(error).strip().splitlines()[0]

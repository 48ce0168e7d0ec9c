"""What a lake holds at one moment: an immutable list of immutable files, and how it came to be."""

import datetime as dt
import json
from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any, Literal

SCHEMA = 1  # version of the layout; a lake written by a newer one is refused
CONFIRMED = "confirmed/"  # tables of the import's own: when a version was seen again unchanged
NO_MONTH = "none"  # rows without an event date, such as accounts of unknown age
DAYS = 180  # as-of dates that a build scores unless told

Commit = Literal["import", "build", "undo"]


@dataclass(frozen=True, slots=True)
class DataFile:
    """One Parquet file. ``table`` is like ``events/order`` or ``published/scores``; ``market`` and ``month``
    (YYYY-MM) are empty for tables that are not partitioned; ``path`` is relative to the lake."""

    table: str
    market: str
    month: str
    path: str
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that was imported, by name and content."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ImportEntry:
    """One import: what was read and what came of it. ``refused`` counts rows by reason code; ``rejects`` is
    the path of the refused rows relative to the lake, empty when there are none. ``fed`` names the columns
    that the sources had, such as ``order.tracking_valid``: a flag that nobody fed is false, but not known."""

    id: str
    mapping: str
    created_at: dt.datetime
    known_at: dt.datetime | None
    sources: tuple[SourceFile, ...]
    read: int
    new: int
    changed: int
    same: int
    refused: tuple[tuple[str, int], ...]
    rejects: str = ""
    fed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BuildInfo:
    """The build whose settled rows, facts and published tables a manifest lists; imports carry it over.

    ``input`` is the manifest whose events were built, ``policies`` pairs of policy id and version,
    ``columns`` the digest of the settled columns then (see :func:`sellerloop.lake.arrow.columns_digest`),
    ``days`` how many as-of dates up to ``as_of`` were scored.
    """

    id: str
    created_at: dt.datetime
    as_of: dt.date
    known_at: dt.datetime
    spec_hash: str
    policies: tuple[tuple[str, str], ...]
    input: str
    columns: str = ""
    days: int = DAYS


@dataclass(frozen=True, slots=True)
class Manifest:
    """One state of a lake. ``id`` sorts in order of commits; ``watermark`` is the latest ``known_at`` of any
    row, None in an empty lake."""

    id: str = ""
    parent: str = ""
    kind: Commit = "import"
    created_at: dt.datetime | None = None
    watermark: dt.datetime | None = None
    files: tuple[DataFile, ...] = ()
    imports: tuple[ImportEntry, ...] = ()
    build: BuildInfo | None = None
    schema: int = SCHEMA

    @property
    def number(self) -> int:
        """Position in the line of commits; 0 for the empty lake."""
        return int(self.id.split("-")[0]) if self.id else 0

    def select(
        self, table: str, markets: Collection[str] | None = None, months: Collection[str] | None = None
    ) -> tuple[DataFile, ...]:
        """Return the files of ``table``, all of them or only those that may hold rows of some markets and
        months: files that are not parted hold rows of any."""
        return tuple(
            file
            for file in self.files
            if file.table == table
            and (markets is None or not file.market or file.market in markets)
            and (months is None or not file.month or file.month in months)
        )

    @property
    def fed(self) -> frozenset[str]:
        """The columns that any import had, such as ``order.tracking_valid``."""
        return frozenset(name for entry in self.imports for name in entry.fed)

    def tables(self, prefix: str = "") -> tuple[str, ...]:
        """Return the names of the tables that have files, sorted, with ``prefix`` such as ``events/``."""
        return tuple(sorted({file.table for file in self.files if file.table.startswith(prefix)}))


def dump(manifest: Manifest) -> bytes:
    """Return the canonical JSON of ``manifest``: equal manifests give equal bytes."""
    return (json.dumps(asdict(manifest), default=_text, sort_keys=True, indent=1) + "\n").encode()


def load(data: bytes) -> Manifest:
    """Parse what :func:`dump` wrote. Raises ValueError, KeyError or TypeError when it is something else."""
    raw: dict[str, Any] = json.loads(data)
    if raw["schema"] > SCHEMA:
        raise ValueError(f"written by a newer version (layout {raw['schema']}, known up to {SCHEMA})")
    build = raw["build"]
    return Manifest(
        **{
            **raw,
            "created_at": _instant(raw["created_at"]),
            "watermark": _instant(raw["watermark"]),
            "files": tuple(DataFile(**file) for file in raw["files"]),
            "imports": tuple(_import(entry) for entry in raw["imports"]),
            "build": None if build is None else _build(build),
        }
    )


def _import(raw: dict[str, Any]) -> ImportEntry:
    return ImportEntry(
        **{
            **raw,
            "created_at": dt.datetime.fromisoformat(raw["created_at"]),
            "known_at": _instant(raw["known_at"]),
            "sources": tuple(SourceFile(**source) for source in raw["sources"]),
            "refused": tuple((code, count) for code, count in raw["refused"]),
            "fed": tuple(raw.get("fed", ())),
        }
    )


def _build(raw: dict[str, Any]) -> BuildInfo:
    return BuildInfo(
        **{
            **raw,
            "created_at": dt.datetime.fromisoformat(raw["created_at"]),
            "as_of": dt.date.fromisoformat(raw["as_of"]),
            "known_at": dt.datetime.fromisoformat(raw["known_at"]),
            "policies": tuple((policy, version) for policy, version in raw["policies"]),
        }
    )


def _text(value: object) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"not part of a manifest: {value!r}")


def _instant(text: str | None) -> dt.datetime | None:
    return None if text is None else dt.datetime.fromisoformat(text)

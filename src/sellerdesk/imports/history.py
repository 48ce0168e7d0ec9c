"""What was imported: the desk's own imports, and those of the lake that came by the command line."""

import datetime as dt
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.http import Http404

from sellerdesk.imports.models import Import, ImportQuerySet, Place
from sellerdesk.imports.reports import Shown, of_entry
from sellerloop.lake.manifest import ImportEntry, Manifest
from sellerloop.lake.storage import Lake
from sellerloop.lake.writer import POINTER

_LOCK = threading.Lock()
_READ: dict[tuple[Path, int, int], Manifest] = {}


@dataclass(frozen=True, slots=True)
class Past:
    """One import for a page: ours (``row``), the lake's (``entry``), or both."""

    key: str
    at: dt.datetime
    names: Sequence[str]
    mapping: str
    by: str
    row: Import | None
    entry: ImportEntry | None

    @property
    def done(self) -> Shown | None:
        """What the import did."""
        if self.row is not None and self.row.did is not None:
            return Shown(self.row.did)
        return Shown(of_entry(self.entry)) if self.entry is not None else None

    @property
    def told(self) -> Shown | None:
        """What the dry run counted."""
        return Shown(self.row.told) if self.row is not None and self.row.told is not None else None

    @property
    def state(self) -> str:
        """``undone``, ``imported``, ``same`` (nothing new), a state of its last job, or ``draft``."""
        row = self.row
        if row is not None and row.undone_at is not None:
            return "undone"
        if self.entry is not None:
            return "imported"
        if row is not None and row.did is not None:
            return "same"
        job = row and (row.run or row.trial)
        return f"{'run' if row and row.run else 'trial'}-{job.state}" if job else "draft"


def manifest() -> Manifest:
    """Return the lake's manifest of this moment, read once a commit."""
    root: Path = settings.LAKE
    try:
        stat = (root / POINTER).stat()
    except FileNotFoundError:
        return Manifest()
    key = root, stat.st_mtime_ns, stat.st_ino
    with _LOCK:
        if key not in _READ:
            read = Lake(root).current()
            _READ.clear()
            _READ[key] = read
        return _READ[key]


def waits_for_build(manifest: Manifest) -> bool:
    """Whether facts changed since the last build."""
    return bool(manifest.imports or manifest.build) and manifest.kind != "build"


def pasts(rows: ImportQuerySet) -> list[Past]:
    """Return all imports, newest first; ``rows`` are those that a person may see."""
    entries = {entry.id: entry for entry in manifest().imports}
    ours = [_of_row(row, entries) for row in rows.select_related("by", "run", "trial")]
    known = {past.entry.id for past in ours if past.entry is not None}
    others = [_of_entry(entry) for entry in entries.values() if entry.id not in known]
    return sorted((*ours, *others), key=lambda past: past.at, reverse=True)


def find(key: str, rows: ImportQuerySet) -> Past:
    """Return the import called ``key``, the desk's id or the lake's. Raises Http404."""
    entries = {entry.id: entry for entry in manifest().imports}
    ours = rows.select_related("by", "run", "trial", "build", "undo", "undone_by")
    try:
        row = ours.filter(pk=UUID(key)).first()
    except ValueError:
        row = ours.filter(lake_id=key).exclude(lake_id="").first() if len(key) <= 40 else None
    if row is not None:
        return _of_row(row, entries)
    if key in entries:
        return _of_entry(entries[key])
    raise Http404


def _of_row(row: Import, entries: dict[str, ImportEntry]) -> Past:
    entry = entries.get(row.lake_id) if row.lake_id else None
    by = row.by.name if row.by else str(Place(row.place).label)
    return Past(str(row.pk), row.started_at or row.created_at, row.names, row.mapping, by, row, entry)


def _of_entry(entry: ImportEntry) -> Past:
    names = [source.name for source in entry.sources]
    return Past(entry.id, entry.created_at, names, entry.mapping, str(Place.COMMAND.label), None, entry)

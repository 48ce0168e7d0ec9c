"""Is a lake whole? And which of its files may go."""

import datetime as dt
import hashlib
from collections.abc import Iterator
from pathlib import Path

from sellerloop.lake.manifest import Manifest
from sellerloop.lake.storage import Lake
from sellerloop.speech.message import Message, gettext_noop

_FOLDERS = ("events", "settled", "facts", "published", "manifests")


def problems(lake: Lake, manifest: Manifest) -> Iterator[Message]:
    """Yield one sentence for every file of ``manifest`` that is missing or not what was written."""
    for file in manifest.files:
        path = lake.path(file)
        if not path.is_file():
            yield Message(gettext_noop("missing: {file}; restore it from a copy"), {"file": file.path})
            continue
        with path.open("rb") as content:
            if hashlib.file_digest(content, "sha256").hexdigest() != file.sha256:
                text = gettext_noop("changed since it was written: {file}; restore it from a copy")
                yield Message(text, {"file": file.path})


def orphans(lake: Lake, kept: int = 1) -> list[Path]:
    """Return the files that none of the last ``kept`` manifests lists: left by writers that died, or by builds
    that newer ones replaced. Raises LakeError when a manifest is damaged."""
    current = lake.current()
    line = [name for name in lake.manifests() if name <= current.id]
    named: set[Path] = set()
    for name in {current.id, *line[len(line) - kept :]} - {""}:
        named.add(lake.root / "manifests" / f"{name}.json")
        named |= {lake.path(file) for file in lake.manifest(name).files}
    found = (path for folder in _FOLDERS for path in (lake.root / folder).rglob("*") if path.is_file())
    return sorted(path for path in found if path not in named)


def collect(lake: Lake, *, now: dt.datetime, grace: dt.timedelta, kept: int = 1) -> list[Path]:
    """Remove orphans that are older than ``grace`` (longer than the longest query) and return them.

    Takes the writer's lock; raises LakeError when another process is writing.
    """
    with lake.writer("build", now=now):
        old = [path for path in orphans(lake, kept) if path.stat().st_mtime < (now - grace).timestamp()]
        for path in old:
            path.unlink()
    return old

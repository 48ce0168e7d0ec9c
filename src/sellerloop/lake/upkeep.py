"""Looking after a lake: is every file there and unchanged, and which files does nobody need any more?"""

import datetime as dt
import hashlib
import itertools
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from sellerloop.lake.manifest import DataFile, Manifest
from sellerloop.speech.message import Message, gettext_noop

FOLDERS = ("events", "confirmed", "settled", "facts", "published")
SCRATCH = ".scratch"


def verify(root: Path, manifest: Manifest) -> tuple[Message, ...]:
    """Return what is wrong with the files of ``manifest``: missing, or not what was written."""
    return tuple(found for file in manifest.files if (found := _examine(root, file)) is not None)


def orphans(root: Path, manifests: Iterable[Manifest]) -> tuple[Path, ...]:
    """Return the data files below ``root`` that none of ``manifests`` lists, sorted: left by killed writers,
    or by commits that were replaced."""
    listed = {root / file.path for manifest in manifests for file in manifest.files}
    found = (path for folder in FOLDERS for path in (root / folder).rglob("*") if path.is_file())
    return tuple(sorted(path for path in found if path not in listed))


def outdated(
    line: Sequence[Manifest], *, keep: int, grace: dt.timedelta, pinned: Collection[str], now: dt.datetime
) -> tuple[str, ...]:
    """Return the ids of manifests to give up, of ``line``: the current one first, then its ancestors.

    The first ``keep`` stay, those that were current less than ``grace`` ago (a reader may still hold them),
    and those ``pinned``.
    """
    gone = []
    for place, (later, manifest) in enumerate(itertools.pairwise(line), start=1):
        ended = later.created_at
        fresh = ended is not None and now - ended < grace
        if place >= keep and not fresh and manifest.id not in pinned:
            gone.append(manifest.id)
    return tuple(gone)


def remove(paths: Iterable[Path], root: Path) -> None:
    """Remove files and the folders below ``root`` that they leave empty."""
    for path in paths:
        path.unlink(missing_ok=True)
        for folder in path.parents:
            if folder == root or any(folder.iterdir()):
                break
            folder.rmdir()


def _examine(root: Path, file: DataFile) -> Message | None:
    path = root / file.path
    if not path.is_file():
        text = gettext_noop("{file} is missing; restore it from a copy of the lake")
        return Message(text, {"file": file.path})
    with path.open("rb") as data:
        if (
            path.stat().st_size == file.bytes
            and hashlib.file_digest(data, "sha256").hexdigest() == file.sha256
        ):
            return None
    text = gettext_noop("{file} is not what was written; restore it from a copy of the lake")
    return Message(text, {"file": file.path})

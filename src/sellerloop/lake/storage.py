"""A lake on disk: immutable Parquet files, immutable manifests that list them, and one pointer that moves.

Readers resolve the pointer once and open exactly the files that its manifest lists, so they never see half
a commit and need no lock. Writers take turns; one that dies leaves files that no manifest names.
"""

import contextlib
import datetime as dt
import errno
import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Collection, Iterator
from pathlib import Path

from sellerloop.lake import upkeep
from sellerloop.lake.failure import LakeBusy, LakeError
from sellerloop.lake.manifest import Commit, DataFile, Manifest, load
from sellerloop.lake.writer import MANIFESTS, POINTER, Writer
from sellerloop.speech.message import Message, gettext_noop

LOCK = "LOCK"
_FULL = (errno.ENOSPC, errno.EDQUOT)


class Lake:
    """The lake in folder ``root``, which need not exist yet. All methods raise LakeError with a sentence for
    a person when the lake is damaged, busy or out of room."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def current(self) -> Manifest:
        """Return the manifest that the pointer names; an empty one when nothing was committed yet."""
        try:
            pointer = json.loads((self.root / POINTER).read_bytes())
            name, digest = pointer["manifest"], pointer["sha256"]
        except FileNotFoundError:
            return Manifest()
        except (ValueError, KeyError, TypeError) as error:
            raise _damaged(POINTER) from error
        return self._load(f"{MANIFESTS}/{name}.json", digest)

    def manifest(self, id: str) -> Manifest:
        """Return the manifest called ``id``, which may have been collected as garbage (LakeError)."""
        return self._load(f"{MANIFESTS}/{id}.json", None)

    def manifests(self) -> tuple[str, ...]:
        """Return the ids of all manifests on disk, oldest first; those after the current are leftovers."""
        return tuple(sorted(path.stem for path in (self.root / MANIFESTS).glob("*.json")))

    def path(self, file: DataFile) -> Path:
        """Return where ``file`` lies."""
        return self.root / file.path

    def files(
        self,
        manifest: Manifest,
        table: str,
        markets: Collection[str] | None = None,
        months: Collection[str] | None = None,
    ) -> list[Path]:
        """Return the paths of the files of ``table`` in ``manifest``. Open them with ``hive_partitioning =
        false``: market is a column of the files too."""
        return [self.path(file) for file in manifest.select(table, markets, months)]

    def verify(self, manifest: Manifest) -> tuple[Message, ...]:
        """Return what is wrong with the files of ``manifest``; every file is read."""
        return upkeep.verify(self.root, manifest)

    def orphans(self) -> tuple[Path, ...]:
        """Return the data files that neither the current manifest nor its ancestors on disk list."""
        return upkeep.orphans(self.root, self._line())

    def collect(
        self,
        *,
        keep: int = 10,
        grace: dt.timedelta = dt.timedelta(hours=1),
        pinned: Collection[str] = (),
        now: dt.datetime,
    ) -> tuple[Path, ...]:
        """Remove manifests and data files that are no longer needed, and return them.

        The last ``keep`` manifests stay, those that were current within ``grace`` (longer than any reader
        takes), and those ``pinned``. LakeError when another process is writing.
        """
        with self._lock():
            line = self._line()
            gone = set(upkeep.outdated(line, keep=keep, grace=grace, pinned=pinned, now=now))
            kept = [manifest for manifest in line if manifest.id not in gone]
            names = {manifest.id for manifest in kept}
            manifests = [self.root / MANIFESTS / f"{id}.json" for id in self.manifests() if id not in names]
            garbage = (*manifests, *upkeep.orphans(self.root, kept))
            upkeep.remove(garbage, self.root)
            shutil.rmtree(self.root / upkeep.SCRATCH, ignore_errors=True)
            return garbage

    def _line(self) -> list[Manifest]:
        """The current manifest and its ancestors, as far as they are on disk."""
        here = set(self.manifests())
        line = [self.current()]
        while line[-1].parent in here:
            line.append(self.manifest(line[-1].parent))
        return line

    @contextlib.contextmanager
    def writer(self, kind: Commit, *, now: dt.datetime) -> Iterator[Writer]:
        """Take the lake's lock and yield a writer for one commit made at ``now`` (aware). Files written but
        not committed are removed on the way out. LakeError when another process is writing."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            with self._lock():
                writer = Writer(self.root, self.current(), kind, now)
                try:
                    yield writer
                finally:
                    writer.discard()
        except OSError as error:
            if error.errno in _FULL:
                text = gettext_noop("The disk that holds the lake is full; nothing was changed")
                raise LakeError(Message(text)) from error
            if isinstance(error, PermissionError | NotADirectoryError | FileExistsError):
                text = gettext_noop("The lake cannot be written: {detail}")
                raise LakeError(Message(text, {"detail": str(error)})) from error
            raise

    @contextlib.contextmanager
    def _lock(self) -> Iterator[None]:
        with (self.root / LOCK).open("a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                lock.seek(0)
                text = gettext_noop("Another import or build is writing to this lake (process {process})")
                raise LakeBusy(Message(text, {"process": lock.read().strip() or "?"})) from error
            lock.truncate(0)
            lock.write(str(os.getpid()))
            lock.flush()
            yield

    def _load(self, path: str, digest: str | None) -> Manifest:
        try:
            data = (self.root / path).read_bytes()
            if digest is not None and hashlib.sha256(data).hexdigest() != digest:
                raise _damaged(path)
            return load(data)
        except FileNotFoundError as error:
            text = gettext_noop("The lake has no {file}; restore it from a copy")
            raise LakeError(Message(text, {"file": path})) from error
        except (ValueError, KeyError, TypeError) as error:
            raise _damaged(path) from error


def _damaged(path: str) -> LakeError:
    text = gettext_noop("The lake is damaged: {file} is not what was written; restore it from a copy")
    return LakeError(Message(text, {"file": path}))

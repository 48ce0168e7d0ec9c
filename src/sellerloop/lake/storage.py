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
from collections.abc import Collection, Iterator
from pathlib import Path

from sellerloop.lake.failure import LakeError
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
            raise

    @contextlib.contextmanager
    def _lock(self) -> Iterator[None]:
        with (self.root / LOCK).open("a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                lock.seek(0)
                text = gettext_noop("Another import or build is writing to this lake (process {process})")
                raise LakeError(Message(text, {"process": lock.read().strip() or "?"})) from error
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

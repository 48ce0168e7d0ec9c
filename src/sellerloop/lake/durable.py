"""Files that are whole or absent: written beside, forced to disk, then renamed."""

import os
from pathlib import Path


def put(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path`` so that a crash leaves either the old content or the new one."""
    prepare(path, data)
    settle(path)


def prepare(path: Path, data: bytes) -> None:
    """Write ``data`` beside ``path``; :func:`settle` then gives it the name."""
    folder(path.parent)
    beside = temporary(path)
    beside.write_bytes(data)
    _sync(beside)


def temporary(path: Path) -> Path:
    """Return the name under which ``path`` is written before it is whole."""
    return path.with_name(f".{path.name}.part")


def settle(path: Path) -> None:
    """Force what was written beside ``path`` to disk, give it the name, and force that to disk."""
    beside = temporary(path)
    _sync(beside)
    beside.replace(path)
    _sync(path.parent)


def folder(path: Path) -> None:
    """Make ``path`` and its parents, each forced to disk, so that no file is lost with its folder."""
    if path.is_dir():
        return
    folder(path.parent)
    path.mkdir(exist_ok=True)
    _sync(path.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

"""Files that are whole or absent: written beside, forced to disk, then renamed."""

import os
from pathlib import Path


def put(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path`` so that a crash leaves either the old content or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = temporary(path)
    beside.write_bytes(data)
    settle(beside, path)


def temporary(path: Path) -> Path:
    """Return the name under which ``path`` is written before it is whole."""
    return path.with_name(f".{path.name}.part")


def settle(beside: Path, path: Path) -> None:
    """Force ``beside`` to disk, rename it to ``path`` and force the rename to disk."""
    _sync(beside)
    beside.replace(path)
    _sync(path.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

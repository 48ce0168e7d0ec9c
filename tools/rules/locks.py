"""Lock files hold versions and hashes, and no address of any registry."""

import json
import re
from collections.abc import Iterator
from pathlib import PurePath

from tools.tree import Finding, Tree

_PIN = re.compile(r"^[A-Za-z0-9][\w.\-\[\],]*==[\w.!+]+( ; .+)? \\$")
_HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")
_NOTE = re.compile(r"^    #( |$)")
_FOREIGN = ("yarn.lock", "pnpm-lock.yaml", "uv.lock", "poetry.lock", "pylock.toml", "Pipfile.lock")


def check(tree: Tree) -> list[Finding]:
    """Return what is not a pin, a hash or a comment in a Python lock, and addresses in npm's."""
    found = [
        Finding(path, number, f"neither a pin nor a hash: {line.strip()}")
        for path in tree.below("requirements", suffixes=(".txt",))
        for number, line in enumerate(tree.text(path).splitlines(), 1)
        if "://" in line or not (_PIN.match(line) or _HASH.match(line) or _NOTE.match(line))
    ]
    for path in tree.paths:
        name = PurePath(path).name
        if name == "package-lock.json":
            found += _npm(path, json.loads(tree.text(path)))
        elif name in _FOREIGN:
            found.append(Finding(path, 0, "a lock file of a kind that records addresses"))
    return found


def _npm(path: str, lock: dict[str, dict[str, dict[str, str]]]) -> Iterator[Finding]:
    for name, entry in lock.get("packages", {}).items():
        if "resolved" in entry:
            yield Finding(path, 0, f"{name} records an address")
        if name and "integrity" not in entry:
            yield Finding(path, 0, f"{name} has no integrity value")

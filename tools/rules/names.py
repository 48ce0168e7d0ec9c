"""Modules are named after what is in them: no utils, helpers, services, managers, views2."""

import re

from tools.tree import Finding, Tree

_EMPTY = re.compile(
    r"(utils?|helpers?|services?|managers?|common|exceptions?|misc|shared|base_?classes|stuff)"
)
_VOLUME = re.compile(r"(models|views|forms|actions|tables|urls|tests?|\w+_(new|old))_?\d*")
_DJANGO = {"models", "views", "forms", "actions", "tables", "urls", "tests"}


def check(tree: Tree) -> list[Finding]:
    """Return files and folders whose name says nothing."""
    found = set()
    for path in tree.below("src", "tests", "bench", "tools", suffixes=(".py",)):
        parts = path.removesuffix(".py").split("/")
        for depth, name in enumerate(parts[1:], 2):
            second = _VOLUME.fullmatch(name) and name not in _DJANGO
            if _EMPTY.fullmatch(name) or second:
                where = "/".join(parts[:depth]) + (".py" if depth == len(parts) else "")
                found.add(Finding(where, 0, f"the name {name!r} does not say what is inside"))
    return sorted(found)

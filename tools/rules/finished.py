"""Nothing is left open: no notes to do or fix something later, nothing that is not implemented."""

import re

from tools.tree import Finding, Tree

_OPEN = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "NotImplemented" + "Error")) + r")\b")
_WRITTEN = (".py", ".html", ".css", ".js", ".sh", ".yaml", ".yml", ".toml", ".ini", ".po", ".sql")


def check(tree: Tree) -> list[Finding]:
    """Return every line of code, template or data that says it is not finished."""
    return [
        Finding(path, number, f"left open: {match.group()}")
        for path in (*tree.below(suffixes=_WRITTEN), *tree.below(".ci"), *tree.below(suffixes=("Makefile",)))
        for number, line in enumerate(tree.text(path).splitlines(), 1)
        for match in _OPEN.finditer(line)
    ]

"""Everything is typed: mypy strict on library, simulator and tools, with django-stubs on the desk."""

from tools.command import findings
from tools.tree import Finding, Tree

DESK = "tools/desk-types.ini"
_ERROR = r":\d+: error:"


def check(tree: Tree) -> list[Finding]:
    """Return what mypy says about both halves."""
    options = ("--no-error-summary", "--hide-error-context")
    found = findings(tree, "mypy", *options, only=_ERROR)
    if (tree.root / DESK).exists():
        found += findings(tree, "mypy", *options, "--config-file", DESK, only=_ERROR)
    return found

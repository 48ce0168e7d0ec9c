"""Files and functions keep their size budgets, and no modules import each other in a circle."""

from tools import shape
from tools.tree import Finding, Tree


def check(tree: Tree) -> list[Finding]:
    """Return what is too long, what rose above the ratchet, and circles of imports."""
    return shape.findings(tree)

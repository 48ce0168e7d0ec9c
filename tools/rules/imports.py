"""Rooms import only what stands before them: the import-linter contracts of pyproject.toml."""

from tools.command import findings
from tools.tree import Finding, Tree


def check(tree: Tree) -> list[Finding]:
    """Return what ``lint-imports`` says about broken contracts."""
    said = findings(tree, "lint-imports", "--no-cache", "--no-logo")
    texts = [finding.text for finding in said]
    start = texts.index("Broken contracts") + 2 if "Broken contracts" in texts else 0
    return said[start:]

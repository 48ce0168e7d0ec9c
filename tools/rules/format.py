"""Code is formatted by ruff."""

from tools.command import findings
from tools.tree import Finding, Tree


def check(tree: Tree) -> list[Finding]:
    """Return the files that ``ruff format`` would change."""
    return findings(
        tree, "ruff", "format", "--check", "--no-cache", "--output-format=concise", ".", only=r"\.py:"
    )

"""Code passes ruff's lint rules, chosen in pyproject.toml."""

from tools.command import findings
from tools.tree import Finding, Tree


def check(tree: Tree) -> list[Finding]:
    """Return what ``ruff check`` says."""
    return findings(tree, "ruff", "check", "--no-cache", "--output-format=concise", ".", only=r":\d+:\d+:")

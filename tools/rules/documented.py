"""Every event kind, metric, policy, command, setting and licence is documented, as the sources say today."""

import re
from difflib import unified_diff

from tools import docs
from tools.tree import Finding, Tree

_VARIABLE = re.compile(r"[\"'](SELLER(?:LOOP|DESK)_[A-Z][A-Z_]*)[\"']")


def check(tree: Tree) -> list[Finding]:
    """Return pages that ``make docs`` would change, and environment variables that no page explains."""
    return [*_pages(tree), *_variables(tree)]


def _pages(tree: Tree) -> list[Finding]:
    found = []
    for path, page in docs.PAGES.items():
        text = tree.text(path) if path in tree.paths else ""
        difference = list(unified_diff(text.splitlines(), docs.written(page).splitlines(), n=0, lineterm=""))
        if difference:
            first = next((line for line in difference[2:] if line[:1] in "+-"), "")
            found.append(Finding(path, 0, f"not up to date, run make docs; first: {first[:100]}"))
    return found


def _variables(tree: Tree) -> list[Finding]:
    explained = "\n".join(tree.text(path) for path in tree.paths if path.endswith(".md"))
    return [
        Finding(module.path, 0, f"{name} is read and explained in no page of the documentation")
        for module in tree.modules("src")
        for name in sorted(set(_VARIABLE.findall(module.source)))
        if name not in explained
    ]

"""Every locked package has a known licence, and none is GPL or AGPL."""

import re

from tools.catalogue.licences import UNKNOWN, packages
from tools.tree import Finding, Tree

_REFUSED = re.compile(r"(?<!L)\bA?GPL|AFFERO|SSPL|BUSL|PROPRIETARY|NON-?COMMERCIAL", re.I)


def check(tree: Tree) -> list[Finding]:
    """Return packages that we may not use, or of which we do not know whether we may."""
    return [
        Finding("requirements", 0, f"{package.name} {package.version}: licence {package.licence}")
        for package in packages(tree.root)
        if refused(package.licence)
    ]


def refused(licence: str) -> bool:
    """Is there no way to use a package under ``licence``? Of alternatives one that is allowed is enough."""
    return all(
        alternative in {"", UNKNOWN} or bool(_REFUSED.search(alternative))
        for alternative in re.split(r"\s+OR\s+", licence)
    )

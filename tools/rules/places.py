"""No path of somebody's machine and no package registry is named anywhere."""

import re

from tools.tree import Finding, Tree

_PATH = re.compile(r"(?<![A-Za-z0-9_.\]})>~])/(?:work|farm|root|(?:home|Users)/[a-z]\w*)/")
_HOSTS = re.compile(
    "|".join(
        re.escape(left + right)
        for left, right in (
            ("py" + "pi.", "org"),
            ("python" + "hosted.", "org"),
            ("npm" + "js.", "com"),
            ("npm" + "js.", "org"),
            ("deb.deb" + "ian.", "org"),
            ("snapshot.deb" + "ian.", "org"),
            ("yarn" + "pkg.", "com"),
        )
    )
)


def check(tree: Tree) -> list[Finding]:
    """Return every line that names a place which another machine does not have."""
    return [
        Finding(path, number, f"names a place: {match.group()}")
        for path in tree.paths
        for number, line in enumerate(tree.text(path).splitlines(), 1)
        for pattern in (_PATH, _HOSTS)
        for match in pattern.finditer(line)
    ]

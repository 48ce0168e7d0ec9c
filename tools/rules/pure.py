"""The library reads no clock, throws no dice and opens no file outside lake and cli."""

import ast
from collections.abc import Iterator

from tools.tree import Finding, Module, Tree

_DOORS = ("sellerloop.lake", "sellerloop.cli")
_BANNED = {
    "datetime.datetime.now": "time is passed in",
    "datetime.datetime.today": "time is passed in",
    "datetime.datetime.utcnow": "time is passed in",
    "datetime.date.today": "time is passed in",
    "time": "time is passed in",
    "random": "chance is passed in",
    "secrets": "chance is passed in",
    "numpy.random": "chance is passed in",
    "uuid.uuid1": "chance is passed in",
    "uuid.uuid4": "chance is passed in",
    "os.urandom": "chance is passed in",
    "os.environ": "settings are passed in",
    "os.getenv": "settings are passed in",
    "open": "only the lake opens files",
    "print": "only the command line prints",
}


def check(tree: Tree) -> list[Finding]:
    """Return every use of a banned name, whatever it was imported as."""
    return [
        finding
        for module in tree.modules("src/sellerloop")
        if not module.dotted.startswith(_DOORS)
        for finding in sorted(set(_uses(module)))
    ]


def _uses(module: Module) -> Iterator[Finding]:
    known: dict[str, str] = {"open": "open", "print": "print"}
    for node in ast.walk(module.tree):
        for local, full in _imported(node):
            known[local] = full
            if banned := _banned(full):
                yield Finding(module.path, node.lineno, f"{full}: {_BANNED[banned]}")  # type: ignore[attr-defined]
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute | ast.Name):
            full = _full(node, known)
            if banned := _banned(full):
                yield Finding(module.path, node.lineno, f"{full}: {_BANNED[banned]}")


def _imported(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield local name and full name of everything that an import binds."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield (alias.asname, alias.name) if alias.asname else (alias.name.split(".")[0],) * 2
            if _banned(alias.name):
                yield alias.name, alias.name
    elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
        for alias in node.names:
            yield alias.asname or alias.name, f"{node.module}.{alias.name}"


def _full(node: ast.expr, known: dict[str, str]) -> str:
    if isinstance(node, ast.Attribute):
        left = _full(node.value, known)
        return f"{left}.{node.attr}" if left else ""
    return known.get(node.id, "") if isinstance(node, ast.Name) else ""


def _banned(full: str) -> str:
    return next((name for name in _BANNED if full == name or full.startswith(f"{name}.")), "")

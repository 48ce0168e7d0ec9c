"""Which modules import each other in a circle."""

import ast
from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter

from tools.tree import Module


def cycles(modules: Iterable[Module]) -> list[list[str]]:
    """Return circles of imports, each as the names along it; every import statement counts.

    A circle is broken by leaving out its last step and looking again, so that each is told once.
    """
    known = {module.dotted: module for module in modules}
    graph = {name: set(_imports(module, set(known))) - {name} for name, module in known.items()}
    found = []
    while True:
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            circle: list[str] = error.args[1]
            found.append(circle)
            graph[circle[1]].discard(circle[0])
        else:
            return found


def _imports(module: Module, known: set[str]) -> Iterator[str]:
    package = module.dotted if module.path.endswith("__init__.py") else module.dotted.rpartition(".")[0]
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom):
            start = package.rsplit(".", node.level - 1)[0] if node.level else ""
            base = ".".join(part for part in (start, node.module) if part)
            for alias in node.names:
                target = f"{base}.{alias.name}" if f"{base}.{alias.name}" in known else base
                if target in known:
                    yield target

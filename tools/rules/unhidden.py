"""No import is hidden in a function."""

import ast

from tools.tree import Finding, Tree

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def check(tree: Tree) -> list[Finding]:
    """Return every import statement below a function."""
    return sorted(
        Finding(module.path, inner.lineno, f"import inside {outer.name}()")
        for module in tree.modules("src", "bench", "tools")
        for outer in ast.walk(module.tree)
        if isinstance(outer, _FUNCTIONS)
        for inner in ast.walk(outer)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    )

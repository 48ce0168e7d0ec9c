"""``python -m bench NAME [options]`` runs one benchmark; without a name, all of them at their small size.

A benchmark is a module or package in here with ``main(arguments)``; its docstring's first line is its claim.
"""

import ast
import importlib
import sys
from pathlib import Path

_HERE = Path(__file__).parent


def benchmarks() -> dict[str, str]:
    """Return every benchmark and what it claims, by name; nothing is imported."""
    found = {}
    for path in sorted([*_HERE.glob("[a-z]*.py"), *_HERE.glob("[a-z]*/__init__.py")]):
        name = path.parent.name if path.stem == "__init__" else path.stem
        tree = ast.parse(path.read_text("utf-8"))
        if any(isinstance(node, ast.FunctionDef) and node.name == "main" for node in tree.body):
            found[name] = (ast.get_docstring(tree) or "").partition("\n")[0]
    return found


def run(name: str, arguments: list[str]) -> int:
    """Run one benchmark; return its exit code."""
    return importlib.import_module(f"bench.{name}").main(arguments) or 0


def main(arguments: list[str]) -> int:
    """Run what is asked for; return the exit code (2 for wrong use)."""
    known = benchmarks()
    if not arguments:
        worst = 0
        for name, claim in known.items():
            print(f"== {name}: {claim}", flush=True)
            worst = max(worst, run(name, []))
        return worst
    if arguments[0] in known:
        return run(arguments[0], arguments[1:])
    asked = arguments[0] in {"-h", "--help"}
    lines = [
        "python -m bench [NAME [options]], where NAME is one of:",
        *(f"  {n:8} {c}" for n, c in known.items()),
    ]
    print("\n".join(lines), file=sys.stdout if asked else sys.stderr)
    return 0 if asked else 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

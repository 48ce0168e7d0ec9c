"""``python -m bench NAME [options]`` runs one benchmark; without a name, all of them at their small size.

A benchmark is a module of this package with ``main(arguments)``; its docstring's first line says the claim.
"""

import ast
import importlib
import sys
from pathlib import Path

_HERE = Path(__file__).parent


def names() -> list[str]:
    """Return the benchmarks, sorted."""
    return sorted(path.stem for path in _HERE.glob("[a-z]*.py"))


def claim(name: str) -> str:
    """Return what a benchmark claims."""
    text = ast.get_docstring(ast.parse((_HERE / f"{name}.py").read_text("utf-8"))) or ""
    return text.splitlines()[0]


def run(name: str, arguments: list[str]) -> int:
    """Run one benchmark; return its exit code."""
    return importlib.import_module(f"bench.{name}").main(arguments) or 0


def main(arguments: list[str]) -> int:
    """Run what is asked for; return the exit code (2 for wrong use)."""
    if not arguments:
        worst = 0
        for name in names():
            print(f"== {name}: {claim(name)}", flush=True)
            worst = max(worst, run(name, []))
        return worst
    if arguments[0] not in names():
        print("python -m bench [NAME [options]], where NAME is one of:", file=sys.stderr)
        for name in names():
            print(f"  {name:10} {claim(name)}", file=sys.stderr)
        return 0 if arguments[0] in {"-h", "--help"} else 2
    return run(arguments[0], arguments[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

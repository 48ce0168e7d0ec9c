"""``python -m bench`` lists the benchmarks; ``python -m bench NAME [ARGS]`` runs one.

A benchmark is a module or package of this folder with ``main(argv) -> int``; it is found by its file name.
"""

import ast
import importlib
import sys
from pathlib import Path

FOLDER = Path(__file__).parent


def benches() -> dict[str, str]:
    """Name and first line of each benchmark, read without importing it."""
    found = {}
    for path in sorted([*FOLDER.glob("[!_]*.py"), *FOLDER.glob("[!_]*/__init__.py")]):
        module = ast.parse(path.read_text(encoding="utf-8"))
        if any(isinstance(node, ast.FunctionDef) and node.name == "main" for node in module.body):
            name = path.parent.name if path.name == "__init__.py" else path.stem
            found[name] = (ast.get_docstring(module) or "").partition("\n")[0]
    return found


def main(argv: list[str]) -> int:
    """Run the benchmark named first; without a name, list them all."""
    known = benches()
    if argv and argv[0] in known:
        return int(importlib.import_module(f"bench.{argv[0]}").main(argv[1:]))
    asked = bool(argv) and argv[0] not in ("-h", "--help")
    if asked:
        print(f"no benchmark {argv[0]!r}", file=sys.stderr)
    print("usage: python -m bench NAME [ARGS]\n", file=sys.stderr if asked else sys.stdout)
    width = max(map(len, known), default=0)
    for name, title in sorted(known.items()):
        print(f"  {name:{width}}  {title}", file=sys.stderr if asked else sys.stdout)
    return 2 if asked else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

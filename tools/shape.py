"""The shape of the house: sizes of files and functions, circles of imports, tests against code.

``python -m tools.shape`` prints the report; ``--record`` lowers the ratchet of ``shape.toml`` to it. Lines
are physical lines from ``def`` to the end, docstring included. Migrations and the tables of data that
``shape.toml`` names are not counted.
"""

import ast
import math
import sys
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from tools.cycles import cycles
from tools.tree import Finding, Module, Tree

ROOT = Path(__file__).resolve().parent.parent
CONFIG = "tools/shape.toml"
CODE = "src"
_FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Piece:
    """A file or function and its length in lines."""

    path: str
    name: str
    line: int
    length: int


@dataclass(frozen=True)
class Shape:
    """What was measured: the product's files and functions, and those of tests, benchmarks and tools
    (``rest``), which only have to stay below the hard stops."""

    files: list[Piece]
    functions: list[Piece]
    rest_files: list[Piece]
    rest_functions: list[Piece]
    cycles: list[list[str]]
    ratio: float

    def numbers(self) -> dict[str, float]:
        """The measures that budgets bound."""
        files, functions = _lengths(self.files), _lengths(self.functions)
        return {
            "file_median": median(files),
            "file_p95": p95(files),
            "function_median": median(functions),
            "function_p95": p95(functions),
        }

    def too_long(self, budget: Mapping[str, int]) -> list[Finding]:
        """Return what passes a hard stop."""
        kinds = {"file": self.files + self.rest_files, "function": self.functions + self.rest_functions}
        return [
            Finding(piece.path, piece.line, f"{piece.length} lines; {kind}s stop at {budget[f'{kind}_stop']}")
            for kind, pieces in kinds.items()
            for piece in pieces
            if piece.length > budget[f"{kind}_stop"]
        ]


def p95(lengths: Iterable[int]) -> int:
    """The length that 95 % do not exceed (nearest rank)."""
    ordered = sorted(lengths)
    return ordered[max(0, math.ceil(0.95 * len(ordered)) - 1)]


def measure(tree: Tree) -> Shape:
    """Measure a tree."""
    exempt = _config(tree)["exempt"]
    code = [module for module in tree.modules(CODE) if module.source.strip()]
    rest = [module for module in tree.modules("tests", "bench", "tools") if module.source.strip()]
    tests = sum(_lines(module) for module in rest if module.path.startswith("tests/"))
    return Shape(
        files=[piece for piece in map(_size, code) if piece.name not in exempt["files"]],
        functions=[piece for piece in _functions(code) if piece.name not in exempt["functions"]],
        rest_files=[piece for piece in map(_size, rest) if piece.name not in exempt["files"]],
        rest_functions=[piece for piece in _functions(rest) if piece.name not in exempt["functions"]],
        cycles=cycles(code),
        ratio=tests / max(1, sum(map(_lines, code))),
    )


def findings(tree: Tree) -> list[Finding]:
    """Return what passes a budget, what rose above the ratchet, and every circle of imports."""
    config, shape = _config(tree), measure(tree)
    budget, recorded, numbers = config["budget"], config["recorded"], shape.numbers()
    found = shape.too_long(budget)
    for name, number in numbers.items():
        most = min(recorded.get(name, math.inf), budget.get(name, math.inf))
        if number > most:
            found.append(Finding(CONFIG, 0, f"{name} is {number:g}; at most {most:g}"))
    found += [
        Finding(CONFIG, 0, f"recorded {name} {most} is above the budget")
        for name, most in recorded.items()
        if most > budget[name]
    ]
    found += [Finding(CODE, 0, f"imports in a circle: {' -> '.join(circle)}") for circle in shape.cycles]
    modules = list(tree.modules(CODE, "tests", "bench", "tools"))
    known = {piece.name for piece in [*map(_size, modules), *_functions(modules)]}
    exempt = [*config["exempt"]["files"], *config["exempt"]["functions"]]
    return found + [
        Finding(CONFIG, 0, f"exempts {name}, which is gone") for name in exempt if name not in known
    ]


def report(tree: Tree) -> str:
    """Return the measures in words."""
    shape = measure(tree)
    n = shape.numbers()
    tests = [piece for piece in shape.rest_functions if "::test_" in piece.name]
    return "\n".join(
        (
            f"files          {len(shape.files):5}  median {n['file_median']:3g}  p95 {n['file_p95']:3g}"
            f"  longest {max(_lengths(shape.files)):3}",
            f"functions      {len(shape.functions):5}  median {n['function_median']:3g}"
            f"  p95 {n['function_p95']:3g}  longest {max(_lengths(shape.functions)):3}",
            f"test functions {len(tests):5}  median {median(_lengths(tests)):3g}",
            f"import circles {len(shape.cycles):5}",
            f"lines of tests for a line of code {shape.ratio:.2f}",
        )
    )


def record(tree: Tree) -> None:
    """Lower the ratchet: files to the next ten lines, functions to the next line."""
    numbers, text = measure(tree).numbers(), tree.text(CONFIG)
    recorded = _config(tree)["recorded"]
    for name, step in (("file_p95", 10), ("function_p95", 1)):
        now = min(step * math.ceil(numbers[name] / step), recorded[name])
        head, last, tail = text.rpartition(f"{name} = {recorded[name]}\n")
        text = f"{head}{last and f'{name} = {now}'}\n{tail}"
    (tree.root / CONFIG).write_text(text, "utf-8")


def _config(tree: Tree) -> dict[str, Any]:
    return tomllib.loads(tree.text(CONFIG))


def _lines(module: Module) -> int:
    return len(module.source.splitlines())


def _size(module: Module) -> Piece:
    return Piece(module.path, module.path, 0, _lines(module))


def _functions(modules: Iterable[Module]) -> list[Piece]:
    return [
        Piece(module.path, f"{module.path}::{node.name}", node.lineno, node.end_lineno - node.lineno + 1)
        for module in modules
        for node in ast.walk(module.tree)
        if isinstance(node, _FUNCTION) and node.end_lineno
    ]


def _lengths(pieces: list[Piece]) -> list[int]:
    return [piece.length for piece in pieces] or [0]


if __name__ == "__main__":
    if "--record" in sys.argv:
        record(Tree(ROOT))
    print(report(Tree(ROOT)))

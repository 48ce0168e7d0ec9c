"""Run every rule of ``tools/rules`` on the checkout: one line each, then what was found.

``python -m tools.check clock shape`` runs only the rules named.
"""

import ast
import importlib
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tools import rules
from tools.tree import Finding, Tree

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Rule:
    """One module of ``tools.rules``: its docstring's first line says what must hold."""

    name: str
    says: str
    check: Callable[[Tree], list[Finding]]


@dataclass(frozen=True)
class Result:
    """What a rule found, and how long it looked."""

    rule: Rule
    findings: list[Finding]
    seconds: float


def found_rules() -> list[Rule]:
    """Return every rule, found by itself, sorted by name."""
    made = []
    for path in sorted(Path(rules.__path__[0]).glob("[a-z]*.py")):
        says = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
        made.append(Rule(path.stem, says.splitlines()[0], partial(_apply, path.stem)))
    return made


def _apply(name: str, tree: Tree) -> list[Finding]:
    found: list[Finding] = importlib.import_module(f"{rules.__name__}.{name}").check(tree)
    return found


def run(rule: Rule, tree: Tree) -> Result:
    """Apply one rule; a rule that breaks down counts as broken, not as kept."""
    started = time.monotonic()
    try:
        findings = rule.check(tree)
    except Exception as error:
        findings = [Finding(f"tools/rules/{rule.name}.py", 0, f"broke down: {type(error).__name__}: {error}")]
    return Result(rule, findings, time.monotonic() - started)


def main(names: list[str]) -> int:
    """Run all rules, or those named; return the exit code (2 for an unknown name)."""
    chosen = [rule for rule in found_rules() if not names or rule.name in names]
    if unknown := set(names) - {rule.name for rule in chosen}:
        print(f"no such rule: {', '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    tree = Tree(ROOT)
    broken = 0
    with ThreadPoolExecutor(2) as pool:
        for result in pool.map(lambda rule: run(rule, tree), chosen):
            broken += bool(result.findings)
            state = f"{len(result.findings)} found" if result.findings else "ok"
            print(f"  {result.rule.name:14} {state:>9} {result.seconds:5.1f} s  {result.rule.says}")
            for finding in result.findings:
                print(f"      {finding}")
            sys.stdout.flush()
    print(f"{len(chosen) - broken} of {len(chosen)} rules kept")
    return int(broken > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The simulator sees the events and nothing else of ours, and it reads neither the clock nor real chance."""

import ast
from pathlib import Path

import pytest

import sellersim

FILES = sorted(Path(sellersim.__file__).parent.rglob("*.py"))
ALLOWED = ("sellerloop.events", "sellersim")


def imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative import"
            found.add(node.module or "")
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.name))
def test_only_the_events_are_imported_of_the_library(path: Path) -> None:
    ours = {name for name in imported(path) if name.startswith("seller")}
    assert all(any(name == own or name.startswith(f"{own}.") for own in ALLOWED) for name in ours)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.name))
def test_chance_and_clock_stay_outside(path: Path) -> None:
    assert not imported(path) & {"random", "secrets", "uuid"}
    source = path.read_text(encoding="utf-8")
    assert not [word for word in ("np.random", ".now(", ".today(", "time.time(") if word in source]

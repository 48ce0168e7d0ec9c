"""A small checkout to plant violations in. Planted texts are built from pieces, so that the rules, which
also read these tests, do not trip over them."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tools.tree import Tree

ROOT = Path(__file__).resolve().parents[2]
Plant = Callable[..., Tree]


@pytest.fixture
def plant(tmp_path: Path) -> Plant:
    """Write files (path to text) into a checkout that has the configuration of this one; return it."""

    def write(files: dict[str, str]) -> Tree:
        for name in ("pyproject.toml", "tools/shape.toml", "tools/desk-types.ini"):
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, tmp_path / name)
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, "utf-8")
        return Tree(tmp_path)

    return write

"""The checkout as the rules see it: its files, its modules, and what a rule finds in them."""

import ast
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

_NEVER = {"node_modules", "__pycache__", "var", "build", "dist", "staticfiles", "vendor"}
_LARGEST = 2_000_000  # bytes; larger files hold data, not text that somebody wrote


@dataclass(frozen=True, order=True)
class Finding:
    """One violation; ``line`` is 0 where it concerns the whole file."""

    path: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.text}" if self.line else f"{self.path}: {self.text}"


@dataclass(frozen=True)
class Module:
    """A Python file: path from the root, dotted name (for src), source and syntax tree."""

    path: str
    source: str

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree. Raises SyntaxError."""
        return ast.parse(self.source, self.path)

    @property
    def dotted(self) -> str:
        """The name it is imported by; ``src/`` and ``__init__`` are not part of it."""
        parts = self.path.removeprefix("src/").removesuffix(".py").split("/")
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@dataclass(frozen=True)
class Tree:
    """A checkout below ``root``. Installed, generated and hidden folders are not part of it, .ci excepted."""

    root: Path

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """Every file, as a path from the root, sorted."""
        found: list[str] = []
        for folder, inner, files in os.walk(self.root):
            inner[:] = [name for name in inner if name not in _NEVER and _visible(name)]
            found += [(Path(folder) / name).relative_to(self.root).as_posix() for name in files]
        return tuple(sorted(found))

    def below(self, *folders: str, suffixes: tuple[str, ...] = ("",)) -> Iterator[str]:
        """Yield the files below any of ``folders`` (all where none is named) with one of ``suffixes``."""
        starts = tuple(f"{folder}/" for folder in folders) or ("",)
        return (path for path in self.paths if path.startswith(starts) and path.endswith(suffixes))

    def text(self, path: str) -> str:
        """Read a file; empty where it holds no text."""
        content = (self.root / path).read_bytes()
        if len(content) > _LARGEST or b"\0" in content:
            return ""
        return content.decode("utf-8", "replace")

    def modules(self, *folders: str) -> Iterator[Module]:
        """Yield the Python files below ``folders``, migrations left out."""
        return (
            self._modules[path] for path in self.below(*folders, suffixes=(".py",)) if path in self._modules
        )

    @cached_property
    def _modules(self) -> dict[str, Module]:
        python = (path for path in self.below(suffixes=(".py",)) if "/migrations/" not in path)
        return {path: Module(path, self.text(path)) for path in python}


def _visible(name: str) -> bool:
    return name == ".ci" or not (name.startswith(".") or name.endswith(".egg-info"))

"""Small pieces of Markdown."""

from collections.abc import Iterable, Sequence

HEAD = "<!-- Written by `make docs` from the sources; changes made here are lost. -->\n"


def table(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table; cells may hold anything, line breaks and pipes are made harmless."""
    lines = [_row(headers), _row(["---"] * len(headers)), *map(_row, rows)]
    return "\n".join(lines) + "\n"


def code(text: object) -> str:
    """Return ``text`` as code; nothing for an empty text."""
    return f"`{text}`" if str(text) else ""


def _row(cells: Iterable[object]) -> str:
    return "| " + " | ".join(" ".join(str(cell).split()).replace("|", "\\|") for cell in cells) + " |"

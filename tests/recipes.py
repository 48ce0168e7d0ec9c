"""The recipes of CONTRIBUTING.md as text: code blocks under their headings, as a reader finds them."""

import re
from pathlib import Path

PAGE = Path(__file__).parent.parent / "CONTRIBUTING.md"
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_PATH = re.compile(r"`([\w./@-]+/[\w.@-]+)`[^`]*\Z")


def section(title: str) -> str:
    """The text under the heading ``title``."""
    parts = re.split(r"^## (.+)\n", PAGE.read_text("utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))[title]


def blocks(title: str, language: str) -> list[str]:
    """The code blocks of one language under a heading, in order."""
    return [code for tag, code in _BLOCK.findall(section(title)) if tag == language]


def named_path(title: str, code: str) -> Path:
    """The path that stands last before a code block: where the recipe puts it."""
    found = _PATH.search(section(title).split(code)[0].rsplit("```", 1)[0])
    assert found, f"{title}: no path before the block"
    return Path(found[1])

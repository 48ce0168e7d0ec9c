"""What the documents show, for tests: code blocks as a reader finds them, commands as a reader runs them."""

import re
import shlex
from pathlib import Path

from click.testing import CliRunner

import sellersim.__main__
from sellerloop.cli import main

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "CONTRIBUTING.md"
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_PATH = re.compile(r"`([\w./@-]+/[\w.@-]+)`[^`]*\Z")


def section(title: str) -> str:
    """The text under the heading ``title``."""
    parts = re.split(r"^## (.+)\n", PAGE.read_text("utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))[title]


def code_blocks(page: Path, language: str) -> list[str]:
    """All code blocks of one language on ``page``, in order."""
    return [code for tag, code in _BLOCK.findall(page.read_text("utf-8")) if tag == language]


def blocks(title: str, language: str) -> list[str]:
    """The code blocks of one language under a heading, in order."""
    return [code for tag, code in _BLOCK.findall(section(title)) if tag == language]


def named_path(title: str, code: str) -> Path:
    """The path that stands last before a code block: where the recipe puts it."""
    found = _PATH.search(section(title).split(code)[0].rsplit("```", 1)[0])
    assert found, f"{title}: no path before the block"
    return Path(found[1])


def run(line: str) -> str:
    """Run one command of a page within this process and return what it says."""
    words = shlex.split(line)
    if words[:3] == ["python", "-m", "sellersim"]:
        assert sellersim.__main__.main(words[3:]) == 0
        return ""
    assert words[0] == "sellerloop"
    done = CliRunner().invoke(main, words[1:], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output

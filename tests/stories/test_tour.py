"""The tours of the README and of docs/tour.md run as they stand, command after command."""

import re
from pathlib import Path

import pytest

from tests.recipes import ROOT, code_blocks, run

PAGES = ("README.md", "docs/tour.md")


def commands(page: Path) -> list[tuple[str, list[str]]]:
    """Every command of the page, with the lines of output that are shown for it."""
    shown: list[tuple[str, list[str]]] = []
    for block in code_blocks(page, "console"):
        for line in block.splitlines():
            if line.startswith("$ "):
                shown.append((line.removeprefix("$ "), []))
            else:
                shown[-1][1].append(line)
    return shown


def words(line: str) -> str:
    return " ".join(line.split())


def test_the_tour_says_what_the_commands_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands end well, and every line shown without a digit (headings, names of columns) is in the output:
    numbers may move when the simulator does."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    for policy in code_blocks(ROOT / "docs/tour.md", "yaml"):
        Path("my-policy.yaml").write_text(policy, "utf-8")
    said: dict[str, str] = {}
    for page in PAGES:
        for command, lines in commands(ROOT / page):
            output = said.get(command) or run(command)
            said[command] = output
            missing = {words(line) for line in lines if line != "…" and not re.search(r"\d", line)}
            assert missing <= {words(line) for line in output.splitlines()}, command

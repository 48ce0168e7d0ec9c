"""The output shown in the tours, taken anew: ``python -m tools.tour`` runs every command of the pages.

In a block, ``…`` stands for lines left out. What is shown before the first one is the beginning of the
output, each part after one begins at the line whose first cell is the same as before, and a part that no
``…`` follows goes on to the end.
"""

import itertools
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("README.md", "docs/tour.md")
CUT = "…"
_BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"`([\w-]+\.yaml)`.*?^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Tour:
    """Commands run one after the other in ``folder``. Pages may show the same ones: each runs as often as the
    page that shows it most often."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.said: dict[tuple[str, int], str] = {}

    def renewed(self, page: str) -> str:
        """Return the text ``page`` with new output."""
        for name, text in _FILE.findall(page):
            (self.folder / name).write_text(text, "utf-8")
        seen: Counter[str] = Counter()
        return _BLOCK.sub(lambda block: self._block(block.group(), seen), page)

    def _block(self, block: str, seen: Counter[str]) -> str:
        lines = []
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *shown = part.splitlines()
            seen[command] += 1
            time = command, seen[command]
            if time not in self.said:
                self.said[time] = _run(command, self.folder)
            lines += [f"$ {command}", *_chosen(shown, self.said[time].splitlines())]
        return "".join(f"{line.rstrip()}\n" for line in lines)


def _chosen(shown: list[str], output: list[str]) -> list[str]:
    """Return the lines of ``output`` that stand where those of ``shown`` stood."""
    chosen, place = [], 0
    for before, line in itertools.pairwise(["", *shown]):
        if line == CUT:
            chosen.append(CUT)
            continue
        if before == CUT:
            place = next(at for at in range(place, len(output)) if _label(output[at]) == _label(line))
        if place < len(output):
            chosen.append(output[place])
        place += 1
    return chosen if shown[-1:] == [CUT] else chosen + output[place:]


def _label(line: str) -> str:
    return re.split(r"\s{2,}", line.strip())[0]


def _run(command: str, folder: Path) -> str:
    words = shlex.split(command)
    words[:1] = [sys.executable] if words[0] == "python" else [sys.executable, "-m", words[0]]
    path = os.pathsep.join((str(ROOT / "src"), os.environ.get("PYTHONPATH", "")))
    environment = {**os.environ, "PYTHONPATH": path, "COLUMNS": "160", "SELLERLOOP_LANGUAGE": "en"}
    print(f"  {command}", flush=True)
    done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=True)
    return done.stdout


def main() -> None:
    """Write the pages again."""
    with tempfile.TemporaryDirectory() as folder:
        tour = Tour(Path(folder))
        for page in (ROOT / name for name in PAGES):
            page.write_text(tour.renewed(page.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()

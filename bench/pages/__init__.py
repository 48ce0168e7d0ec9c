"""Pages keep their budgets of CPU, queries and bytes, on the demo marketplace and with 200,000 accounts."""

import argparse
import json
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from bench.pages.desk import Desk, running
from bench.pages.large import make_large
from bench.pages.measure import Cost, measure

LIMITS = Cost(cpu_ms=120, queries=12, kb=40)
LIGHT = {"sellers:list": 60, "sellers:scorecard": 60}  # what people open all day: CPU ms


def main(arguments: list[str]) -> int:
    """Measure every page that a programme manager can open; print a table and, on demand, one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m bench pages", description=__doc__)
    parser.add_argument(
        "--size", choices=("small", "full"), default="small", help="the demo, or 200,000 accounts"
    )
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the marketplace here for the next run")
    parser.add_argument("--rounds", type=int, default=20, help="requests per page")
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        home = (options.keep or Path(folder)).resolve()
        if options.size == "full":
            make_large(home / "lake")
        with running(home, demo=options.size == "small") as desk:
            found = _pages(desk, options.rounds)
    _print(found)
    if options.json:
        pages = {name: {"cpu_ms": c.cpu_ms, "queries": c.queries, "kb": c.kb} for name, c in found.items()}
        print(json.dumps({"size": options.size, "pages": pages}))
    return 0


def _pages(desk: Desk, rounds: int) -> dict[str, Cost]:
    pages = desk.pages()
    return dict(zip(pages, measure(desk, list(pages.values()), rounds), strict=True))


def _print(found: Mapping[str, Cost]) -> None:
    print(f"{'page':28} {'CPU ms':>8} {'queries':>8} {'kB gz':>8}")
    for name, cost in found.items():
        limits = replace(LIMITS, cpu_ms=LIGHT.get(name, LIMITS.cpu_ms))
        over = [
            field for field in ("cpu_ms", "queries", "kb") if getattr(cost, field) > getattr(limits, field)
        ]
        print(f"{name:28} {cost.cpu_ms:8.1f} {cost.queries:8} {cost.kb:8.1f}   {' '.join(over)}")
    light = ", ".join(f"{name} {limit} ms" for name, limit in LIGHT.items())
    print(f"{'limits':28} {LIMITS.cpu_ms:8.1f} {LIMITS.queries:8} {LIMITS.kb:8.1f}   ({light})")

"""The simulator makes a million events within 15 CPU seconds, in memory as well as in files."""

import argparse
import datetime as dt
import json
import tempfile
import time
from pathlib import Path

from sellersim.config import Config
from sellersim.files import write
from sellersim.world import World

TARGET = 15.0
_FIRST = dt.date(2026, 2, 26)  # 270 days end on 2026-11-22


def main(argv: list[str]) -> int:
    """Make the same world twice, without and with files; print CPU seconds per million events."""
    parser = argparse.ArgumentParser(prog="python -m bench sim", description=__doc__)
    parser.add_argument("--shops", type=int, default=300, help="sellers (300)")
    parser.add_argument("--days", type=int, default=270, help="days (270)")
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    options = parser.parse_args(argv)
    last = _FIRST + dt.timedelta(days=options.days - 1)
    config = Config(_FIRST, shops=options.shops)
    World(Config(_FIRST, shops=10)).day(_FIRST)  # what is loaded once does not count
    spent: dict[str, float] = {}
    began = time.process_time()
    tables = World(config).between(_FIRST, last)
    spent["memory"] = time.process_time() - began
    events = sum(table.num_rows for table in tables.values())
    with tempfile.TemporaryDirectory() as folder:
        began = time.process_time()
        written = sum(step.rows for step in write(World(config), Path(folder), _FIRST, last))
        spent["files"] = time.process_time() - began
        size = sum(file.stat().st_size for file in Path(folder).rglob("*.parquet"))
    assert written == events, f"{events:,} events in memory, {written:,} in files"
    per_million = {name: seconds / events * 1e6 for name, seconds in spent.items()}
    print(f"{options.shops} shops, {options.days} days: {events:,} events, {size / events:.0f} bytes each")
    print(f"{'CPU s per million events':30}{'CPU s':>8}")
    for name, seconds in per_million.items():
        met = "met" if seconds <= TARGET else "missed"
        print(f"{name:18}{seconds:12.2f}{spent[name]:8.1f}   ({met}: at most {TARGET:.0f})")
    if options.json:
        print(json.dumps({"events": events, "cpu_s": spent, "per_million": per_million}))
    return 0

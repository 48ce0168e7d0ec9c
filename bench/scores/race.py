"""The race: equal answers first, then all contestants in turn, in one process."""

import argparse
import gc
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.scores import agree, frames, ours, scan, sql
from bench.scores.data import AS_OFS, Data, make
from bench.scores.task import NAMES

_ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True, slots=True)
class Size:
    """How many events, and how often each contestant runs; pandas not at all where it would take minutes."""

    events: int
    rounds: int
    pandas_rounds: int


SIZES = {"small": Size(5_000_000, 3, 1), "10m": Size(10_000_000, 5, 5), "full": Size(100_000_000, 3, 0)}
TARGETS = {"sql": (1.3, tuple(SIZES)), "scan": (7, ("full",)), "pandas": (0.2, ("10m",))}
PEAK_MB = 2048


@dataclass(frozen=True, slots=True)
class Contestant:
    """A way to answer, and the CPU and wall seconds that it took in each round."""

    title: str
    run: Callable[[Data, Path], None]
    rounds: int
    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)

    def go(self, data: Data, out: Path) -> None:
        """Run once and note the time."""
        gc.collect()
        cpu, wall = time.process_time(), time.perf_counter()
        self.run(data, out)
        self.cpu.append(time.process_time() - cpu)
        self.wall.append(time.perf_counter() - wall)


def main(arguments: Sequence[str]) -> int:
    """Make the data, compare the answers, run the race and print it."""
    parser = argparse.ArgumentParser(prog="python -m bench scores")
    parser.add_argument("--size", choices=SIZES, default="small", help="5, 10 or 100 million events (small)")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the events here for the next run")
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    options = parser.parse_args(arguments)
    size = SIZES[options.size]
    with _folder(options.keep) as folder:
        began = time.perf_counter()
        data = make(folder, size.events)
        print(
            f"{data.events:,} events of {data.accounts:,} accounts, {len(AS_OFS)} dates, "
            f"{len(NAMES)} metrics; {os.cpu_count()} cores; made in {time.perf_counter() - began:.0f} s",
            flush=True,
        )
        result: dict[str, Any] = {"size": options.size, "events": data.events, "accounts": data.accounts}
        result |= race(data, size, folder) | _alone(folder, data.events)
    _print(result)
    if options.json:
        print(json.dumps(result))
    return 0


def race(data: Data, size: Size, folder: Path) -> dict[str, Any]:
    """Warm up, compare, and time the contestants in turn."""
    contestants = {
        "ours": Contestant("ours", ours.run, size.rounds),
        "sql": Contestant("SQL by hand", sql.run, size.rounds),
        "scan": Contestant("raw scan", scan.run, size.rounds),
        "pandas": Contestant("pandas", frames.run, size.pandas_rounds),
    }
    running = {name: one for name, one in contestants.items() if one.rounds}
    answers = {name: folder / f"{name}.parquet" for name in running}
    for name, one in running.items():
        one.run(data, answers[name])
    others = [name for name in running if name not in ("ours", "scan")]
    apart = max(agree.difference(answers["ours"], answers[name], data.accounts) for name in others)
    for number in range(size.rounds):
        for name, one in running.items():
            if number < one.rounds:
                one.go(data, answers[name])
    cpu = {name: statistics.median(one.cpu) for name, one in running.items()}
    return {
        "rounds": size.rounds,
        "difference": apart,
        "cpu_s": cpu,
        "wall_s": {name: statistics.median(one.wall) for name, one in running.items()},
        "ratios": {name: cpu["ours"] / cpu[name] if name in cpu else None for name in TARGETS},
        "imports_s": {name: _imports(one.run.__module__) for name, one in running.items()},
    }


def _imports(module: str) -> float:
    """CPU seconds from the start of Python until a contestant has been imported."""
    code = f"import time, {module}; print(time.process_time())"
    return float(_child("-c", code))


def _alone(folder: Path, events: int) -> dict[str, Any]:
    """Ours in a process of its own: its peak, and its CPU seconds with all imports."""
    return {"alone": json.loads(_child("-m", "bench.scores.alone", str(folder), str(events)))}


def _child(*arguments: str) -> str:
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=_ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        yield keep
        return
    with tempfile.TemporaryDirectory(prefix="bench-scores-") as folder:
        yield Path(folder)


def _print(result: dict[str, Any]) -> None:
    print(f"answers agree: counts exact, all else to {result['difference']:.0e}")
    print(f"{'median of ' + str(result['rounds']):<16}{'CPU s':>8}{'wall s':>8}{'imports':>9}   ours over it")
    for name, cpu in result["cpu_s"].items():
        wall, imports = result["wall_s"][name], result["imports_s"][name]
        print(f"{name:<16}{cpu:8.2f}{wall:8.2f}{imports:9.2f}   {_verdict(name, result)}")
    alone = result["alone"]
    print(
        f"ours alone, imports and first run: {alone['cpu_s']:.1f} CPU s, peak {alone['peak_mb']:,.0f} MB "
        f"({_word(alone['peak_mb'] <= PEAK_MB)}: at most {PEAK_MB:,})"
    )


def _verdict(name: str, result: dict[str, Any]) -> str:
    if name not in TARGETS:
        return ""
    ratio, (target, sizes) = result["ratios"][name], TARGETS[name]
    judged = f"   ({_word(ratio <= target)}: at most {target})" if result["size"] in sizes else ""
    return f"{ratio:6.2f}{judged}"


def _word(met: bool) -> str:
    return "met" if met else "missed"

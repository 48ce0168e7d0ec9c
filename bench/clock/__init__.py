"""Business time: 0 differences to a minute-by-minute count, and its speed beside a day-walking loop."""

import argparse
import datetime as dt
import json
import random
import statistics
import time
from collections.abc import Callable
from typing import TypeVar

import numpy as np

from bench.clock import walk
from bench.clock.cases import WEEKS, calendars, differs, questions
from sellerloop.clock.calendar import Calendar
from sellerloop.clock.compile import compile_calendar
from sellerloop.clock.holidays import public_holidays

ROUNDS = 5
Answer = TypeVar("Answer")


def main(argv: list[str]) -> int:
    """Check, then time, alternating; 1 when anything differs."""
    parser = argparse.ArgumentParser(prog="python -m bench clock", description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000, help="random cases to check (100,000)")
    parser.add_argument("--seed", type=int, default=20261123)
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    options = parser.parse_args(argv)
    different = check(options.cases, options.seed)
    speeds, unequal = race(options.seed)
    if options.json:
        print(json.dumps({"cases": options.cases, "differences": different, **speeds}))
    return 1 if different or unequal else 0


def check(cases: int, seed: int) -> int:
    """Compare random cases with the count of minutes; the number that differ."""
    began, pairs, different = time.process_time(), list(calendars(seed)), 0
    dice = random.Random(seed)
    for number, (clock, minutes) in enumerate(pairs):
        share = cases * (number + 1) // len(pairs) - cases * number // len(pairs)
        different += sum(differs(clock, minutes, case) for case in questions(dice, minutes, share))
    print(
        f"{cases:,} random cases, {len(pairs)} calendars, against a count of minutes: "
        f"{different} differences ({time.process_time() - began:.0f} CPU s)"
    )
    return different


def race(seed: int) -> tuple[dict[str, float], int]:
    """Due dates per CPU second of both ways, alternating, on equal questions; and how many answers differ."""
    calendar = Calendar("office", "America/Los_Angeles", WEEKS[1], public_holidays("US", range(2024, 2030)))
    clock = compile_calendar(calendar, dt.date(2024, 1, 1), dt.date(2029, 12, 31))
    dice = np.random.default_rng(seed)
    starts = dice.integers(clock.begin, clock.end - 366 * 86_400, 1_000_000)
    targets = dice.integers(0, 40 * 3600, starts.size)
    few = list(zip(starts[:20_000].tolist(), targets[:20_000].tolist(), strict=True))
    spent: dict[str, list[float]] = {"columns": [], "single": [], "walking": []}
    for _ in range(ROUNDS):
        many = _timed(spent["columns"], starts.size, lambda: clock.due(starts, targets))
        ours = _timed(spent["single"], len(few), lambda: [clock.due(*case) for case in few])
        theirs = _timed(spent["walking"], len(few), lambda: [walk.due(calendar, *case) for case in few])
    unequal = sum(a != b for a, b in zip(ours, theirs, strict=True)) + int((many[: len(few)] != ours).sum())
    speeds = {name: statistics.median(rates) for name, rates in spent.items()}
    print(f"due dates per CPU second, median of {ROUNDS} alternating rounds, {unequal} differences:")
    for name, title in (
        ("columns", "prefix sums, a column at a time"),
        ("single", "prefix sums, one at a time"),
        ("walking", "day-walking loop"),
    ):
        print(f"  {title:32} {speeds[name]:>12,.0f}   {speeds[name] / speeds['walking']:8.1f} x")
    return {**speeds, "ratio": speeds["columns"] / speeds["walking"]}, unequal


def _timed(rates: list[float], count: int, run: Callable[[], Answer]) -> Answer:
    began = time.process_time()
    answer = run()
    rates.append(count / (time.process_time() - began))
    return answer

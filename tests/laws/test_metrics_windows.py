"""The law of windows: whole segments of a plan hold exactly the days that belong to each window."""

import datetime as dt
import random

import numpy as np
import pytest

from sellerloop.metrics.plan import Need, plan
from sellerloop.metrics.registry import metric
from sellerloop.metrics.spec import Counter, counters
from sellerloop.policy.window import Calendar, Lagged, Rolling

FIRST = dt.date(2024, 1, 1)
COUNTER: Counter = counters(metric("tts.otdr"))[0]

Window = Rolling | Lagged | Calendar


def random_window(dice: random.Random) -> Window:
    kind = dice.randrange(3)
    if kind == 0:
        return Rolling(days=dice.randint(1, 400))
    if kind == 1:
        newest = dice.randint(0, 200)
        return Lagged(oldest=newest + dice.randint(0, 200), newest=newest)
    return Calendar(unit=dice.choice(("week", "month", "quarter")), count=dice.randint(1, 6))


def belongs(window: Window, days: np.ndarray, as_of: np.datetime64) -> np.ndarray:
    """Day by day: is it in the window? Counted, without computing edges."""
    age = (as_of - days).astype(int)
    if isinstance(window, Rolling):
        return (age >= 1) & (age <= window.days)
    if isinstance(window, Lagged):
        return (age >= window.newest) & (age <= window.oldest)

    def unit(dates: np.ndarray) -> np.ndarray:
        months = dates.astype("datetime64[M]").astype(int)
        weeks = (dates.astype("datetime64[D]").astype(int) + 3) // 7  # 1970-01-01 was a Thursday
        return {"week": weeks, "month": months, "quarter": months // 3}[window.unit]

    back = unit(np.array([as_of])) - unit(days)
    return (back >= 1) & (back <= window.count)


@pytest.mark.parametrize("seed", range(12))
def test_segments_hold_the_days_of_every_window(seed: int) -> None:
    dice = random.Random(seed)
    windows = [random_window(dice) for _ in range(4)]
    as_ofs = sorted(FIRST + dt.timedelta(n) for n in dice.sample(range(900, 1300), 6))
    made = plan(as_ofs, [Need(COUNTER, window) for window in windows])
    days = np.arange(FIRST - dt.timedelta(600), FIRST + dt.timedelta(1400), dtype="datetime64[D]")
    segment = np.full(len(days), -1)
    for day, number in made.days():
        segment[(np.datetime64(day) - days[0]).astype(int)] = number
    for window in windows:
        for as_of, (first, after) in zip(as_ofs, made.runs(window), strict=True):
            held = (segment >= first) & (segment < after)
            assert np.array_equal(held, belongs(window, days, np.datetime64(as_of)))


def test_segments_do_not_overlap_and_none_is_unused() -> None:
    dice = random.Random(7)
    needs = [Need(COUNTER, random_window(dice)) for _ in range(5)]
    made = plan([FIRST, FIRST + dt.timedelta(3)], needs)
    days = [day for day, _ in made.days()]
    assert len(set(days)) == len(days)
    assert days == sorted(days)
    runs = [run for need in needs for run in made.runs(need.window)]
    assert {number for first, after in runs for number in range(first, after)} == set(
        range(len(made.segments))
    )

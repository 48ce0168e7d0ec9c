import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellerdesk.ui import charts

PARTS = st.lists(st.floats(0, 5), min_size=1, max_size=12)


@given(PARTS, st.integers(0, 3))
def test_apportioned_parts_add_up_to_the_rounded_total(parts: list[float], digits: int) -> None:
    total = math.fsum(parts)
    shown = charts.apportion(parts, total, digits)
    assert round(sum(shown), digits) == pytest.approx(round(total * 10**digits) / 10**digits)
    assert all(abs(a - b) <= 10**-digits + 1e-9 for a, b in zip(parts, shown, strict=True))


def test_parts_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(ValueError, match="add up"):
        charts.apportion([1.0, 1.0], 3.0)


@given(st.floats(0, 5), st.lists(st.floats(-1, 1), min_size=1, max_size=8), st.integers(0, 3))
def test_the_parts_of_a_change_add_up_to_what_the_two_scores_read(
    before: float, parts: list[float], digits: int
) -> None:
    after = before + math.fsum(parts)
    step = charts.difference(before, after, digits)
    assert step == pytest.approx(float(f"{after:.{digits}f}") - float(f"{before:.{digits}f}"))
    shown = charts.apportion(parts, math.fsum(parts), digits, step)
    assert round(sum(shown), digits) == pytest.approx(step)
    assert all(abs(a - b) <= 10**-digits + 1e-9 for a, b in zip(parts, shown, strict=True))


def test_a_total_that_no_rounding_gives_is_refused() -> None:
    with pytest.raises(ValueError, match="read so"):
        charts.apportion([1.0, 1.0], 2.0, 2, shown=2.02)


def test_a_ring_is_filled_by_its_share() -> None:
    half = charts.ring(0.5, radius=10)
    assert half.dash == pytest.approx(half.gap) and half.dash + half.gap == pytest.approx(62.83, abs=0.02)
    assert charts.ring(None).dash == 0 and charts.ring(1.7).gap == 0


def test_what_is_missing_is_a_gap_and_not_a_nought() -> None:
    line = charts.spark([1, 2, None, None, 3, 4, None, 5])
    assert len(line.runs) == 2 and len(line.dots) == 1 and line.last == line.dots[0]
    assert charts.spark([None, None]) == charts.Line((), (), None)


@given(st.lists(st.none() | st.floats(-1e6, 1e6), min_size=1, max_size=60))
def test_a_line_stays_in_its_frame(values: list[float | None]) -> None:
    line = charts.spark(values, 92, 24, 3)
    points = [p.split(",") for run in line.runs for p in run.split()]
    spots = [(float(x), float(y)) for x, y in points] + list(line.dots)
    assert len(spots) == sum(value is not None for value in values)
    assert all(2.9 <= x <= 89.1 and 2.9 <= y <= 21.1 for x, y in spots)


@given(st.floats(-1e4, 1e4), st.floats(0, 1e4))
def test_axis_values_are_few_even_and_hold_the_data(low: float, span: float) -> None:
    ticks = charts.nice(low, low + span)
    assert 2 <= len(ticks) <= 8
    assert ticks[0] <= low + 1e-6 and ticks[-1] >= low + span - 1e-6
    steps = {round(b - a, 6) for a, b in pairwise(ticks)}
    assert max(steps) - min(steps) < 1e-4


def test_axis_values_keep_to_the_scale() -> None:
    assert charts.nice(4.7, 5.0, (0, 5))[-1] == 5

"""Bars: what is shown adds up to what is shown, and every bar stands where its number says."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellerdesk.ui.bars import Part, contributions, distribution, waterfall
from sellerdesk.ui.formats import MINUS

amounts = st.lists(st.floats(-40, 40, allow_nan=False), min_size=1, max_size=9)


def shown(text: str) -> Decimal:
    return Decimal(text.replace(MINUS, "-").replace(",", ""))


@given(amounts)
def test_contributions_add_up_as_shown_and_stand_on_zero(values: list[float]) -> None:
    picture = contributions([Part(str(i), value) for i, value in enumerate(values)], sum(values))
    assert sum(shown(bar.text) for bar in picture.bars) == shown(picture.total)
    for bar in picture.bars:
        start = bar.left if shown(bar.text) > 0 else bar.left + bar.width
        assert start == pytest.approx(picture.zero, abs=1e-6) and -1e-6 <= bar.left <= 100.000001


@given(st.lists(st.floats(0, 10, allow_nan=False), max_size=6))
def test_a_waterfall_leads_step_by_step_from_the_first_to_the_last(lost: list[float]) -> None:
    parts = [Part(str(i), -value) for i, value in enumerate(lost)]
    fall = waterfall(Part("all", 100), parts, Part("left", 100 - sum(lost)), high=100)
    assert shown(fall.first.text) + sum(shown(step.text) for step in fall.steps) == shown(fall.last.text)
    edge = 100.0
    for step in fall.steps:
        assert step.left + step.width == pytest.approx(edge, abs=0.02)
        edge = step.left


def test_parts_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(ValueError, match="add up"):
        contributions([Part("one", 1.0)], 2.0)


def test_a_distribution_marks_where_one_is_even_at_and_beyond_its_ends() -> None:
    edges, counts = [0.0, 10.0, 20.0, 30.0], [1, 4, 2]
    for here, index in ((-5, 0), (0, 0), (10, 1), (29.9, 2), (30, 2), (99, 2)):
        spread = distribution(edges, counts, unit="percent", here=here)
        assert [i for i, each in enumerate(spread.bins) if each.here] == [index]
        assert spread.here is not None and 0 <= spread.here[0] <= 100
    assert spread.bins[1].height == 100 and "7 in all" in spread.label
    with pytest.raises(ValueError, match="one edge more"):
        distribution(edges, [1, 2])

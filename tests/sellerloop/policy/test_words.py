"""Policies in words."""

from typing import Any

import pytest
from hypothesis import given, settings
from pydantic import TypeAdapter

from sellerloop.policy.describe import describe
from sellerloop.policy.schema import Band, Condition, MinimumRule, Policy, PolicyMetric
from sellerloop.policy.source import Certainty
from sellerloop.policy.window import Window
from sellerloop.policy.words import (
    all_words,
    any_words,
    band_words,
    condition_words,
    formula,
    minimum_words,
    window_words,
)
from tests.sellerloop.policy.sample import SOUND, policies

ROLLING = {"type": "rolling", "days": 30}
MONTHS = {"type": "calendar", "unit": "month", "count": 3}


@pytest.mark.parametrize(
    ("window", "said"),
    [
        (ROLLING, "the last 30 days"),
        ({"type": "rolling", "days": 1}, "the day before"),
        ({"type": "lagged", "oldest": 45, "newest": 15}, "the days 45 to 15 before"),
        ({"type": "calendar", "unit": "week"}, "the last full week, Monday to Sunday"),
        (MONTHS, "the last 3 full months"),
        (
            {"type": "volume_switch", "at_least": 400, "then": MONTHS, "otherwise": ROLLING},
            "the last 3 full months with at least 400 rows in them, else the last 30 days",
        ),
    ],
)
def test_windows_are_said_in_words(window: dict[str, Any], said: str) -> None:
    assert str(window_words(TypeAdapter(Window).validate_python(window))) == said


def test_a_formula_shows_both_sides_and_the_window() -> None:
    bad, every = "order by delivered_date, where first_rating <= 2", "order by delivered_date"
    said = str(formula(PolicyMetric.model_validate(SOUND["metrics"][1])))
    assert said == f"({bad}) / ({every}); over the last 30 days"


def test_a_total_has_one_side_and_may_sum_a_column() -> None:
    side = {"event": "violation", "anchor": "issued_date", "column": "points"}
    total = SOUND["metrics"][1] | {"aggregation": "total", "denominator": None, "numerator": side}
    said = str(formula(PolicyMetric.model_validate(total)))
    assert said == "sum of points of violation by issued_date; over the last 30 days"


def test_a_metric_of_the_catalogue_says_so() -> None:
    metric = SOUND["metrics"][0]
    assert str(formula(PolicyMetric.model_validate(metric))) == "shop.cancels of the catalogue"
    longer = PolicyMetric.model_validate(metric | {"window": ROLLING})
    assert str(formula(longer)) == "shop.cancels of the catalogue, over the last 30 days"


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({"n": 5, "outcome": "null"}, "below 5 rows it has no value"),
        ({"n": 2, "outcome": "default", "value": 57}, "below 2 rows 57 stands in"),
        ({"n": 5, "of": "numerator", "outcome": "skip"}, "below 5 counted rows it does not take part"),
        ({"n": 30, "metric": "items", "outcome": "not_assessed"}, "below 30 of items it is not assessed"),
    ],
)
def test_minimum_volumes_say_what_follows(rule: dict[str, Any], said: str) -> None:
    assert str(minimum_words(MinimumRule.model_validate(rule))) == said


@pytest.mark.parametrize(
    ("kind", "ends", "said"),
    [
        ("linear", "closed", "straight lines between"),
        ("step", "closed", "each from its value on"),
        ("step", "open", "each above its value"),
    ],
)
def test_bands_show_their_points_and_how_they_are_read(kind: str, ends: str, said: str) -> None:
    band = Band.model_validate(SOUND["bands"][0] | {"interpolation": kind, "ends": ends})
    assert str(band_words(band)) == f"0 → 5, 2 → 4, 40 → 1, {said}"


def test_conditions_say_their_volumes_and_categories_and_join() -> None:
    plain = Condition.model_validate({"metric": "a", "op": ">", "value": "30.0"})
    full = Condition(metric="b", op="<", value="x", min_n=5, min_count=2, categories=("shoes", "bags"))
    assert str(condition_words(full)) == "b < x, with at least 5 rows, and at least 2 of them, in shoes, bags"
    assert str(all_words([plain, plain])) == "a > 30 and a > 30"
    assert str(any_words([plain, plain, plain])) == "a > 30 or a > 30 or a > 30"


def test_a_policy_is_described_section_by_section_with_its_certainties() -> None:
    sections = {s.title: s.lines for s in describe(Policy.model_validate(SOUND))}
    assert list(sections) == ["Metrics", "Points", "Score", "Ledgers", "Gates"]
    assert [str(line.text) for line in sections["Score"]] == [
        "from 0 to 5; missing metrics: renormalise",
        "weighs 50 %",
        "weighs 50 %",
    ]
    assert sections["Points"][0].certainty is Certainty.ASSUMED
    assert str(sections["Ledgers"][0].text) == "starts at 0; every entry ends after 90 days"


@settings(max_examples=25)
@given(policies())
def test_every_policy_can_be_described(policy: Policy) -> None:
    lines = [line for section in describe(policy) for line in section.lines]
    assert len(lines) >= len(policy.metrics) + len(policy.bands)
    assert all(str(line.text) for line in lines)

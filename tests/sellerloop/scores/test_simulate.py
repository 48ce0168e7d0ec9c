"""Simulations are full scorings: another value, fewer bad events, another policy."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellerloop.metrics.reading import Reading
from sellerloop.scores.change import View
from sellerloop.scores.gates import State
from sellerloop.scores.resolve import resolve
from sellerloop.scores.simulate import recounted, switch, what_if, with_value, without
from tests.sellerloop.scores.example import (
    AS_OF,
    ORDER,
    hours,
    policy_of,
    ratio,
    reading,
    six,
    six_readings,
    total,
)

COMPOSITE = resolve(six())
VIEW = View(COMPOSITE, six_readings(), AS_OF)
SFCR = COMPOSITE.metrics["sfcr"]


def test_another_value() -> None:
    trial = what_if(VIEW, {"im_dsat": with_value(reading(3, 5), Fraction(20))})
    assert trial.after.score == Fraction("3.745")
    assert trial.gain == Fraction("0.2")


def test_two_cancellations_overturned_in_the_numerator() -> None:
    changed = without(SFCR, VIEW.readings["sfcr"], 2, effect="numerator")
    assert (changed.num, changed.den) == (4, 200)
    after = what_if(VIEW, {"sfcr": changed}).after
    assert after.entries["sfcr"].points == Fraction("3.25")
    assert after.score == Fraction("3.6575")


def test_two_cancellations_overturned_on_both_sides() -> None:
    changed = without(SFCR, VIEW.readings["sfcr"], 2, effect="both")
    assert (changed.num, changed.den) == (4, 198)
    score = what_if(VIEW, {"sfcr": changed}).after.score
    assert score is not None and float(score) == pytest.approx(3.655227, abs=1e-6)


def test_a_simulated_interval_follows_its_rows() -> None:
    changed = without(SFCR, VIEW.readings["sfcr"], 2)
    assert changed.low is not None and changed.high is not None and changed.low < 2 < changed.high
    assert with_value(changed, Fraction(1)).low is None


def test_late_orders_overturned_count_as_on_time() -> None:
    otdr = COMPOSITE.metrics["otdr"]
    one_side = without(otdr, reading(89, 100), 5)
    both = without(otdr, reading(89, 100), 5, effect="both")
    assert [(r.num, r.den) for r in (one_side, both)] == [(94, 100), (89, 95)]


def test_of_a_mean_the_times_leave_with_their_requests() -> None:
    aht = COMPOSITE.metrics["aht"]
    before = reading(48 * 3600 * 10, 10, 48)
    changed = without(aht, before, 1, effect="both", amount=120 * 3600)
    assert changed.value == 40


def test_a_total_loses_its_events() -> None:
    assert without(COMPOSITE.metrics["delivered_90d"], reading(31, None, 31), 2).value == 29


def test_what_falls_below_the_minimum_is_too_little_data() -> None:
    metric = resolve(policy_of(metrics=[ratio("m", min={"n": 5, "outcome": "null"})])).metrics["m"]
    found = without(metric, reading(3, 5), 1, effect="both")
    assert (found.value, str(found.reason)) == (None, "too little data: 4 of at least 5")


@pytest.mark.parametrize(
    ("events", "effect", "message"),
    [(7, "numerator", "fewer than 7 bad events"), (7, "both", "fewer than 7 bad events")],
)
def test_more_events_than_there_are_cannot_be_removed(events: int, effect: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        without(SFCR, reading(6, 200), events, effect=effect)


def test_what_the_counters_do_not_determine_is_refused() -> None:
    weighted = resolve(
        policy_of(metrics=[ratio("m", aggregation="recent_weighted", recent_share="0.25", recent_weight="2")])
    ).metrics["m"]
    with pytest.raises(ValueError, match="cannot be computed again"):
        without(weighted, reading(1, 2), 1)
    with pytest.raises(ValueError, match="has no rows"):
        without(SFCR, reading(None, None), 1)
    with pytest.raises(KeyError):
        what_if(VIEW, {"unheard_of": reading(1, 2)})


def test_without_a_score_there_is_no_gain() -> None:
    assert what_if(VIEW, {"delivered_90d": reading(3, None, 3)}).gain is None


@given(
    row=st.integers(1, 300).flatmap(lambda den: st.tuples(st.integers(0, den), st.just(den))),
    events=st.integers(0, 300),
    name=st.sampled_from(["sfcr", "otdr"]),
    effect=st.sampled_from(["numerator", "both"]),
)
def test_an_upheld_appeal_never_lowers_the_points(
    row: tuple[int, int], events: int, name: str, effect: Any
) -> None:
    num, den = row
    bad = den - num if name == "otdr" else num
    if events > bad:
        return
    before = reading(num, den)
    trial = what_if(VIEW, {name: before}).after.entries[name].points
    after = what_if(VIEW, {name: without(COMPOSITE.metrics[name], before, events, effect=effect)}).after
    points = after.entries[name].points
    assert trial is not None and (points is None or points >= trial)


BAD = "first_rating <= 2"
REVIEWS = {"event": "review", "anchor": "reviewed_date"}
OLD = policy_of(
    id="vn",
    metrics=[ratio("nrr", numerator={**REVIEWS, "where": BAD}, denominator=REVIEWS)],
    gates=[
        {
            "id": "nrr_ok",
            "certainty": "reported",
            "all_of": [{"metric": "nrr", "op": "<", "value": "3"}],
        }
    ],
)
NEW = policy_of(
    id="vn",
    effective_from="2023-11-13",
    mode="preview",
    metrics=[ratio("nrr", numerator={**ORDER, "anchor": "delivered_date", "where": BAD})],
    gates=[
        {
            "id": "nrr_ok",
            "certainty": "reported",
            "all_of": [{"metric": "nrr", "op": "<", "value": "0.5"}],
        }
    ],
)


def by_policy(reading_: Reading, policy: Any) -> View:
    return View(resolve(policy), {"nrr": reading_}, AS_OF)


def test_a_preview_reports_what_decides_differently_and_both_formulas() -> None:
    found = switch(by_policy(reading(4, 1000), NEW), by_policy(reading(4, 100), OLD))
    (gate,) = found.gates
    assert gate.before is not None and gate.after is not None
    assert (gate.before.state, gate.after.state) == (State.MET, State.MISSED)
    (formula,) = found.formulas
    assert formula.before is not None and formula.after is not None
    assert (formula.before.denominator, formula.after.denominator) == (
        resolve(NEW).metrics["nrr"].denominator,
        resolve(OLD).metrics["nrr"].denominator,
    )
    same = switch(by_policy(reading(4, 1000), NEW), by_policy(reading(4, 1000), NEW))
    assert (same.gates, same.formulas) == ((), ())


def test_recounting_nothing_has_no_value() -> None:
    metric = resolve(policy_of(metrics=[hours("m"), total("t")])).metrics["m"]
    assert recounted(metric, reading(0, 0), 0, 0).value is None

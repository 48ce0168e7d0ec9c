"""A change of score is split into its causes, one after the other, and adds up exactly."""

import datetime as dt
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellerloop.metrics.reading import Reading
from sellerloop.policy.window import Lagged
from sellerloop.scores.change import Cause, Change, View, explain_change, kept_metrics
from sellerloop.scores.resolve import resolve
from tests.sellerloop.scores.example import AS_OF, SHAPE, band, policy_of, ratio, reading, six, six_readings

LATER = AS_OF + dt.timedelta(days=7)
OLD = resolve(six())
NEW = resolve(six(high="10", parts=[{"metric": "sfcr", "weight": "1", "certainty": "assumed"}]))


def changed(**stages: Reading) -> Change:
    """The cancellation rate alone changes, by the stages named."""
    then = View(OLD, six_readings(), AS_OF)
    corrected = six_readings(sfcr=stages.get("corrected", reading(6, 200)))
    kept = six_readings(sfcr=stages.get("kept", reading(6, 200)))
    now = View(OLD, six_readings(sfcr=stages.get("now", reading(6, 200))), LATER)
    return explain_change(then, now, corrected=corrected, kept=kept)


def by_cause(found: Change) -> dict[Cause, Fraction]:
    return {step.causes[0]: step.change for step in found.steps if len(step.causes) == 1}


def test_each_cause_has_its_own_part() -> None:
    found = changed(corrected=reading(4, 200), kept=reading(2, 150), now=reading(10, 200))
    weight = Fraction("0.15")
    points = {3: Fraction("2.5"), 2: Fraction("3.25"), Fraction(4, 3): Fraction("3.75"), 5: Fraction(1)}
    assert by_cause(found) == {
        Cause.POLICY: 0,
        Cause.BENCHMARK: 0,
        Cause.CORRECTIONS: weight * (points[2] - points[3]),
        Cause.ROLL_OFF: weight * (points[Fraction(4, 3)] - points[2]),
        Cause.NEW_EVENTS: weight * (points[5] - points[Fraction(4, 3)]),
    }
    assert found.total == found.own == sum(step.change for step in found.steps)
    assert found.steps[-1].metrics == {"sfcr": weight * (points[5] - points[Fraction(4, 3)])}


def test_a_new_policy_version_comes_first_and_is_not_the_accounts_own() -> None:
    then, now = View(OLD, six_readings(), AS_OF), View(NEW, six_readings(), LATER)
    readings = six_readings()
    found = explain_change(then, now, corrected=readings, kept=readings, switched=readings)
    assert found.total == Fraction("2.5") - Fraction("3.545")
    assert (found.steps[0].change, found.steps[0].scale) == (found.total, 5)
    assert found.own == 0
    with pytest.raises(ValueError, match="another policy version"):
        explain_change(then, now, corrected=readings, kept=readings)


def test_a_benchmark_that_moves_is_told_apart() -> None:
    figures = [
        {"metric": "m", "statistic": "median", "snapshot": day, "value": v, "certainty": "assumed"}
        for day, v in ((AS_OF, "2"), (LATER, "1"))
    ]
    policy = policy_of(
        metrics=[ratio("m")],
        bands=[band("m", "lower", [("1", "5"), ("2", "1")], relative_to="median")],
        benchmarks=figures,
        score={
            "low": "1",
            "high": "5",
            "missing": "renormalise",
            "parts": [{"metric": "m", "weight": "1", "certainty": "assumed"}],
        },
    )
    same = {"m": reading(2, 100)}
    then, now = View(resolve(policy), same, AS_OF), View(resolve(policy), same, LATER)
    found = explain_change(then, now, corrected=same, kept=same)
    assert by_cause(found)[Cause.BENCHMARK] == found.total == -4
    assert found.own == 0


def test_causes_that_lead_through_too_little_data_are_told_together() -> None:
    found = changed(kept=reading(0, 0), now=reading(10, 200))
    assert [step.causes for step in found.steps][-1] == (Cause.ROLL_OFF, Cause.NEW_EVENTS)
    assert found.steps[-1].change == found.total == found.own


def test_without_a_score_at_one_end_there_is_no_number() -> None:
    few = six_readings(delivered_90d=reading(29, None, 29))
    found = explain_change(View(OLD, few, AS_OF), View(OLD, six_readings(), LATER), corrected=few, kept=few)
    assert (found.total, found.steps) == (None, ())
    assert str(found.reason) == "there was no score on 2026-03-31: delivered_90d: 29 of at least 30"


def test_kept_metrics_are_the_days_in_both_windows() -> None:
    def windowed(day: dt.date, days: int) -> dict[str, Reading]:
        span = (day - dt.timedelta(days=days), day - dt.timedelta(days=1))
        return {name: replace(found, window=span) for name, found in six_readings().items()}

    found = kept_metrics(OLD.metrics, windowed(AS_OF, 30), windowed(LATER, 30), LATER)
    assert found["sfcr"].window == Lagged(oldest=30, newest=8)
    assert found["sfcr"].window.span(LATER) == (LATER - dt.timedelta(days=30), AS_OF - dt.timedelta(days=1))
    assert kept_metrics(OLD.metrics, windowed(AS_OF, 3), windowed(LATER, 3), LATER) == {}


rows = st.integers(0, 60).flatmap(lambda den: st.tuples(st.integers(0, den), st.just(den)))
stages = st.lists(st.lists(rows, min_size=6, max_size=6), min_size=4, max_size=4)


@given(stages=stages, switch=st.booleans(), delivered=st.lists(st.integers(28, 40), min_size=4, max_size=4))
def test_a_change_adds_up_exactly(
    stages: list[list[tuple[int, int]]], switch: bool, delivered: list[int]
) -> None:
    readings = [
        six_readings(
            delivered_90d=reading(orders, None, orders),
            **{m: reading(*row) for m, row in zip(SHAPE, stage, strict=True)},
        )
        for stage, orders in zip(stages, delivered, strict=True)
    ]
    then, now = View(OLD, readings[0], AS_OF), View(NEW if switch else OLD, readings[3], LATER)
    found = explain_change(then, now, corrected=readings[1], kept=readings[2], switched=readings[0])
    if found.total is None:
        assert None in (found.before.score, found.after.score)
        return
    assert found.before.score is not None and found.after.score is not None
    assert sum(step.change for step in found.steps) == found.total == found.after.score - found.before.score
    assert [cause for step in found.steps for cause in step.causes] == list(Cause)
    for step in found.steps:
        assert step.change == step.scale + sum(step.metrics.values())

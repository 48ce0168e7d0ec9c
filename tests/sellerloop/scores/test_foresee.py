"""Foresight: roll-off dates, clean and bad events until a threshold, against counting one by one."""

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sellerloop.metrics.reading import Reading
from sellerloop.metrics.spec import Aggregation, Direction, Metric
from sellerloop.policy.cadence import Cadence
from sellerloop.policy.schema import Band, Condition
from sellerloop.policy.window import Calendar, Lagged, Rolling, VolumeSwitch
from sellerloop.scores.bands import points
from sellerloop.scores.change import View
from sellerloop.scores.foresee import bad_until, clean_until, roll_off, rungs, score_until
from sellerloop.scores.gates import HOLDS
from sellerloop.scores.packs import packs
from sellerloop.scores.resolve import ResolvedPolicy, resolve
from sellerloop.scores.simulate import recounted
from sellerloop.stats.intervals import wilson
from tests.sellerloop.scores.example import AS_OF, NO_DATA, band, policy_of, ratio, reading, six, six_readings

COMPOSITE = resolve(six())
SFCR, OTDR, AHT = (COMPOSITE.metrics[name] for name in ("sfcr", "otdr", "aht"))
DAY = dt.timedelta(days=1)
DAILY = Cadence()
NEVER = "no number of such events is enough"


def condition(op: str, value: str, **changes: object) -> Condition:
    return Condition.model_validate({"metric": "sfcr", "op": op, "value": value, **changes})


def test_one_cancellation_in_forty() -> None:
    safe = condition("<", "2.5")
    assert not HOLDS[safe.op](Fraction(100, 40), Fraction("2.5"))
    assert clean_until(SFCR, reading(1, 40), safe).events == 1
    rate = recounted(SFCR, reading(1, 40), 1, 41).value
    assert rate is not None and float(rate) == pytest.approx(2.439024, abs=1e-6)
    low, high = wilson(1, 40)
    assert (100 * low, 100 * high) == pytest.approx((0.443, 12.881), abs=1e-3)


def test_clean_events_may_be_needed_for_the_minimum_volume_first() -> None:
    metric = resolve(policy_of(metrics=[ratio("m", min={"n": 10, "outcome": "null"})])).metrics["m"]
    assert clean_until(metric, reading(0, 4), condition("<", "2.5")).events == 6
    assert clean_until(metric, reading(0, 4), condition("<", "2.5", min_n=20)).events == 16


def test_what_no_number_of_events_reaches_is_said() -> None:
    never = clean_until(OTDR, reading(89, 100), condition(">=", "100"))
    assert (never.events, str(never.reason)) == (None, NEVER)
    assert str(clean_until(SFCR, reading(1, 40), condition("<", "0")).reason) == NEVER


def test_unknown_readings_have_no_distance() -> None:
    absent = Reading(None, None, None, NO_DATA, None, None, None)
    assert clean_until(SFCR, absent, condition("<", "2.5")).reason == NO_DATA
    with pytest.raises(ValueError, match="only a number can be approached"):
        clean_until(SFCR, reading(1, 40), condition("==", "2.5"))
    quantile = {"aggregation": "quantile", "quantile": "0.9", "edges": [60], "unit": "seconds"}
    side = {"event": "request", "anchor": "opened_date", "column": "handling_s"}
    metric = resolve(policy_of(metrics=[ratio("m", numerator=side, denominator=None, **quantile)])).metrics[
        "m"
    ]
    found = clean_until(metric, reading(9, 10, 60), condition("<", "30"))
    assert str(found.reason) == "not determined by the number of events"


def test_bad_events_until_a_penalty() -> None:
    assert bad_until(SFCR, reading(6, 200), condition(">=", "10")).events == 16
    assert bad_until(OTDR, reading(89, 100), condition("<", "80")).events == 12
    assert bad_until(AHT, reading(48 * 3600 * 10, 10, 48), condition(">", "50"), each=60 * 3600).events == 3
    orders = COMPOSITE.metrics["delivered_90d"]
    assert clean_until(orders, reading(12, None, 12), condition(">=", "30")).events == 18


metrics = st.sampled_from([SFCR, OTDR])
rows = st.integers(0, 60).flatmap(lambda den: st.tuples(st.integers(0, den), st.just(den)))


@given(
    metric=metrics,
    row=rows,
    op=st.sampled_from(["<", "<=", ">", ">="]),
    value=st.sampled_from(["0", "2.5", "10", "50", "97.5", "100"]),
    clean=st.booleans(),
)
def test_the_distance_is_what_counting_one_by_one_finds(
    metric: Metric, row: tuple[int, int], op: str, value: str, clean: bool
) -> None:
    num, den = row
    found = (clean_until if clean else bad_until)(metric, reading(num, den), condition(op, value))
    good = 1 if (metric is OTDR) is clean else 0

    def holds(k: int) -> bool:
        return den + k > 0 and HOLDS[op](Fraction(100 * (num + k * good), den + k), Fraction(value))

    first = next((k for k in range(3000) if holds(k)), None)
    assert found.events == first


def step_band(ends: str, direction: str) -> Band:
    anchors = [("0", "5"), ("5", "3"), ("10", "0")]
    if direction == "higher":
        anchors = [("80", "1"), ("90", "3"), ("95", "5")]
    return Band.model_validate(band("m", direction, anchors, interpolation="step", ends=ends))


@given(
    row=st.integers(1, 60).flatmap(lambda den: st.tuples(st.integers(0, den), st.just(den))),
    ends=st.sampled_from(["closed", "open"]),
    direction=st.sampled_from(["lower", "higher"]),
)
def test_rungs_are_the_bad_events_until_fewer_points(row: tuple[int, int], ends: str, direction: str) -> None:
    metric, shape = (SFCR if direction == "lower" else OTDR), step_band(ends, direction)
    num, den = row
    found = rungs(metric, reading(num, den), shape)
    earned = points(shape, Fraction(100 * num, den))
    for rung in found:
        assert rung.points < earned
        assert rung.distance.events is None or rung.distance.events > 0
        if rung.distance.events is None:
            continue
        for events, reached in ((rung.distance.events - 1, False), (rung.distance.events, True)):
            bad = num + events if direction == "lower" else num
            assert (points(shape, Fraction(100 * bad, den + events)) <= rung.points) is reached
    assert [rung.points for rung in found] == sorted({r.points for r in found}, reverse=True)


def test_linear_rungs_are_the_worse_anchors() -> None:
    shape = Band.model_validate(band("sfcr", "lower", [("0", "5"), ("1", "4"), ("5", "1")]))
    (rung,) = rungs(SFCR, reading(6, 200), shape)
    assert (rung.value, rung.points, rung.distance.events) == (5, 1, 5)
    assert rungs(SFCR, reading(0, 0), shape) == ()


VIEW = View(COMPOSITE, six_readings(), AS_OF)


def test_events_until_the_score_crosses_a_level() -> None:
    up = score_until(VIEW, "sfcr", Fraction("3.6"), clean=True)
    down = score_until(VIEW, "sfcr", Fraction("3.5"), clean=False)

    def score(num: int, den: int) -> Fraction:
        found = View(COMPOSITE, six_readings(sfcr=reading(num, den)), AS_OF).card().score
        assert found is not None
        return found

    assert up.events is not None and down.events is not None
    assert score(6, 200 + up.events) >= Fraction("3.6") > score(6, 199 + up.events)
    assert score(6 + down.events, 200 + down.events) < Fraction("3.5")
    assert score(5 + down.events, 199 + down.events) >= Fraction("3.5")


def test_a_level_out_of_reach_is_said() -> None:
    assert str(score_until(VIEW, "sfcr", Fraction("4.9"), clean=True).reason) == NEVER
    assert score_until(VIEW, "sfcr", Fraction("3.5"), clean=True).events == 0
    absent = View(COMPOSITE, six_readings(sfcr=reading(None, None)), AS_OF)
    assert score_until(absent, "sfcr", Fraction(4), clean=True).reason == NO_DATA


SCORED = [policy for policy in (resolve(versions[-1]) for versions in packs().values()) if policy.parts]


@settings(max_examples=60, deadline=None)
@given(policy=st.sampled_from(SCORED), data=st.data())
def test_only_the_last_of_these_events_crosses_whatever_the_policy(
    policy: ResolvedPolicy, data: st.DataObject
) -> None:
    nothing = Reading(None, None, None, NO_DATA, None, None, None)
    readings = {}
    for name, metric in policy.metrics.items():
        den = data.draw(st.integers(0, 300))
        rows = None if metric.denominator is None else den
        known = data.draw(st.integers(0, 9)) > 0
        readings[name] = (
            recounted(metric, nothing, data.draw(st.integers(0, den)), rows) if known else nothing
        )
    ratios = [n for n in policy.parts if policy.metrics[n].aggregation is Aggregation.RATIO]
    name, clean = data.draw(st.sampled_from(ratios)), data.draw(st.booleans())
    metric, view = policy.metrics[name], View(policy, readings, AS_OF)
    score = view.card().score
    at = (score or Fraction(50)) + data.draw(st.integers(-9, 9))
    found = score_until(view, name, at, clean=clean)
    counted = int(clean == (metric.direction is Direction.HIGHER))

    def crossed(events: int) -> bool:
        num, den = readings[name].num, readings[name].den
        assert num is not None and den is not None
        changed = {**readings, name: recounted(metric, readings[name], num + events * counted, den + events)}
        after = View(policy, changed, AS_OF).card().score
        return after is not None and (after >= at if clean else after < at)

    if found.events is not None:
        assert crossed(found.events) and not (found.events and crossed(found.events - 1))
    elif str(found.reason) == NEVER:
        assert not any(crossed(2**power - 1) for power in range(12))


def test_the_roll_off_calendar_of_a_rolling_window() -> None:
    events = [("b", AS_OF - 1 * DAY), ("a", AS_OF - 30 * DAY), ("out", AS_OF - 31 * DAY), ("today", AS_OF)]
    found = roll_off(events, Rolling(days=30), AS_OF, DAILY)
    assert [(e.key, (e.leaves - AS_OF).days) for e in found] == [("a", 1), ("b", 30)]


def test_events_leave_at_the_next_refresh() -> None:
    weekly = Cadence(refresh="weekly_monday")
    monday = dt.date(2026, 3, 30)
    (found,) = roll_off([("a", monday - 30 * DAY)], Rolling(days=30), monday, weekly)
    assert found.leaves == monday + 7 * DAY


@given(
    window=st.sampled_from(
        [
            Rolling(days=7),
            Lagged(oldest=45, newest=15),
            Calendar(unit="month"),
            Calendar(unit="week", count=2),
        ]
    ),
    ages=st.lists(st.integers(0, 70), max_size=8),
    refresh=st.sampled_from(["daily", "weekly_monday", "monthly_1"]),
)
def test_the_calendar_agrees_with_looking_day_by_day(
    window: Rolling | Lagged | Calendar, ages: list[int], refresh: str
) -> None:
    cadence = Cadence.model_validate({"refresh": refresh})
    events = [(str(n), AS_OF - age * DAY) for n, age in enumerate(ages)]
    first, last = window.span(AS_OF)
    found = {event.key: event.leaves for event in roll_off(events, window, AS_OF, cadence)}
    assert set(found) == {key for key, day in events if first <= day <= last}
    for key, leaves in found.items():
        day = AS_OF + DAY
        while cadence.as_of(day) != day or window.span(day)[0] <= dict(events)[key]:
            day += DAY
        assert leaves == day


def test_a_window_by_volume_has_to_be_chosen_first() -> None:
    window = VolumeSwitch(at_least=400, then=Rolling(days=90), otherwise=Rolling(days=365))
    with pytest.raises(ValueError, match="the volume chose"):
        roll_off([], window, AS_OF, DAILY)

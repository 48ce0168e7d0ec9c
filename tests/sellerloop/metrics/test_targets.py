"""Targets: which one holds where and when, and which tables are refused."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellerloop.metrics.targets import Period, Scope, Target, TargetError, in_force, parse_targets

DAY = dt.date(2026, 5, 1)
ROW = {"metric": "tts.nrr", "op": "<=", "value": "1.5", "owner": "ops", "effective_from": "2026-01-01"}


def held(
    *rows: dict[str, object], day: dt.date = DAY, period: Period = Period.WINDOW, **place: str
) -> Target | None:
    return in_force(parse_targets({**ROW, **row} for row in rows), "tts.nrr", Scope(**place), day, period)


def refused(*rows: dict[str, object]) -> list[str]:
    with pytest.raises(TargetError) as caught:
        parse_targets(rows)
    return [str(problem) for problem in caught.value.problems]


def test_the_most_specific_scope_wins() -> None:
    rows: list[dict[str, object]] = [
        {},
        {"market": "VN", "value": 2},
        {"market": "VN", "tier": "gold", "value": 1},
    ]
    assert [
        held(*rows, market=m, tier=t).value for m, t in (("US", "gold"), ("VN", "base"), ("VN", "gold"))
    ] == [
        Decimal("1.5"),
        2,
        1,
    ]


def test_equally_specific_scopes_are_refused() -> None:
    with pytest.raises(TargetError, match=r"tts\.nrr has two targets for this place on 2026-05-01"):
        held({"market": "VN"}, {"tier": "gold"}, market="VN", tier="gold")


def test_of_one_scope_the_latest_beginning_holds_until_its_end() -> None:
    rows: list[dict[str, object]] = [
        {},
        {"value": 1, "effective_from": "2026-05-01", "effective_to": "2026-06-01"},
    ]
    days = (dt.date(2025, 12, 31), dt.date(2026, 4, 30), DAY, dt.date(2026, 5, 31), dt.date(2026, 6, 1))
    found = [held(*rows, day=day) for day in days]
    assert [target and target.value for target in found] == [None, Decimal("1.5"), 1, 1, Decimal("1.5")]


def test_periods_have_targets_of_their_own() -> None:
    assert held({"period": "week"}) is None
    assert held({"period": "week"}, period=Period.WEEK) is not None


@pytest.mark.parametrize(
    ("op", "value", "met"),
    [("<", "2.5", False), ("<=", "2.5", True), ("<", "2.4999", True), ("<=", "2.6", False)],
)
def test_the_end_of_a_threshold_is_as_stated(op: str, value: str, met: bool) -> None:
    (target,) = parse_targets([{**ROW, "op": op, "value": 2.5}])
    assert target.met(Fraction(value)) is met


def test_every_problem_of_every_row_is_named() -> None:
    assert refused(
        {**ROW, "value": "1,5", "colour": "red"},
        {**ROW, "metric": "tts.none"},
        {**ROW, "op": ">=", "effective_to": "2026-01-01"},
        {"metric": "tts.nrr", "op": "<"},
    ) == [
        "row 1, column colour: no such column",
        "row 1, column value: cannot be read: 1,5",
        "row 2, column metric: no such metric: tts.none",
        "row 3, column op: must be one of <, <= for this metric",
        "row 3, column effective_to: ends before it begins",
        "row 4, column value: is missing",
        "row 4, column owner: is missing",
        "row 4, column effective_from: is missing",
    ]


def test_doubled_targets_are_refused() -> None:
    assert refused(ROW, {**ROW, "value": 3}) == [
        "tts.nrr has two targets of the same scope from 2026-01-01 on"
    ]


def test_dates_and_numbers_may_come_as_such() -> None:
    row = {
        **ROW,
        "value": 1.5,
        "effective_from": dt.date(2026, 1, 1),
        "effective_to": dt.datetime(2026, 2, 1, tzinfo=dt.UTC),
    }
    assert parse_targets([row]) == parse_targets([{**ROW, "effective_to": "2026-02-01"}])


places = st.builds(Scope, *(st.sampled_from((None, "x", "y")) for _ in range(5)))


@given(st.lists(places, unique=True, max_size=6), places)
def test_a_target_covers_its_place_and_none_that_is_narrower_is_passed_over(
    scopes: list[Scope], place: Scope
) -> None:
    targets = [Target("tts.nrr", "<=", Decimal(1), "ops", DAY, scope=scope) for scope in scopes]
    fitting = [scope for scope in scopes if scope.covers(place)]
    most = [s for s in fitting if len(s.names) == max(len(f.names) for f in fitting)]
    if len(most) > 1:
        with pytest.raises(TargetError):
            in_force(targets, "tts.nrr", place, DAY)
    else:
        found = in_force(targets, "tts.nrr", place, DAY)
        assert (found and found.scope) == (most[0] if most else None)

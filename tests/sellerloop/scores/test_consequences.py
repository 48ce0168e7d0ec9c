"""Consequences: ladders, triggers, overrides and running restrictions."""

import datetime as dt
from fractions import Fraction

import pytest

from sellerloop.policy.schema import Consequence, Ledger
from sellerloop.scores.consequences import Effect, apply
from sellerloop.scores.gates import Fact, State
from sellerloop.scores.ledger import charged
from sellerloop.scores.restrictions import fired
from tests.sellerloop.scores.example import band

DAY = dt.date(2026, 3, 31)
VN = [("10", "0.9"), ("30", "0.7"), ("50", "0.5")]
ID = [("10", "0.75"), ("30", "0.5"), ("50", "0.25"), ("75", "0")]


def made(**changes: object) -> Consequence:
    frame: dict[str, object] = {"id": "order_limit", "kind": "multiplier", "certainty": "assumed"}
    return Consequence.model_validate({**frame, **changes})


def ladder(rungs: list[tuple[str, str]]) -> Consequence:
    return made(ladder=band("sfcr", "lower", rungs, interpolation="step"))


def rate(num: int, den: int) -> dict[str, Fact]:
    return {"sfcr": Fact(Fraction(100 * num, den), num, den)}


def points(num: int, den: int) -> int:
    """The deduction rule of VN and TH: 2 points from 10 %, 4 with 30 such orders as well."""
    at_ten = {"metric": "sfcr", "op": ">=", "value": "10"}
    ledger = Ledger.model_validate(
        {
            "id": "points",
            "sign": "penalty",
            "certainty": "official",
            "deduct": [
                {"when": [at_ten], "points": "2", "group": "sfcr"},
                {"when": [{**at_ten, "min_count": 30}], "points": "4", "group": "sfcr"},
            ],
        }
    )
    return int(sum(entry.points for entry in charged(ledger, DAY, rate(num, den))))


@pytest.mark.parametrize(
    ("row", "num", "den", "limit", "booked"),
    [
        ("G3.2", 25, 100, "0.9", 2),
        ("G3.3", 50, 200, "0.9", 4),
        ("G3.5", 99, 1000, None, 0),
        ("G3.5", 10, 100, "0.9", 2),
        ("G3.5", 30, 100, "0.7", 4),
        ("G3.5", 50, 100, "0.5", 4),
    ],
)
def test_order_limit_and_points(row: str, num: int, den: int, limit: str | None, booked: int) -> None:
    found = apply(ladder(VN), rate(num, den), DAY)
    assert found.value == (None if limit is None else Fraction(limit)), row
    assert (found.state is State.MET) is (limit is not None)
    assert points(num, den) == booked


def test_a_ladder_may_end_in_nothing() -> None:
    assert apply(ladder(ID), rate(25, 100), DAY).value == Fraction("0.75")
    assert apply(ladder(ID), rate(75, 100), DAY).value == 0


def test_the_limit_is_a_share_of_average_daily_orders() -> None:
    found = apply(ladder(VN), rate(25, 100), DAY)
    assert found.limit(Fraction(100, 7)) == Fraction(90, 7)
    assert apply(ladder(VN), rate(1, 100), DAY).limit(Fraction(10)) is None


LAZADA = made(
    trigger=[{"metric": "sfcr", "op": ">", "value": "30", "min_count": 10}], value="0.5", duration_days=7
)


@pytest.mark.parametrize(("items", "state"), [(9, State.MISSED), (10, State.MET)])
def test_a_rate_alone_does_not_limit(items: int, state: State) -> None:
    found = apply(LAZADA, {"sfcr": Fact(Fraction(31), items, 32)}, DAY)
    assert found.state is state
    assert found.until == (DAY + dt.timedelta(days=7) if state is State.MET else None)


def test_what_cannot_be_assessed_does_not_punish() -> None:
    for consequence in (LAZADA, ladder(VN)):
        found = apply(consequence, {"sfcr": Fact(None)}, DAY)
        assert (found.state, found.value) == (State.NOT_ASSESSED, None)


def overridden(violations: int | None) -> Effect:
    override = {"metric": "account.ip_violations", "op": ">=", "value": "5"}
    consequence = made(
        kind="block", trigger=[{"metric": "sfcr", "op": ">", "value": "30"}], overrides=[override]
    )
    facts = {"account.ip_violations": Fact(None if violations is None else Fraction(violations))}
    return apply(consequence, {**rate(1, 100), **facts}, DAY)


def test_an_override_forces_it_whatever_the_score_says() -> None:
    assert overridden(5).state is State.MET
    assert overridden(4).state is State.MISSED
    assert overridden(None).state is State.NOT_ASSESSED


def test_a_running_restriction_is_in_force_until_its_end() -> None:
    rungs = [{"ledger": "points", "at": "12", "days": 7}, {"ledger": "points", "at": "24", "days": 14}]
    block = made(kind="block", of="listing", milestone=rungs)
    ledger = Ledger.model_validate({"id": "points", "sign": "penalty", "certainty": "assumed"})
    running = fired(block, ledger, [(DAY, Fraction(30))])
    found = apply(block, {}, DAY + dt.timedelta(days=8), restrictions=running)
    assert (found.state, found.until) == (State.MET, DAY + dt.timedelta(days=14))
    assert apply(block, {}, DAY + dt.timedelta(days=14), restrictions=running).state is State.MISSED

"""Ledgers over grids equal ledgers kept for one account, day by day."""

import datetime as dt
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sellerloop.metrics.counts import Counts
from sellerloop.policy.cadence import Cadence
from sellerloop.policy.schema import Ledger, Policy
from sellerloop.policy.window import DAY
from sellerloop.scores.gates import facts_of
from sellerloop.scores.grid import ScoreGrid, score_grid
from sellerloop.scores.ledger import Violation, balance, booked, charged
from sellerloop.scores.ledger_grid import refresh_days
from sellerloop.scores.packs import pack
from sellerloop.scores.resolve import resolve
from tests.sellerloop.scores.example import policy_of, ratio, total

MONDAY = dt.date(2026, 3, 2)
DAYS = tuple(MONDAY + n * DAY for n in range(16))
WEEKLY = {"refresh": "daily", "metrics": {"m": "weekly_monday"}}
HIGH = {"metric": "m", "op": ">=", "value": "10"}
DEDUCT = [
    {"when": [HIGH], "points": "2", "group": "m"},
    {"when": [{**HIGH, "min_count": 5}], "points": "4.5", "group": "m"},
    {"when": [{"metric": "orders", "op": ">", "value": "40"}], "points": "0.1"},
    {"reason": "ip", "points": "8"},
    {},
]


def policy(ledger: dict[str, object]) -> Policy:
    frame: dict[str, object] = {"id": "points", "sign": "penalty", "certainty": "assumed", "deduct": DEDUCT}
    tier = {
        "id": "standing",
        "subject": "points",
        "certainty": "assumed",
        "levels": [
            {"name": "bad", "at": "9", "ends": "closed"},
            {"name": "good", "at": "0", "ends": "closed"},
        ],
    }
    return policy_of(
        metrics=[ratio("m"), total("orders")],
        ledgers=[{**frame, **ledger}],
        tiers=[tier],
        cadence=WEEKLY,
    )


EARN = {"metric": "orders", "per": 10, "points": "1.5"}
LEDGERS: list[dict[str, object]] = [
    {"expiry": {"days": 5}},
    {"expiry": {"reset": "first_of_month"}},
    {
        "sign": "balance",
        "start": "20",
        "cap": "25",
        "earn": [{"metric": "orders", "per": 10, "points": "1.5"}],
    },
]
MADE = [resolve(policy(ledger)) for ledger in LEDGERS]


def scored(number: int, seed: int, violations: dict[int, list[Violation]]) -> ScoreGrid:
    resolved, random = MADE[number], np.random.default_rng(seed)
    columns = {
        need.name: random.choice([0, 1, 5, 10, 50], size=(len(DAYS), 2)).astype(np.int64)
        for need in resolved.needs
    }
    return score_grid(
        resolved, Counts(DAYS, ("a", "b"), columns, frozenset({"order"})), violations=violations
    )


issued = st.builds(
    Violation,
    st.integers(-3, 20).map(lambda n: MONDAY + n * DAY),
    st.sampled_from(["ip", "late"]),
    st.sampled_from([Fraction(1), Fraction("2.5")]),
    st.none() | st.integers(5, 15).map(lambda n: MONDAY + n * DAY),
)


@settings(max_examples=40)
@given(
    number=st.integers(0, 2),
    seed=st.integers(0, 10**6),
    first=st.lists(issued, max_size=4),
    second=st.lists(issued, max_size=2),
)
def test_balances_equal_those_kept_one_by_one(
    number: int, seed: int, first: list[Violation], second: list[Violation]
) -> None:
    grid = scored(number, seed, {0: first, 1: second})
    ledger = MADE[number].ledgers["points"]
    for account, found in enumerate((first, second)):
        cards = [facts_of(grid.card(row, account)) for row in range(len(DAYS))]
        weekly = ledger.model_copy(update={"deduct": tuple(ledger.deduct[:2])})
        daily = ledger.model_copy(update={"deduct": tuple(ledger.deduct[2:3])})
        entries = list(booked(ledger, found))
        for day, facts in zip(DAYS, cards, strict=True):
            entries += charged(daily, day, facts)
            entries += charged(weekly, day, facts) if day.weekday() == 0 else ()
        for row, (day, facts) in enumerate(zip(DAYS, cards, strict=True)):
            exact = balance(ledger, entries, day, facts).value
            assert grid.balance("points", row, account).value == exact
            kept = grid.ledgers["points"].balance.value[row, account]
            assert kept == pytest.approx(np.nan if exact is None else float(exact), abs=1e-9, nan_ok=True)
            assert grid.card(row, account).tier == grid.tiers["standing"].name(row, account)


def test_days_needed_go_back_as_far_as_points_live() -> None:
    cadence = Cadence.model_validate(WEEKLY)

    def days(**changes: object) -> list[str]:
        frame = {"id": "points", "sign": "penalty", "certainty": "assumed", "deduct": DEDUCT[:2]}
        ledger = Ledger.model_validate({**frame, **changes})
        return [day.isoformat() for day in refresh_days(ledger, cadence, dt.date(2026, 3, 18))]

    assert days(expiry={"days": 10}) == ["2026-03-09", "2026-03-16", "2026-03-18"]
    assert days(expiry={"days": 9}) == ["2026-03-16", "2026-03-18"]
    assert days(expiry={"reset": "first_of_month"})[0] == "2026-03-02"
    assert len(days()) == 53
    assert days(deduct=DEDUCT[3:]) == ["2026-03-18"]


def test_the_main_tier_of_a_pack_stands_on_its_ledger() -> None:
    resolved = resolve(pack("sea-health", MONDAY))
    columns = {need.name: np.zeros((1, 2), np.int64) for need in resolved.needs}
    counts = Counts((MONDAY,), ("a", "b"), columns, frozenset({"order", "violation"}))
    found = [Violation(MONDAY - 5 * DAY, "counterfeit", Fraction(24)), Violation(MONDAY, "x", Fraction(1))]
    grid = score_grid(resolved, counts, violations={1: found})
    assert [grid.tiers["sea.standing"].name(0, n) for n in (0, 1)] == ["clear", "restricted 2"]
    assert [grid.card(0, n).tier for n in (0, 1)] == ["clear", "restricted 2"]
    assert grid.balance("sea.points", 0, 1).value == 25

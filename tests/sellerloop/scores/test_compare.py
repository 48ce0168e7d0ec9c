"""A policy against another over all accounts: gains, losses, tiers crossed."""

import datetime as dt

import numpy as np
import pytest

from sellerloop.metrics.counts import Counts
from sellerloop.policy.schema import Policy
from sellerloop.scores.compare import compare
from sellerloop.scores.grid import ScoreGrid, score_grid
from sellerloop.scores.resolve import resolve
from tests.sellerloop.scores.example import band, policy_of, ratio

DAY = (dt.date(2026, 3, 31),)
ACCOUNTS = ("gains", "loses", "same", "appears", "vanishes", "never")


def policy(middle: str, worst: str) -> Policy:
    return policy_of(
        metrics=[ratio("m", min={"n": 2, "outcome": "null"})],
        bands=[band("m", "lower", [("0", "5"), ("50", middle), ("100", worst)])],
        score={
            "low": "0",
            "high": "5",
            "missing": "renormalise",
            "parts": [{"metric": "m", "weight": "1", "certainty": "assumed"}],
        },
        tiers=[
            {
                "id": "level",
                "subject": "score",
                "certainty": "assumed",
                "levels": [
                    {"name": "good", "at": "2", "ends": "closed"},
                    {"name": "bad", "at": "0", "ends": "closed"},
                ],
            }
        ],
    )


def grid(policy: Policy, dens: list[int], accounts: tuple[str, ...] = ACCOUNTS) -> ScoreGrid:
    resolved = resolve(policy)
    nums = [50, 100, 0, 0, 0, 0]
    names = [need.name for need in resolved.needs]
    columns = {n: np.array([v], np.int64) for n, v in zip(names, (nums, dens), strict=True)}
    return score_grid(resolved, Counts(DAY, accounts, columns, frozenset({"order"})))


BEFORE = grid(policy("1", "1"), [100, 100, 100, 0, 100, 0])
AFTER = grid(policy("3", "0"), [100, 100, 100, 100, 0, 0])


def test_who_gains_loses_appears_and_vanishes() -> None:
    found = compare(BEFORE, AFTER)
    for name in ("gains", "loses", "appears", "vanishes"):
        who = [account for account, yes in zip(found.accounts, getattr(found, name), strict=True) if yes]
        assert who == [name]
    assert found.difference[:3].tolist() == [2, -1, 0]


def test_tiers_crossed_are_counted() -> None:
    assert compare(BEFORE, AFTER).crossed == {("bad", "good"): 1, (None, "good"): 1, ("good", None): 1}


def test_the_greatest_losses_come_first() -> None:
    order = compare(BEFORE, AFTER).order()
    assert [ACCOUNTS[n] for n in order[:3]] == ["loses", "same", "gains"]


def test_only_the_same_accounts_and_dates_compare() -> None:
    other = grid(policy("1", "1"), [1] * 6, tuple("abcdef"))
    with pytest.raises(ValueError, match="same accounts"):
        compare(BEFORE, other)

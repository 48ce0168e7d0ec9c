"""The vectorised path equals the exact one, for any policy and any counts."""

import datetime as dt
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sellerloop.metrics.counts import Counts
from sellerloop.metrics.plan import daily_needs_of, needs_of
from sellerloop.policy.schema import Policy
from sellerloop.scores.gates import Fact, facts_of, with_gates
from sellerloop.scores.grid import ScoreGrid, score_grid
from sellerloop.scores.resolve import ResolvedPolicy, resolve
from sellerloop.scores.simulate import what_if, with_value
from sellerloop.scores.states import Figure
from sellerloop.scores.tiers import history
from tests.sellerloop.scores.example import ORDER, band, policy_of, ratio, total

DAYS = tuple(dt.date(2026, 3, 1) + dt.timedelta(days=7 * n) for n in range(2))
NAMES = ("a", "b", "c")
CATEGORIES = (None, "toys", "food")


@st.composite
def metric(draw: st.DrawFn, name: str) -> dict[str, Any]:
    outcomes = st.sampled_from(["null", "default", "skip", "not_assessed"])
    least = {
        "n": draw(st.integers(0, 6)),
        "of": draw(st.sampled_from(["denominator", "numerator"])),
        "metric": draw(st.sampled_from([None, "orders"])),
        "outcome": draw(outcomes),
        "value": str(draw(st.integers(0, 100))),
    }
    numerator = {**ORDER, "where": f"region == '{name}'"}
    denominator = {**ORDER, "where": f"warehouse == '{name}'"}
    direction = draw(st.sampled_from(["lower", "higher"]))
    changes = {"numerator": numerator, "denominator": denominator, "on_missing": draw(outcomes), "min": least}
    return ratio(name, direction, **changes)


@st.composite
def bands(draw: st.DrawFn, name: str) -> list[dict[str, Any]]:
    found = []
    for categories in draw(st.sampled_from([[[]], [[], ["toys"]], [["toys"]]])):
        xs = draw(st.lists(st.integers(0, 100), min_size=1, max_size=4, unique=True).map(sorted))
        relative = draw(st.sampled_from(["none", "none", "median"]))
        scale = 50 if relative == "median" else 1
        found.append(
            band(
                name,
                draw(st.sampled_from(["lower", "higher"])),
                [(str(x / scale), str(draw(st.integers(0, 5)))) for x in xs],
                interpolation=draw(st.sampled_from(["linear", "step"])),
                ends=draw(st.sampled_from(["closed", "open"])),
                categories=categories,
                relative_to=relative,
            )
        )
    return found


TIERS = [
    {
        "id": "level",
        "subject": "score",
        "certainty": "assumed",
        "levels": [{"name": "high", "at": "3", "ends": "closed"}, {"name": "low", "at": "1", "ends": "open"}],
    },
    {
        "id": "gate",
        "subject": "a",
        "certainty": "assumed",
        "enter": {"metric": "a", "op": "<", "value": "20", "min_n": 2},
        "exit": {"metric": "score", "op": "<", "value": "2", "min_count": None},
        "states": ["on", "middle", "off"],
    },
    {
        "id": "peer",
        "subject": "b",
        "relative_to": "median",
        "certainty": "assumed",
        "levels": [
            {"name": "above", "at": "1", "ends": "closed"},
            {"name": "under", "at": "0", "ends": "closed"},
        ],
    },
    {
        "id": "gated",
        "subject": "passes",
        "certainty": "assumed",
        "enter": {"metric": "passes", "op": "==", "value": "met"},
        "exit": {"metric": "passes", "op": "==", "value": "missed"},
    },
]
GATES = [
    {
        "id": "base",
        "certainty": "assumed",
        "all_of": [
            {"metric": "a", "op": "<", "value": "20", "min_n": 2},
            {"metric": "a", "op": "<", "value": "50", "categories": ["food"]},
        ],
    },
    {
        "id": "passes",
        "certainty": "assumed",
        "all_of": [{"metric": "base", "op": "!=", "value": "missed"}],
        "any_of": [
            {"metric": "score", "op": ">=", "value": "2.5"},
            {"metric": "b", "op": ">", "value": "10", "min_count": 3},
            {"metric": "account.age", "op": ">=", "value": "90"},
        ],
    },
]
AGES: tuple[Fraction | None, ...] = (Fraction(89), Fraction(90), None)


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    weights = draw(st.sampled_from([("0.5", "0.3", "0.2"), ("0.35", "0.65", "0"), ("0.1", "0.2", "0.7")]))
    parts = [
        {"metric": m, "weight": w, "category_weights": {"food": v}, "certainty": "assumed"}
        for m, w, v in zip(NAMES, weights, reversed(weights), strict=True)
    ]
    benchmarks = [
        {
            "metric": m,
            "statistic": "median",
            "snapshot": day,
            "value": v,
            "peer": p,
            "certainty": "assumed",
        }
        for m in NAMES
        for day, v, p in (("2026-03-05", "7", {}), ("2026-03-10", "9.5", {"market": "US"}))
    ]
    score = {
        "low": "0",
        "high": "5",
        "parts": parts,
        "missing": draw(st.sampled_from(["renormalise", "neutral", "null"])),
        "neutral": "2.5",
        "least_weight": draw(st.sampled_from(["0", "0.3", "0.5", "0.65"])),
        "null_rules": draw(st.sampled_from([[], [{"metric": "orders", "at_least": "5"}]])),
    }
    return policy_of(
        metrics=[*(draw(metric(m)) for m in NAMES), total("orders")],
        bands=[shape for m in NAMES for shape in draw(bands(m))],
        benchmarks=benchmarks,
        score=score,
        tiers=TIERS,
        gates=GATES,
    )


def counted(resolved: ResolvedPolicy, seed: int, accounts: int, absent: bool) -> tuple[Counts, Counts]:
    """Small random counters, so that thresholds, empty windows and ties are all met."""
    random = np.random.default_rng(seed)

    def grid(days: int) -> np.ndarray[Any, Any]:
        return random.choice([0, 0, 1, 2, 5, 10, 20, 50], size=(days, accounts)).astype(np.int64)

    columns = {need.name: grid(len(DAYS)) for need in needs_of(resolved.metrics.values())}
    single = {need.name: grid(140) for need in daily_needs_of(resolved.metrics.values())}
    known = frozenset() if absent else frozenset({"order"})
    names = tuple(f"s{n}" for n in range(accounts))
    spread = tuple(DAYS[-1] - dt.timedelta(days=139 - n) for n in range(140))
    return Counts(DAYS, names, columns, known), Counts(spread, names, single, known)


def near(found: float, exact: object) -> bool:
    if exact is None:
        return bool(np.isnan(found))
    return abs(found - float(exact)) <= 1e-9  # type: ignore[arg-type]


def agree(grid: ScoreGrid, date: int, account: int) -> None:
    card = grid.card(date, account)
    assert near(grid.score[date, account], card.score)
    assert str(grid.reason(date, account)) == str(card.reason)
    for name, entry in card.entries.items():
        cells = grid.entries[name]
        for field in ("value", "points", "weight", "lost"):
            assert near(getattr(cells, field)[date, account], getattr(entry, field)), (name, field)
        assert str(grid.metric_reason(name, date, account)) == str(entry.reason)


@settings(max_examples=40)
@given(policy=policies(), seed=st.integers(0, 10**6), absent=st.sampled_from([False] * 9 + [True]))
def test_every_cell_equals_the_exact_card(policy: Policy, seed: int, absent: bool) -> None:
    resolved = resolve(policy)
    counts, daily = counted(resolved, seed, 3, absent)
    peers = [{"market": "US"}, {"market": "VN"}, {}]
    ages = np.array([[np.nan if age is None else float(age) for age in AGES]] * len(DAYS))
    facts = {"account.age": Figure(ages)}
    grid = score_grid(resolved, counts, daily, categories=CATEGORIES, peers=peers, facts=facts)
    for date in range(len(DAYS)):
        for account in range(3):
            agree(grid, date, account)
    for account, category in enumerate(CATEGORIES):
        known = [
            {**facts_of(grid.card(date, account)), "account.age": Fact(AGES[account])}
            for date in range(len(DAYS))
        ]
        periods = list(zip(DAYS, (with_gates(policy, fact, category)[0] for fact in known), strict=True))
        for tier in (t for t in policy.tiers if t.relative_to == "none"):
            states = [grid.tiers[tier.id].name(date, account) for date in range(len(DAYS))]
            assert states == list(history(tier, periods))


def one_score(missing: str = "renormalise", **changes: object) -> Policy:
    return policy_of(
        metrics=[ratio("a", **changes)],
        bands=[band("a", "lower", [("0", "5"), ("100", "0")])],
        score={
            "low": "0",
            "high": "5",
            "missing": missing,
            "parts": [{"metric": "a", "weight": "1", "certainty": "assumed"}],
        },
        tiers=TIERS[:1],
    )


def by_hand(num: int, den: int, policy: Policy) -> ScoreGrid:
    resolved = resolve(policy)
    names = [need.name for need in resolved.needs]
    columns = {name: np.full((1, 1), v, np.int64) for name, v in zip(names, (num, den), strict=True)}
    return score_grid(resolved, Counts(DAYS[:1], ("s",), columns, frozenset({"order"})))


@pytest.mark.parametrize(("num", "level"), [(40, "high"), (41, "low"), (80, None)])
def test_a_score_on_a_threshold_is_exactly_there(num: int, level: str | None) -> None:
    grid = by_hand(num, 100, one_score())
    assert grid.tiers["level"].name(0, 0) == level
    assert grid.card(0, 0).tier == level


def test_a_cell_is_the_starting_point_of_a_simulation() -> None:
    grid = by_hand(40, 100, one_score())
    trial = what_if(grid.view(0, 0), {"a": with_value(grid.readings(0, 0)["a"], Fraction(20))})
    assert (trial.before.account, trial.before.score, trial.after.score) == ("s", 3, 4)


def test_categories_may_change_over_the_dates() -> None:
    policy = policy_of(
        metrics=[ratio("a")],
        bands=[
            band("a", "lower", [("0", "5")]),
            band("a", "lower", [("0", "1")], categories=["food"]),
        ],
        score=one_score().model_dump(mode="json")["score"],
    )
    resolved = resolve(policy)
    counts, _ = counted(resolved, 1, 2, absent=False)
    for grid in counts.columns.values():
        grid[:] = 4
    changing = np.array([["food", "toys"], [None, "food"]], object)
    assert score_grid(resolved, counts, categories=changing).score.tolist() == [[1, 5], [5, 1]]


def test_a_policy_without_a_score_still_has_values() -> None:
    resolved = resolve(policy_of(metrics=[ratio("a")]))
    counts, _ = counted(resolved, 3, 2, absent=False)
    grid = score_grid(resolved, counts)
    assert np.isnan(grid.score).all()
    assert str(grid.reason(0, 0)) == "the policy has no score"
    agree(grid, 0, 0)

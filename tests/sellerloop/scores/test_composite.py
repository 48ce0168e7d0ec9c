"""The composite: weights, null rules and missing metrics; lost points add up whatever is missing."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellerloop.policy.schema import Policy
from sellerloop.scores.card import Scorecard
from sellerloop.scores.composite import assess
from sellerloop.scores.resolve import resolve
from tests.sellerloop.scores.example import AS_OF, SHAPE, band, policy_of, ratio, reading, six, six_readings

COMPOSITE = resolve(six())
NEUTRAL = resolve(six(missing="neutral", neutral="2.5"))


def scored(policy: Policy, **changes: object) -> Scorecard:
    return assess(resolve(policy), six_readings(**changes), "beauty", AS_OF)  # type: ignore[arg-type]


def lost(card: Scorecard) -> Fraction:
    return sum((entry.lost for entry in card.entries.values() if entry.lost is not None), Fraction(0))


def test_missing_metrics_share_out_their_weight() -> None:
    card = scored(six(), im_dsat=reading(0, 0))
    assert card.score == Fraction("3.345") / Fraction("0.9")
    assert card.entries["im_dsat"].lost is None
    assert lost(card) == 5 - card.score


def test_too_few_delivered_orders_give_no_score() -> None:
    card = scored(six(), delivered_90d=reading(29, None, 29))
    assert card.score is None
    assert str(card.reason) == "delivered_90d: 29 of at least 30"
    assert card.as_json()["score"] is None


def test_levers_are_ranked_by_lost_points() -> None:
    assert scored(six()).levers == ("sfcr", "otdr", "im_dsat", "aht", "nrr", "nbfr")


def test_a_neutral_rule_gives_missing_metrics_declared_points() -> None:
    card = scored(six(missing="neutral", neutral="3"), im_dsat=reading(0, 0))
    entry = card.entries["im_dsat"]
    assert (entry.value, entry.points, entry.weight) == (None, 3, Fraction("0.1"))
    assert card.score == Fraction("3.645")


def test_a_null_rule_gives_no_score_when_a_metric_is_missing() -> None:
    card = scored(six(missing="null"), im_dsat=reading(0, 0))
    assert card.score is None
    assert str(card.reason) == "im_dsat is not assessed: nothing to count in this period"


def test_too_little_weight_gives_no_score() -> None:
    missing = {name: reading(0, 0) for name in ("nrr", "nbfr", "sfcr")}
    assert scored(six(least_weight="0.35"), **missing).score is not None
    assert scored(six(least_weight="0.36"), **missing).score is None


def test_nothing_assessed_gives_no_score() -> None:
    card = scored(six(), **{name: reading(0, 0) for name in SHAPE})
    assert (card.score, str(card.reason)) == (None, "no metric of the score can be assessed")


def test_without_a_count_for_the_null_rule_there_is_no_score() -> None:
    assert scored(six(), delivered_90d=reading(None, None)).score is None


def test_a_policy_without_a_score_says_so() -> None:
    card = assess(resolve(policy_of(metrics=[ratio("nrr")])), {"nrr": reading(1, 10)}, None, AS_OF)
    assert (card.score, str(card.reason)) == (None, "the policy has no score")
    assert card.entries["nrr"].value == 10


def test_weights_and_bands_depend_on_the_category() -> None:
    policy = policy_of(
        metrics=[ratio("a"), ratio("b")],
        bands=[
            band("a", "lower", [("0", "5"), ("10", "0")]),
            band("a", "lower", [("0", "5"), ("20", "0")], categories=["food"]),
            band("b", "lower", [("0", "5"), ("10", "0")]),
        ],
        score={
            "low": "0",
            "high": "5",
            "missing": "renormalise",
            "parts": [
                {"metric": "a", "weight": "0.5", "category_weights": {"food": "0.8"}, "certainty": "assumed"},
                {"metric": "b", "weight": "0.5", "category_weights": {"food": "0.2"}, "certainty": "assumed"},
            ],
        },
    )
    readings = {"a": reading(10, 100), "b": reading(0, 100)}
    assert assess(resolve(policy), readings, "toys", AS_OF).score == Fraction("2.5")
    assert assess(resolve(policy), readings, "food", AS_OF).score == Fraction("0.8") * Fraction("2.5") + 1


def test_the_card_as_json_has_the_agreed_shape() -> None:
    card = assess(COMPOSITE, six_readings(im_dsat=reading(0, 0)), None, AS_OF, account="shop-1")
    found = card.as_json()
    assert list(found) == ["account", "score", "reason", "tier", "policy", "as_of", "metrics"]
    assert found["metrics"]["im_dsat"] == {  # type: ignore[index]
        "num": 0,
        "den": 0,
        "value": None,
        "points": None,
        "weight": None,
        "lost": None,
        "low": None,
        "high": None,
        "reason": "nothing to count in this period",
    }
    assert found["metrics"]["nrr"]["weight"] == pytest.approx(0.25 / 0.9)  # type: ignore[index]
    assert set(found["metrics"]) == set(COMPOSITE.metrics)  # type: ignore[call-overload]


counted = st.integers(0, 400).flatmap(lambda den: st.tuples(st.integers(0, den), st.just(den)))


@given(
    rows=st.lists(counted, min_size=6, max_size=6),
    missing=st.sampled_from(["renormalise", "neutral"]),
)
def test_lost_points_add_up_exactly(rows: list[tuple[int, int]], missing: str) -> None:
    readings = six_readings(**{m: reading(*row) for m, row in zip(SHAPE, rows, strict=True)})
    card = assess(NEUTRAL if missing == "neutral" else COMPOSITE, readings, None, AS_OF)
    if card.score is None:
        assert card.reason is not None
        assert all(entry.lost is None and entry.weight is None for entry in card.entries.values())
    else:
        assert lost(card) == card.high - card.score
        assert sum(e.weight for e in card.entries.values() if e.weight is not None) == 1
        assert card.low <= card.score <= card.high


@given(den=st.integers(1, 300), share=st.fractions(0, 1), name=st.sampled_from(sorted(SHAPE)))
def test_a_clean_order_never_lowers_the_points_of_a_rate(den: int, share: Fraction, name: str) -> None:
    num = int(share * den)
    clean = num + 1 if SHAPE[name][0] == "higher" else num
    before, after = (
        assess(COMPOSITE, six_readings(**{name: found}), None, AS_OF).entries[name].points
        for found in (reading(num, den), reading(clean, den + 1))
    )
    assert before is not None and after is not None and after >= before

"""Lost points divide over the very events behind them, and add up exactly."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellerloop.metrics.reading import Reading
from sellerloop.scores.card import Scorecard
from sellerloop.scores.composite import assess
from sellerloop.scores.explain import Rows, bad_rows, by_dimension, shares
from sellerloop.scores.resolve import ResolvedPolicy, resolve
from tests.sellerloop.scores.example import (
    AS_OF,
    NO_DATA,
    band,
    hours,
    policy_of,
    ratio,
    reading,
    six,
    six_readings,
    total,
)

COMPOSITE = resolve(six())
CARD = assess(COMPOSITE, six_readings(), None, AS_OF)


def alone(rule: dict[str, object], shape: dict[str, object]) -> ResolvedPolicy:
    score = {
        "low": "0",
        "high": "5",
        "missing": "renormalise",
        "parts": [{"metric": "m", "weight": "1", "certainty": "assumed"}],
    }
    return resolve(policy_of(metrics=[rule], bands=[shape], score=score))


def numbered(rows: int) -> dict[str, None]:
    return {f"o{n}": None for n in range(rows)}


def test_the_bad_events_of_a_rate_lose_the_same() -> None:
    found = shares(COMPOSITE, CARD, "sfcr", numbered(6))
    assert set(found.events.values()) == {Fraction("0.375") / 6}
    assert found.rest == 0


def test_of_an_on_time_rate_the_missing_rows_are_bad() -> None:
    assert bad_rows(COMPOSITE, "otdr", None) is Rows.ASKED
    found = shares(COMPOSITE, CARD, "otdr", numbered(11))
    assert sum(found.events.values()) == Fraction("0.33")


def test_of_a_mean_each_row_loses_by_its_excess() -> None:
    assert bad_rows(COMPOSITE, "aht", None) is Rows.ALL
    rule = hours("m")
    resolved = alone(rule, band("m", "lower", [("24", "5"), ("96", "1")]))
    card = assess(resolved, {"m": reading(48 * 3600 * 2, 2, 48)}, None, AS_OF)
    lost = card.entries["m"].lost
    assert lost is not None
    found = shares(resolved, card, "m", {"quick": 12 * 3600, "slow": 84 * 3600})
    assert found.events == {"quick": 0, "slow": lost}
    found = shares(resolved, card, "m", {"a": 36 * 3600, "b": 60 * 3600})
    assert found.events == {"a": lost / 4, "b": 3 * lost / 4}


def test_a_mean_just_on_the_edge_of_a_step_is_shared_by_all() -> None:
    shape = band("m", "lower", [("0", "5"), ("24", "3")], interpolation="step")
    resolved = alone(hours("m"), shape)
    card = assess(resolved, {"m": reading(24 * 3600 * 2, 2, 24)}, None, AS_OF)
    found = shares(resolved, card, "m", {"a": 24 * 3600, "b": 24 * 3600})
    assert found.events == {"a": 1, "b": 1}


def test_a_row_without_a_value_counts_as_the_cap() -> None:
    rule = hours("m") | {"cap": 600, "unit": "seconds"}
    resolved = alone(rule, band("m", "lower", [("0", "5"), ("600", "0")]))
    card = assess(resolved, {"m": reading(900, 2, 450)}, None, AS_OF)
    found = shares(resolved, card, "m", {"unanswered": None, "late": 9000, "good": 0})
    assert found.events["unanswered"] == found.events["late"] > 0 == found.events["good"]


def test_what_even_the_best_value_does_not_earn_is_not_blamed_on_events() -> None:
    resolved = alone(ratio("m"), band("m", "lower", [("0", "4"), ("10", "0")]))
    card = assess(resolved, {"m": reading(5, 100)}, None, AS_OF)
    found = shares(resolved, card, "m", numbered(5))
    assert (found.lost, found.rest, sum(found.events.values())) == (3, 1, 2)
    clean = assess(resolved, {"m": reading(0, 100)}, None, AS_OF)
    assert shares(resolved, clean, "m", {}).rest == 1


def test_a_default_value_is_not_blamed_on_events() -> None:
    least = {"n": 2, "outcome": "default", "value": "57"}
    resolved = alone(ratio("m", "higher", min=least), band("m", "higher", [("0", "0"), ("100", "5")]))
    below = Reading(1, 1, None, NO_DATA, None, None, None)
    card = assess(resolved, {"m": below}, None, AS_OF)
    assert card.entries["m"].value == 57
    found = shares(resolved, card, "m", {})
    assert (found.events, found.rest) == ({}, card.entries["m"].lost)


def test_too_few_good_events_are_nobodys_fault() -> None:
    resolved = alone(total("m"), band("m", "higher", [("0", "0"), ("100", "5")]))
    card = assess(resolved, {"m": reading(40, None, 40)}, None, AS_OF)
    assert bad_rows(resolved, "m", None) is Rows.NONE
    assert shares(resolved, card, "m", {}).rest == 3


def test_a_mean_that_should_be_high_loses_by_what_is_lacking() -> None:
    stars = {"event": "review", "anchor": "reviewed_date"}
    rule = ratio(
        "m",
        "higher",
        unit="count",
        aggregation="mean",
        numerator={**stars, "column": "first_rating"},
        denominator=stars,
    )
    resolved = alone(rule, band("m", "higher", [("1", "0"), ("4.8", "5")]))
    card = assess(resolved, {"m": reading(10, 3, Fraction(10, 3))}, None, AS_OF)
    found = shares(resolved, card, "m", {"good": 5, "poor": 4, "bad": 1})
    lost = card.entries["m"].lost
    assert lost is not None
    assert found.events == {
        "good": 0,
        "poor": lost * Fraction("0.8") / Fraction("4.6"),
        "bad": lost * Fraction("3.8") / Fraction("4.6"),
    }


def test_rows_that_do_not_match_the_reading_are_refused() -> None:
    with pytest.raises(ValueError, match="sfcr counts 6 bad events, not 5"):
        shares(COMPOSITE, CARD, "sfcr", numbered(5))
    with pytest.raises(ValueError, match="not part of this score"):
        shares(COMPOSITE, CARD, "delivered_90d", {})


def test_dimensions_collect_the_lost_points_of_their_metrics() -> None:
    parts = [
        {"metric": m, "weight": "0.5", "dimension": d, "certainty": "assumed"}
        for m, d in (("nrr", "product"), ("sfcr", "fulfilment"))
    ]
    resolved = resolve(six(parts=parts))
    card = assess(resolved, six_readings(), None, AS_OF)
    assert by_dimension(resolved, card) == {"product": Fraction("0.25"), "fulfilment": Fraction("1.25")}
    assert by_dimension(COMPOSITE, CARD) == {"": Fraction("1.455")}
    missing = assess(resolved, six_readings(nrr=reading(0, 0)), None, AS_OF)
    assert list(by_dimension(resolved, missing)) == ["fulfilment"]


def adds_up(resolved: ResolvedPolicy, card: Scorecard, metric: str, rows: dict[str, int | None]) -> None:
    found = shares(resolved, card, metric, rows)
    assert sum(found.events.values()) + found.rest == found.lost == card.entries[metric].lost
    assert all(share >= 0 for share in found.events.values())


@given(den=st.integers(1, 200), part=st.fractions(0, 1), metric=st.sampled_from(["nrr", "otdr", "sfcr"]))
def test_event_shares_of_rates_add_up_exactly(den: int, part: Fraction, metric: str) -> None:
    bad = int(part * den)
    num = den - bad if metric == "otdr" else bad
    card = assess(COMPOSITE, six_readings(**{metric: reading(num, den)}), None, AS_OF)
    adds_up(COMPOSITE, card, metric, dict(numbered(bad)))


@given(seconds=st.lists(st.integers(0, 500_000), min_size=1, max_size=20))
def test_event_shares_of_means_add_up_exactly(seconds: list[int]) -> None:
    value = Fraction(sum(seconds), len(seconds) * 3600)
    card = assess(COMPOSITE, six_readings(aht=reading(sum(seconds), len(seconds), value)), None, AS_OF)
    adds_up(COMPOSITE, card, "aht", {f"r{n}": s for n, s in enumerate(seconds)})

"""Benchmarks: the most specific frozen peer figure applies, and small groups are not shown."""

import datetime as dt
from fractions import Fraction

import pytest

from sellerloop.policy.schema import Benchmark
from sellerloop.scores.benchmarks import Peers, freeze, statistic_of
from sellerloop.scores.composite import assess
from sellerloop.scores.resolve import resolve
from tests.sellerloop.scores.example import AS_OF, band, policy_of, ratio, reading


def frozen(value: str, day: str = "2026-03-01", **peer: str) -> Benchmark:
    return Benchmark.model_validate(
        {
            "metric": "nrr",
            "statistic": "median",
            "snapshot": day,
            "value": value,
            "peer": peer,
            "certainty": "assumed",
        }
    )


KNOWN = [
    frozen("1"),
    frozen("2", market="US"),
    frozen("3", market="US", category="toys"),
    frozen("4", day="2026-03-15", market="US", category="toys"),
    frozen("9", day="2026-04-01", market="US", category="toys"),
]


@pytest.mark.parametrize(
    ("key", "day", "value"),
    [
        ({"market": "US", "category": "toys"}, AS_OF, 4),
        ({"market": "US", "category": "toys"}, dt.date(2026, 3, 14), 3),
        ({"market": "US", "category": "food"}, AS_OF, 2),
        ({"market": "VN"}, AS_OF, 1),
        ({"market": "VN"}, dt.date(2026, 2, 1), None),
    ],
)
def test_the_most_specific_and_latest_known_benchmark_applies(
    key: dict[str, str], day: dt.date, value: int | None
) -> None:
    found = Peers(KNOWN, key, day).find("nrr", "median")
    assert (found.value if found else None) == value


def test_statistics_are_exact() -> None:
    values = [Fraction(v) for v in (4, 1, 3, 2)]
    assert statistic_of(values, "median") == Fraction(5, 2)
    assert statistic_of(values, "mean") == Fraction(5, 2)
    assert statistic_of(values, "p90") == Fraction(37, 10)
    with pytest.raises(ValueError, match="without values"):
        statistic_of([], "mean")
    with pytest.raises(ValueError, match="stated by the platform"):
        statistic_of(values, "excellent")


def test_a_snapshot_leaves_small_groups_and_unknown_values_out() -> None:
    values: dict[str, Fraction | None] = {f"s{n}": Fraction(n, 3) for n in range(5)}
    peers = {name: {"market": "US"} for name in values} | {"s9": {"market": "VN"}, "s0": {"market": "VN"}}
    found = freeze("nrr", "median", {**values, "s9": None}, peers, AS_OF, least=4)
    assert [(b.peer, float(b.value)) for b in found] == [({"market": "US"}, pytest.approx(2.5 / 3))]
    assert Fraction(found[0].value) == Fraction("0.833333333")


RELATIVE = policy_of(
    metrics=[ratio("nrr")],
    bands=[band("nrr", "lower", [("0.5", "5"), ("1", "3"), ("2", "1")], relative_to="median")],
    score={
        "low": "1",
        "high": "5",
        "missing": "renormalise",
        "parts": [{"metric": "nrr", "weight": "1", "certainty": "assumed"}],
    },
)


def test_a_relative_band_scores_against_the_peers() -> None:
    readings = {"nrr": reading(6, 100)}
    card = assess(resolve(RELATIVE), readings, "toys", AS_OF, peer={"market": "US"}, benchmarks=KNOWN)
    assert card.score == 2
    assert card.entries["nrr"].benchmark == KNOWN[3]


@pytest.mark.parametrize("known", [[], [frozen("0")]])
def test_without_a_usable_benchmark_there_is_no_score(known: list[Benchmark]) -> None:
    card = assess(resolve(RELATIVE), {"nrr": reading(6, 100)}, None, AS_OF, benchmarks=known)
    assert card.score is None
    assert str(card.entries["nrr"].reason) == "no benchmark of the peer group"

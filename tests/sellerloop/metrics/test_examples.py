"""What every metric makes of a small shop is what a person counts."""

from functools import cache

import pytest

from bench.naive.facts import facts_of
from sellerloop.metrics.reading import Reading, read
from sellerloop.metrics.registry import metrics
from tests.sellerloop.metrics.examples import EXAMPLES, shop
from tests.sellerloop.metrics.shops import AS_OF, counted


@cache
def readings() -> dict[str, Reading]:
    counts, _ = counted(facts_of(shop()), tuple(metrics().values()), [AS_OF])
    return {name: read(one, counts, 0, 0) for name, one in metrics().items()}


def test_every_metric_has_an_example() -> None:
    assert set(metrics()) <= set(EXAMPLES), "add a line to tests/sellerloop/metrics/examples.py"


@pytest.mark.parametrize("name", EXAMPLES)
def test_it_counts_what_a_person_counts(name: str) -> None:
    reading = readings()[name]
    assert (reading.num, reading.den, reading.value) == EXAMPLES[name]

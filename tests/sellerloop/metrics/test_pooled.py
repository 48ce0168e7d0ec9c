"""Added up and then divided: on grids as by hand, and a spread that loses nobody."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellerloop.metrics.pooled import pool, pool_grid
from sellerloop.metrics.registry import metric, metrics
from sellerloop.metrics.spec import Aggregation
from sellerloop.metrics.spread import edges_of, spread

COUNTS = st.integers(0, 10**6)


@given(st.sampled_from(sorted(metrics())), st.data())
def test_the_grid_gives_the_floats_nearest_to_the_exact_pools(name: str, data: st.DataObject) -> None:
    spec = metric(name)
    width = len(spec.edges) + 1 if spec.aggregation is Aggregation.QUANTILE else 2
    sums = data.draw(st.lists(COUNTS, min_size=width, max_size=width))
    exact, grid = pool(spec, sums), pool_grid(spec, np.array(sums, np.int64)[:, None])
    assert (int(grid.num[0]), int(grid.den[0])) == (exact.num, exact.den or 0)
    for found, wanted in ((grid.value, exact.value), (grid.low, exact.low), (grid.high, exact.high)):
        if wanted is None:
            assert np.isnan(found[0])
        else:
            assert found[0] == pytest.approx(float(wanted), rel=1e-12, abs=1e-12)


def test_a_pool_is_no_mean_of_means() -> None:
    found = pool(metric("tts.nrr"), [1 + 90, 10 + 1000])
    assert found.value == Fraction(91 * 100, 1010)


@given(st.lists(st.one_of(st.just(np.nan), st.floats(-1e6, 1e6)), max_size=60))
def test_every_value_lies_in_one_bucket(values: list[float]) -> None:
    edges = edges_of(values)
    found = spread(values, edges)
    known = [value for value in values if not np.isnan(value)]
    assert found.accounts == len(known)
    assert list(found.edges) == sorted(set(found.edges)) and len(found.counts) == len(found.edges) + 1
    if known:
        assert found.marks[2] == pytest.approx(float(np.percentile(known, 50)))

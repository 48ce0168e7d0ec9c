"""DuckDB, Spark and a naive count in plain Python agree on a simulated marketplace: counts exactly, scores
to 1e-9."""

import datetime as dt
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bench.naive.counts import naive_readings
from sellerloop.lake.build import BuildOptions, build
from sellerloop.lake.engines.base import Engine
from sellerloop.lake.engines.duck import DuckEngine
from sellerloop.lake.engines.spark import SparkEngine, session
from sellerloop.lake.facts import counts
from sellerloop.lake.scoring import grid_of, scorecards
from sellerloop.lake.serve import event_files, served
from sellerloop.lake.storage import Lake
from sellerloop.metrics.reading import read
from sellerloop.metrics.registry import metrics
from sellerloop.metrics.turns import rules_of
from sellerloop.scores.packs import packs
from sellerloop.scores.resolve import resolve
from sellersim.config import Config
from sellersim.world import simulate
from tests.lakes import NOW, lake_of, quiet

pytestmark = pytest.mark.xdist_group("spark")

EVERY = tuple(metrics().values())
POLICY = resolve(packs()["sps-us"][-1])
FIRST, LAST = dt.date(2026, 8, 1), dt.date(2026, 10, 10)
AS_OFS = (dt.date(2026, 9, 14), dt.date(2026, 10, 11))


@pytest.fixture(scope="module")
def marketplace(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    batches = list(simulate(Config(first=FIRST, seed=11, shops=12), FIRST, LAST))
    kinds = {kind for batch in batches for kind in batch.tables}
    events = {kind: pa.concat_tables(b.tables[kind] for b in batches if kind in b.tables) for kind in kinds}
    lake = lake_of(tmp_path_factory.mktemp("lake"), events)
    build(lake, BuildOptions((POLICY,), AS_OFS[-1], days=1), now=NOW, progress=quiet)
    return lake


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkEngine]:
    with SparkEngine(session(shuffle_partitions=2)) as engine:
        yield engine


def readings(engine: Engine, lake: Lake) -> dict[tuple[str, dt.date, str], tuple[object, ...]]:
    """Every metric of every account, as the engine counts it."""
    with served(lake, lake.current(), rules_of(EVERY)) as tables:
        found, daily = counts(engine, tables, EVERY, AS_OFS)
    cells = [(i, j) for i in range(len(AS_OFS)) for j in range(len(found.accounts))]
    every = {
        (found.accounts[j], AS_OFS[i], metric.id): read(metric, found, i, j, daily)
        for metric in EVERY
        for i, j in cells
    }
    return {key: (reading.num, reading.den, reading.value) for key, reading in every.items()}


def test_both_engines_count_what_a_naive_reader_counts(marketplace: Lake, spark: SparkEngine) -> None:
    files = event_files(marketplace, marketplace.current())
    events = {
        kind: pa.concat_tables(pq.read_table(path) for path in paths).to_pylist()
        for kind, paths in files.items()
        if paths
    }
    naive = {key: (n.num, n.den, n.value) for key, n in naive_readings(events, EVERY, AS_OFS).items()}
    with DuckEngine() as duck:
        counted = readings(duck, marketplace)
    assert counted == naive
    assert readings(spark, marketplace) == naive
    assert sum(1 for _, den, _ in naive.values() if den) > 300


def test_both_engines_score_alike_and_as_the_exact_path_does(marketplace: Lake, spark: SparkEngine) -> None:
    with served(marketplace, marketplace.current(), ()) as tables, DuckEngine() as duck:
        exact = {card.account: card.score for card in scorecards(duck, tables, POLICY, AS_OFS[-1])}
        grids = [grid_of(engine, tables, POLICY, AS_OFS[-1:]) for engine in (duck, spark)]
    one, other = (grid.score[0] for grid in grids)
    assert np.array_equal(one, other, equal_nan=True)
    for account, score in zip(grids[0].counts.accounts, one, strict=True):
        assert (exact[account] is None) == bool(np.isnan(score))
        assert exact[account] is None or abs(float(exact[account] or 0) - score) < 1e-9
    assert sum(score is not None for score in exact.values()) >= 3

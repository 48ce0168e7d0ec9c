"""DuckDB, Spark and a naive count in plain Python agree on a simulated marketplace and on real orders: counts
exactly, scores to 1e-9."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from bench.naive.counts import naive_readings
from sellerloop.cli import main
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
from sellerloop.metrics.spec import Side
from sellerloop.metrics.turns import rules_of
from sellerloop.scores.packs import packs
from sellerloop.scores.resolve import resolve
from sellersim.config import Config
from sellersim.world import simulate
from tests.lakes import NOW, lake_of, quiet

pytestmark = pytest.mark.xdist_group("spark")

SLOW = replace(  # what no shipped metric needs: hours between two instants
    metrics()["tts.otdr"],
    id="test.slow",
    numerator=Side("order", "due_deliver_date", where="delivered_at > placed_at + hours(96)"),
)
EVERY = (*metrics().values(), SLOW)
POLICY = resolve(packs()["sps-us"][-1])
FIRST, LAST = dt.date(2026, 8, 1), dt.date(2026, 10, 10)


@dataclass(frozen=True)
class Marketplace:
    """Events in a lake, the days to count as of, and how many readings and scores must not be empty."""

    lake: Lake
    as_ofs: tuple[dt.date, ...]
    readings: int
    scores: int


def simulated(root: Path, _: pytest.FixtureRequest) -> Marketplace:
    batches = list(simulate(Config(first=FIRST, seed=11, shops=12), FIRST, LAST))
    kinds = {kind for batch in batches for kind in batch.tables}
    events = {kind: pa.concat_tables(b.tables[kind] for b in batches if kind in b.tables) for kind in kinds}
    return Marketplace(lake_of(root, events), (dt.date(2026, 9, 14), dt.date(2026, 10, 11)), 300, 3)


def olist(root: Path, request: pytest.FixtureRequest) -> Marketplace:
    data: Path = request.getfixturevalue("real_data")
    command = ["--lake", str(root), "import", "--mapping", "olist", str(data / "olist")]
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 0, done.output
    return Marketplace(Lake(root), (dt.date(2018, 3, 31), dt.date(2018, 5, 31)), 3000, 10)


@pytest.fixture(scope="module", params=[simulated, olist])
def marketplace(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Marketplace:
    made: Marketplace = request.param(tmp_path_factory.mktemp("lake"), request)
    build(made.lake, BuildOptions((POLICY,), made.as_ofs[-1], days=1), now=NOW, progress=quiet)
    return made


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkEngine]:
    with SparkEngine(session(shuffle_partitions=2)) as engine:
        yield engine


def readings(engine: Engine, made: Marketplace) -> dict[tuple[str, dt.date, str], tuple[object, ...]]:
    """Every metric of every account, as the engine counts it."""
    with served(made.lake, made.lake.current(), rules_of(EVERY)) as tables:
        found, daily = counts(engine, tables, EVERY, made.as_ofs)
    cells = [(i, j) for i in range(len(made.as_ofs)) for j in range(len(found.accounts))]
    every = {
        (found.accounts[j], made.as_ofs[i], metric.id): read(metric, found, i, j, daily)
        for metric in EVERY
        for i, j in cells
    }
    return {key: (reading.num, reading.den, reading.value) for key, reading in every.items()}


def test_both_engines_count_what_a_naive_reader_counts(marketplace: Marketplace, spark: SparkEngine) -> None:
    files = event_files(marketplace.lake, marketplace.lake.current())
    events = {
        kind: pa.concat_tables(pq.read_table(path) for path in paths).to_pylist()
        for kind, paths in files.items()
        if paths
    }
    found = naive_readings(events, EVERY, marketplace.as_ofs)
    naive = {key: (reading.num, reading.den, reading.value) for key, reading in found.items()}
    with DuckEngine() as duck:
        counted = readings(duck, marketplace)
    assert counted == naive
    assert readings(spark, marketplace) == naive
    assert sum(1 for _, den, _ in naive.values() if den) > marketplace.readings


def test_both_engines_score_alike_and_as_the_exact_path_does(
    marketplace: Marketplace, spark: SparkEngine
) -> None:
    lake, as_of = marketplace.lake, marketplace.as_ofs[-1]
    with served(lake, lake.current(), ()) as tables, DuckEngine() as duck:
        exact = {card.account: card.score for card in scorecards(duck, tables, POLICY, as_of)}
        grids = [grid_of(engine, tables, POLICY, [as_of]) for engine in (duck, spark)]
    one, other = (grid.score[0] for grid in grids)
    assert np.array_equal(one, other, equal_nan=True)
    for account, score in zip(grids[0].counts.accounts, one, strict=True):
        assert (exact[account] is None) == bool(np.isnan(score))
        assert exact[account] is None or abs(float(exact[account] or 0) - score) < 1e-9
    assert sum(score is not None for score in exact.values()) >= marketplace.scores

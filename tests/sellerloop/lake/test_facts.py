"""Settled rows and daily facts are two ways to the same counts."""

import datetime as dt
from collections.abc import Sequence

import pytest

from sellerloop.lake.build import BuildOptions, build
from sellerloop.lake.engines.duck import DuckEngine
from sellerloop.lake.facts import Served, counts
from sellerloop.lake.serve import FACTS, served
from sellerloop.lake.storage import Lake
from sellerloop.metrics.counts import Counts
from sellerloop.metrics.registry import metrics
from sellerloop.metrics.turns import rules_of
from tests.lakes import NOW, lake_of, quiet
from tests.marketplace import marketplace

EVERY = tuple(metrics().values())
FEW = [dt.date(2026, 9, 1), dt.date(2026, 10, 7), dt.date(2026, 11, 5)]
DAILY = [dt.date(2026, 9, 1) + dt.timedelta(days=offset) for offset in range(40)]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    lake = lake_of(tmp_path_factory.mktemp("lake"), marketplace())
    build(lake, BuildOptions((), FEW[-1], days=1), now=NOW, progress=quiet)
    return lake


def counted(lake: Lake, days: Sequence[dt.date], source: str) -> tuple[Counts, Counts | None]:
    manifest = lake.current()
    with served(lake, manifest, rules_of(EVERY)) as events, DuckEngine() as engine:
        if source == "events":
            return counts(engine, events, EVERY, days)
        tables = {name.removeprefix(FACTS): lake.files(manifest, name) for name in manifest.tables(FACTS)}
        return counts(engine, Served(tables, events.accounts, events.available, "facts"), EVERY, days)


def equal(one: Counts | None, other: Counts | None) -> bool:
    if one is None or other is None:
        return one is other
    assert one.columns.keys() == other.columns.keys()
    return all((grid == other.columns[name]).all() for name, grid in one.columns.items())


@pytest.mark.parametrize("days", [FEW, DAILY], ids=["few dates", "every day"])
def test_daily_facts_count_what_events_count(built: Lake, days: Sequence[dt.date]) -> None:
    (one, daily), (other, other_daily) = counted(built, days, "events"), counted(built, days, "facts")
    assert any(grid.any() for grid in one.columns.values())
    assert equal(one, other) and equal(daily, other_daily)

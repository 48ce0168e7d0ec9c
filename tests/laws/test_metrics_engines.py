"""What an engine counts over a built lake is what the naive oracle counts over the events."""

from pathlib import Path

import pytest

from bench.naive.counts import naive_readings
from sellerloop.lake.build import BuildOptions, build
from sellerloop.lake.engines.duck import DuckEngine
from sellerloop.lake.facts import counts
from sellerloop.lake.serve import served
from sellerloop.metrics.reading import read
from sellerloop.metrics.turns import rules_of
from tests.lakes import NOW, lake_of, quiet
from tests.rows import row, table
from tests.sellerloop.metrics.shops import AS_OF, shop_events
from tests.sellerloop.metrics.variants import AS_OFS, MEASURED


@pytest.mark.parametrize("seed", [5, 6])
def test_every_metric_of_a_built_lake_is_what_the_naive_oracle_finds(tmp_path: Path, seed: int) -> None:
    events = shop_events(seed)
    lake = lake_of(
        tmp_path, {kind: table(kind, *(row(kind, **r) for r in rows)) for kind, rows in events.items()}
    )
    build(lake, BuildOptions((), AS_OF, days=1), now=NOW, progress=quiet)
    with served(lake, lake.current(), rules_of(MEASURED)) as tables, DuckEngine() as engine:
        found, daily = counts(engine, tables, MEASURED, AS_OFS)
    naive = naive_readings(events, MEASURED, AS_OFS)
    readings = {
        (account, as_of, one.id): read(one, found, i, j, daily)
        for one in MEASURED
        for i, as_of in enumerate(found.as_ofs)
        for j, account in enumerate(found.accounts)
    }
    assert {k: (r.num, r.den, r.value) for k, r in readings.items()} == {
        k: (n.num, n.den, n.value) for k, n in naive.items()
    }

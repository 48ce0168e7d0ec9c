"""The next build keeps what the last one chose."""

import datetime as dt
from pathlib import Path

from sellerloop.lake.build import BuildOptions, build
from sellerloop.lake.manifest import Manifest
from sellerloop.lake.rebuild import next_build
from sellerloop.scores.packs import packs
from sellerloop.scores.resolve import resolve
from tests.lakes import NOW, lake_of, quiet
from tests.rows import row, table

DAY = dt.date(2026, 11, 23)


def test_a_lake_that_was_never_built_gets_what_the_command_builds(tmp_path: Path) -> None:
    options = next_build(tmp_path, Manifest(), day=DAY)
    assert [policy.policy.id for policy in options.policies] == ["sps-us"]
    assert options == BuildOptions(options.policies)


def test_days_and_policies_stay_and_the_last_event_decides_the_day(tmp_path: Path) -> None:
    order = row("order", order_id="o1", placed_at="2026-10-20")
    lake = lake_of(tmp_path, {"order": table("order", order)})
    chosen = tuple(resolve(packs()[name][-1]) for name in ("ebay", "sps-us"))
    build(lake, BuildOptions(chosen, dt.date(2026, 10, 1), days=3), now=NOW, progress=quiet)
    options = next_build(lake.root, lake.current(), day=DAY)
    assert [policy.policy.id for policy in options.policies] == ["ebay", "sps-us"]
    assert (options.as_of, options.days) == (None, 3)

"""A small simulated marketplace, imported and built: settled rows, facts and published scores for pages that
need more than a hand-made lake."""

import datetime as dt
from pathlib import Path

import pyarrow as pa

from sellerloop.lake.build import BuildOptions, build
from sellerloop.lake.storage import Lake
from sellerloop.scores.packs import pack
from sellerloop.scores.resolve import resolve
from sellersim.config import Config
from sellersim.world import simulate
from tests.lakes import NOW, lake_of, quiet

FIRST, LAST = dt.date(2026, 9, 1), dt.date(2026, 11, 20)
AS_OF = dt.date(2026, 11, 21)
SHOPS, SEED, SCORED_DAYS = 12, 11, 45
POLICIES = ("sps-us", "shopee-vn")


def make_living_lake(root: Path) -> Lake:
    """Write eighty days of twelve shops, scored for 45 days under two policies."""
    batches = list(simulate(Config(first=FIRST, seed=SEED, shops=SHOPS), FIRST, LAST))
    kinds = {kind for batch in batches for kind in batch.tables}
    events = {kind: pa.concat_tables(b.tables[kind] for b in batches if kind in b.tables) for kind in kinds}
    lake = lake_of(root, events)
    policies = tuple(resolve(pack(name, AS_OF)) for name in POLICIES)
    build(lake, BuildOptions(policies, AS_OF, days=SCORED_DAYS), now=NOW, progress=quiet)
    return lake

"""A small world over the lunar new year, made once, that many tests look at."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import pyarrow as pa
import pytest

from sellersim.config import Config
from sellersim.world import World

Tables = Mapping[str, pa.Table]
Row = dict[str, Any]

FIRST = dt.date(2026, 1, 5)
LAST = dt.date(2026, 4, 20)


@pytest.fixture(scope="session")
def config() -> Config:
    return Config(first=FIRST, seed=11, shops=36, volume=0.6)


@pytest.fixture(scope="session")
def tables(config: Config) -> Tables:
    return World(config).between(FIRST, LAST)


@pytest.fixture(scope="session")
def rows(tables: Tables) -> Callable[[str], list[Row]]:
    found = {kind: table.to_pylist() for kind, table in tables.items()}
    return lambda kind: found[kind]

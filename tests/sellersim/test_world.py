"""The same world in whatever steps it is asked for, in whatever process."""

import datetime as dt
import hashlib
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pytest

import sellersim
from sellerloop.events.registry import contracts
from sellersim import world as world_module
from sellersim.config import Config
from sellersim.world import World, simulate

FIRST, LAST = dt.date(2026, 3, 1), dt.date(2026, 4, 10)
CONFIG = Config(first=FIRST, seed=2, shops=12, volume=0.5)
Tables = Mapping[str, pa.Table]
_PRINT = """
import datetime as dt
from sellersim.config import Config
from sellersim.world import World
import hashlib
found = World(Config(first=dt.date(2026, 3, 1), seed=2, shops=12, volume=0.5)).between(
    dt.date(2026, 3, 1), dt.date(2026, 4, 10))
digest = hashlib.sha256()
for kind in sorted(found):
    sink = __import__("pyarrow").BufferOutputStream()
    with __import__("pyarrow").ipc.new_stream(sink, found[kind].schema) as stream:
        stream.write_table(found[kind].combine_chunks())
    digest.update(sink.getvalue())
print(digest.hexdigest())
"""


def days(first: dt.date, last: dt.date) -> list[dt.date]:
    return [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]


def joined(parts: list[Tables]) -> Tables:
    return {kind: pa.concat_tables([part[kind] for part in parts]) for kind in contracts()}


def digest(tables: Tables) -> str:
    found = hashlib.sha256()
    for kind in sorted(tables):
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, tables[kind].schema) as stream:
            stream.write_table(tables[kind].combine_chunks())
        found.update(sink.getvalue())
    return found.hexdigest()


@pytest.fixture(scope="module")
def whole() -> Tables:
    return World(CONFIG).between(FIRST, LAST)


def test_same_seed_same_bytes(whole: Tables) -> None:
    assert digest(World(CONFIG).between(FIRST, LAST)) == digest(whole)


def test_same_seed_same_bytes_in_another_process(whole: Tables) -> None:
    source = Path(sellersim.__file__).parents[1]
    environment = {**os.environ, "PYTHONPATH": str(source), "PYTHONHASHSEED": "4321", "TZ": "Asia/Tokyo"}
    out = subprocess.run(
        [sys.executable, "-c", _PRINT], capture_output=True, text=True, check=True, env=environment
    )
    assert out.stdout.strip() == digest(whole)


def test_other_seed_other_bytes(whole: Tables) -> None:
    other = World(Config(first=FIRST, seed=3, shops=12, volume=0.5)).between(FIRST, LAST)
    assert digest(other) != digest(whole)


def test_one_day_at_a_time_is_the_same_as_all_at_once(whole: Tables) -> None:
    batches = list(simulate(CONFIG, FIRST, LAST))
    assert [batch.date for batch in batches] == days(FIRST, LAST)
    assert digest(joined([batch.tables for batch in batches])) == digest(whole)


def test_a_world_made_anew_goes_on_where_the_last_one_stopped(whole: Tables) -> None:
    stop = dt.date(2026, 3, 27)
    before = World(CONFIG).between(FIRST, stop)
    after = World(CONFIG).between(stop + dt.timedelta(days=1), LAST)
    assert digest(joined([before, after])) == digest(whole)


def test_days_may_be_asked_for_in_any_order(whole: Tables) -> None:
    world = World(CONFIG)
    wanted = days(FIRST, LAST)
    found = {day: world.day(day) for day in (*wanted[20:25], *wanted[:20], *wanted[25:])}
    assert digest(joined([found[day] for day in wanted])) == digest(whole)


@pytest.mark.parametrize("block", [1, 7, 400])
def test_the_size_of_blocks_changes_nothing(
    whole: Tables, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(world_module, "_BLOCK", block)
    assert digest(World(CONFIG).between(FIRST, LAST)) == digest(whole)


def test_what_a_day_gives_became_known_on_it(whole: Tables) -> None:
    day = dt.date(2026, 3, 20)
    east = dt.timezone(dt.timedelta(hours=8))
    for table in World(CONFIG).day(day).values():
        assert {at.astimezone(east).date() for at in table["known_at"].to_pylist()} <= {day}


def test_the_first_day_holds_all_accounts_that_opened_before(whole: Tables) -> None:
    known = World(CONFIG).day(FIRST)["account"]
    opened = [row for row in whole["account"].to_pylist() if row["opened_date"] < FIRST]
    assert known.num_rows == len({row["account"] for row in opened}) > 0


def test_a_long_world_equals_its_last_days_made_alone() -> None:
    config = Config(first=dt.date(2025, 11, 1), seed=2, shops=6, volume=0.5)
    first, last = dt.date(2026, 3, 10), dt.date(2026, 3, 20)
    world = World(config)
    world.between(config.first, first - dt.timedelta(days=1))
    assert digest(world.between(first, last)) == digest(World(config).between(first, last))

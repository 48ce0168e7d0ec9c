"""A world as files: Parquet by kind and month (or by day, when it goes on), its configuration, its truth."""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sellersim.config import Config, ConfigError, entry_of, intervention_of
from sellersim.truth import truth_text
from sellersim.world import World

_WORLD = "world.json"
_TRUTH = "truth.json"


@dataclass(frozen=True, slots=True)
class Written:
    """What one step wrote: the last day it covers, and rows over all kinds."""

    until: dt.date
    rows: int


def write(
    world: World, folder: Path, first: dt.date, last: dt.date, *, by_day: bool = False
) -> Iterator[Written]:
    """Write what becomes known from ``first`` to ``last`` as ``folder/<kind>/<yyyy-mm>.parquet``, or a file
    per day; files without rows are not written. Yields after each month or day.

    A month's file holds the same rows in the same order as its days' files one after the other.
    """
    for start, end in _spans(first, last, by_day):
        name = start.isoformat() if by_day else f"{start:%Y-%m}"
        rows = 0
        for kind, table in world.between(start, end).items():
            if table.num_rows:
                _write_table(table, folder / kind / f"{name}.parquet")
            rows += table.num_rows
        yield Written(end, rows)
    (folder / _TRUTH).write_text(truth_text(world.config, world.faults, last), encoding="utf-8")
    (folder / _WORLD).write_text(_description(world.config, last), encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Stored:
    """The world that a folder holds, and the last day that was written."""

    config: Config
    until: dt.date


def stored(folder: Path) -> Stored | None:
    """Return the world that was written to ``folder``, if there is one. Faults are those of its seed.

    Raises ConfigError when the folder's description cannot be read.
    """
    path = folder / _WORLD
    if not path.exists():
        return None
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        config = Config(
            first=dt.date.fromisoformat(raw["first"]),
            seed=raw["seed"],
            shops=raw["shops"],
            volume=raw["volume"],
            interventions=tuple(intervention_of(entry, str(path)) for entry in raw["interventions"]),
        )
        return Stored(config, dt.date.fromisoformat(raw["until"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigError(f"{path} does not describe a world: {error}") from error


def _description(config: Config, until: dt.date) -> str:
    described = {
        "until": until.isoformat(),
        "first": config.first.isoformat(),
        "seed": config.seed,
        "shops": config.shops,
        "volume": config.volume,
        "interventions": [entry_of(intervention) for intervention in config.interventions],
    }
    return json.dumps(described, indent=1) + "\n"


def _write_table(table: pa.Table, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".partial")
    pq.write_table(table, beside, compression="zstd")
    beside.replace(path)


def _spans(first: dt.date, last: dt.date, by_day: bool) -> Iterator[tuple[dt.date, dt.date]]:
    start = first
    while start <= last:
        following = (start.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
        end = start if by_day else min(following - dt.timedelta(days=1), last)
        yield start, end
        start = end + dt.timedelta(days=1)

"""Published segments: every metric added up by market, category and tier, and how accounts are spread."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sellerloop.lake.cards import pieces
from sellerloop.lake.divisions import Division, Place
from sellerloop.metrics.pooled import Floats, sums_grid
from sellerloop.metrics.reading import ReadingGrid, Reason
from sellerloop.metrics.spec import Metric, Unit
from sellerloop.metrics.spread import Spread, edges_of, spread
from sellerloop.policy.window import DAY
from sellerloop.scores.grid import ScoreGrid
from sellerloop.scores.resolve import ResolvedPolicy

_NAMED = [("policy", pa.string()), ("metric", pa.string())]
_PLACE = [("market", pa.string()), ("category", pa.string()), ("tier", pa.string())]
SEGMENTS = pa.schema(
    [
        *_NAMED,
        *_PLACE,
        ("as_of", pa.date32()),
        ("sums", pa.list_(pa.int64())),
        ("accounts", pa.int32()),
        ("members", pa.int32()),
    ]
)
SPREADS = pa.schema(
    [
        *_NAMED,
        *_PLACE,
        ("as_of", pa.date32()),
        ("edges", pa.list_(pa.float64())),
        ("counts", pa.list_(pa.int32())),
        ("marks", pa.list_(pa.float64())),
    ]
)
LATEST = pa.schema(
    [
        *_NAMED,
        ("as_of", pa.date32()),
        ("account_no", pa.int32()),
        ("num", pa.int64()),
        ("den", pa.int64()),
        ("value", pa.float64()),
    ]
)
BACK = (28, 7, 0)  # days before the last one of which accounts can be compared quickly


def latest_days(days: Sequence[dt.date]) -> list[dt.date]:
    """Return the days of the tables ``spreads`` and ``latest``, of all that were scored."""
    known = frozenset(days)
    return [day for day in (days[-1] - back * DAY for back in BACK if days) if day in known]


def segment_tables(
    policy: ResolvedPolicy, grid: ScoreGrid, parts: Sequence[Division]
) -> Iterator[tuple[str, pa.Table]]:
    """Yield the rows of ``grid`` for the tables ``segments``, ``spreads`` and ``latest``, metric by
    metric.

    A metric of which nothing was imported has none. Money is added up within a market only.
    """
    days = grid.counts.as_ofs
    for name, entry in grid.entries.items():
        metric, reading = policy.metrics[name], entry.reading
        if (reading.reason == Reason.ABSENT).all():
            continue
        chosen = [part for part in parts if metric.unit is not Unit.MONEY or part.places[0].market]
        named = {"policy": policy.policy.id, "metric": name}
        for dates in pieces(grid):
            sums = sums_grid(metric, grid.counts.at(dates), reading.at(dates))
            known = ~np.isnan(entry.value[dates])
            for part in chosen:
                yield "segments", _added(named, days[dates], part, sums, known)
        yield "latest", _latest(named, days, reading, entry.value)
        edges = _edges(metric, chosen, entry.value)
        yield (
            "spreads",
            pa.Table.from_pylist(list(_spreads(named, days, chosen, entry.value, edges)), SPREADS),
        )


def _added(
    named: dict[str, str],
    days: Sequence[dt.date],
    part: Division,
    sums: NDArray[np.int64],
    known: NDArray[np.bool_],
) -> pa.Table:
    """The rows of one metric for all segments of a division, segment after segment, day after day."""
    added = part.sums(sums).swapaxes(1, 2)  # sums, segments, days
    assessed = part.sums(known.astype(np.int64)).T
    cells, width = added[0].size, len(added)
    columns = {
        **{name: pa.repeat(text, cells) for name, text in named.items()},
        **_places(part.places, len(days)),
        "as_of": pa.array(np.tile(np.array(days, "datetime64[D]"), len(part.places))),
        "sums": pa.ListArray.from_arrays(
            np.arange(cells + 1, dtype=np.int32) * width, pa.array(added.reshape(width, cells).T.ravel())
        ),
        "accounts": pa.array(assessed.ravel()),
        "members": pa.array(np.repeat(part.members, len(days))),
    }
    return pa.table(columns).select(SEGMENTS.names).cast(SEGMENTS)


def _latest(named: dict[str, str], days: Sequence[dt.date], reading: ReadingGrid, value: Floats) -> pa.Table:
    """What each account has on the latest days, kept together by metric and day: a page that asks for one
    metric of all accounts reads nothing else."""
    chosen = latest_days(days)
    rows, accounts = [days.index(day) for day in chosen], value.shape[1]
    own = value[rows].ravel()
    columns = {
        **{name: pa.repeat(text, own.size) for name, text in named.items()},
        "as_of": pa.array(np.repeat(np.array(chosen, "datetime64[D]"), accounts)),
        "account_no": pa.array(np.tile(np.arange(accounts, dtype=np.int32), len(rows))),
        "num": pa.array(reading.num[rows].ravel()),
        "den": pa.array(reading.den[rows].ravel()),
        "value": pa.array(own, mask=np.isnan(own)),
    }
    return pa.table(columns).select(LATEST.names).cast(LATEST)


def _places(places: Sequence[Place], times: int) -> dict[str, pa.Array]:
    columns: dict[str, pa.Array] = {}
    for word, _ in _PLACE:
        values = pa.array([getattr(place, word) for place in places], pa.string())
        columns[word] = values.take(pa.array(np.repeat(np.arange(len(places)), times)))
    return columns


def _edges(metric: Metric, parts: Iterable[Division], value: Floats) -> dict[str | None, tuple[float, ...]]:
    """The buckets, as of the last day. All segments of a metric share them (None), so that they may be
    compared; of money, those of a market do."""
    if not len(value):
        return {}
    if metric.unit is not Unit.MONEY:
        return {None: edges_of(value[-1])}
    markets = (part for part in parts if part.places[0].kind == ("market",))
    return {
        place.market: edges_of(value[-1][own])
        for part in markets
        for place, own in zip(part.places, part.parts(), strict=True)
    }


def _spreads(
    named: dict[str, str],
    days: Sequence[dt.date],
    parts: Iterable[Division],
    value: Floats,
    edges: Mapping[str | None, tuple[float, ...]],
) -> Iterator[dict[str, object]]:
    """How the accounts of every segment are spread on the latest days."""
    for day in latest_days(days):
        row = value[days.index(day)]
        for part in parts:
            for place, own in zip(part.places, part.parts(), strict=True):
                found: Spread = spread(row[own], edges.get(place.market) or edges.get(None, ()))
                where = {word: getattr(place, word) for word, _ in _PLACE}
                shape = {"edges": found.edges, "counts": found.counts, "marks": found.marks}
                yield {**named, **where, "as_of": day, **shape}

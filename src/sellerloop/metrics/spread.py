"""How the values of several accounts are spread: a histogram of round buckets, and five marks."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

MARKS = (10, 25, 50, 75, 90)  # percentiles
_BUCKETS = 25
_TINY = 1e-9
_TAIL = 2.0  # percent at either end that may lie in an open bucket


@dataclass(frozen=True, slots=True)
class Spread:
    """Accounts by value. ``counts`` has one more bucket than ``edges``: below the first edge, between
    neighbours (an edge belongs to the bucket above it, the last one to the bucket below), above the last.
    ``marks`` are the values at :data:`MARKS`; empty without values."""

    edges: tuple[float, ...]
    counts: tuple[int, ...]
    marks: tuple[float, ...]

    @property
    def accounts(self) -> int:
        """How many accounts have a value."""
        return sum(self.counts)


def edges_of(values: ArrayLike) -> tuple[float, ...]:
    """Return round edges of about twenty-five buckets of equal width that hold ``values`` (nan is passed
    over), but for the outermost two percent at either end."""
    known = _known(values)
    if not known.size:
        return ()
    low, high = (float(end) for end in np.percentile(known, [_TAIL, 100 - _TAIL]))
    span = high - low
    if span < _TINY:  # all the same, but for rounding
        span = max(abs(high) * 0.1, 1.0)
    raw = span / _BUCKETS
    size = 10.0 ** math.floor(math.log10(raw))
    step = next(size * factor for factor in (1, 2, 2.5, 5, 10) if size * factor >= raw * (1 - 1e-9))
    first = math.floor(low / step)
    last = max(math.ceil(high / step), first + 1)
    return tuple(round(index * step, 12) for index in range(first, last + 1))


def spread(values: ArrayLike, edges: Sequence[float]) -> Spread:
    """Return how ``values`` (nan is passed over) are spread over the buckets between ``edges``."""
    known = np.sort(_known(values))
    if not known.size:
        return Spread(tuple(edges), (0,) * (len(edges) + 1), ())
    cuts = np.searchsorted(known, np.asarray(edges, np.float64), side="left")
    cuts[-1:] = np.searchsorted(known, edges[-1:], side="right")
    counts = np.diff(np.concatenate(([0], cuts, [known.size])))
    return Spread(tuple(edges), tuple(counts.tolist()), tuple(_marks(known)))


def _marks(known: NDArray[np.float64]) -> list[float]:
    """Percentiles of sorted values, interpolated between neighbours."""
    place = np.array(MARKS) / 100 * (known.size - 1)
    below = np.floor(place).astype(np.int64)
    above = np.minimum(below + 1, known.size - 1)
    marks: list[float] = (known[below] + (known[above] - known[below]) * (place - below)).tolist()
    return marks


def _known(values: ArrayLike) -> NDArray[np.float64]:
    given = np.asarray(values, np.float64)
    return given[~np.isnan(given)]

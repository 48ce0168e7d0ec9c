"""Windowed counters of many accounts at many dates: what an engine returns and what scores are made of."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sellerloop.metrics.plan import Need

Grid = NDArray[np.int64]  # shape (as-of dates, accounts)


@dataclass(frozen=True, eq=False, slots=True)
class Counts:
    """A dense grid per windowed counter. ``columns`` maps ``Need.name`` to an int64 array of shape
    (len(as_ofs), len(accounts)); accounts without rows hold zeros. ``available`` names all event kinds (and
    reply tables) of the lake that hold any rows, whether the plan reads them or not: a counter of an absent
    kind, or of columns settled from one, is missing, not zero.
    """

    as_ofs: tuple[dt.date, ...]
    accounts: tuple[str, ...]
    columns: Mapping[str, Grid]
    available: frozenset[str]

    def grid(self, need: Need) -> Grid | None:
        """Return the counter's grid, or None when its event kind holds no rows."""
        return self.columns[need.name] if need.counter.table in self.available else None

    def at(self, dates: slice) -> "Counts":
        """Return the counts at some of the dates; arrays are shared. Whole years of many accounts are scored
        a few dates at a time."""
        columns = {name: grid[dates] for name, grid in self.columns.items()}
        return Counts(self.as_ofs[dates], self.accounts, columns, self.available)

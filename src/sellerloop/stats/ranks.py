"""Percentile ranks of rates within groups, by a histogram of the distinct rates.

Many accounts share a rate, so distinct rates are ranked, not accounts. The histogram is also the benchmark
snapshot: kept with a build, it answers which rank a rate would have without any account's row. Equal
quotients of whole numbers below 2**26 are equal as float64, and unequal ones are not, so that rates of counts
may be compared as floats.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

_LARGE = 64  # mean size of a group from which sorting one after the other beats sorting all at once
LEAST = 10  # accounts in a group before a rank may be shown, so that no single competitor can be read off


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """The distribution of one rate in each group on one day.

    ``groups``: names, sorted, shape (g,). ``first``: where each group's rows begin, shape (g + 1,).
    ``rates``: the distinct rates of each group, ascending, shape (r,). ``below``: accounts of the group with
    a smaller rate, shape (r,). ``sizes``: accounts with a rate in each group, shape (g,).
    """

    groups: tuple[str, ...]
    first: Counts
    rates: Floats
    below: Counts
    sizes: Counts

    def size(self, group: str) -> int:
        """How many accounts of ``group`` have a rate; 0 for an unknown group."""
        at = self._find(group)
        return 0 if at is None else int(self.sizes[at])

    def rank_of(
        self, group: str, rate: float, instead_of: float | None = None, least: int = LEAST
    ) -> Fraction | None:
        """The percentile rank, 0 to 1, that an account of ``group`` with this ``rate`` has.

        It is the share of the other accounts with a smaller rate. For "what if": give the account's frozen
        rate as ``instead_of``, and it is taken out before. None for groups of fewer than ``least`` accounts.
        Raises ValueError when no account of the group has the rate ``instead_of``, or ``rate`` is nan.
        """
        if np.isnan(rate):
            raise ValueError("an account without a rate has no rank")
        at = self._find(group)
        if at is None or self.sizes[at] < least:
            return None
        n = int(self.sizes[at])
        smaller = self._smaller(at, rate)
        if instead_of is None:
            smaller = min(smaller, n - 1)
        else:
            low, high = int(self.first[at]), int(self.first[at + 1])
            if instead_of not in self.rates[low:high]:
                raise ValueError(f"no account of {group!r} has the rate {instead_of}")
            smaller -= instead_of < rate
        return Fraction(smaller, n - 1) if n > 1 else Fraction(0)

    def _find(self, group: str) -> int | None:
        at = bisect_left(self.groups, group)
        return at if at < len(self.groups) and self.groups[at] == group else None

    def _smaller(self, at: int, rate: float) -> int:
        low, high = int(self.first[at]), int(self.first[at + 1])
        place = low + int(np.searchsorted(self.rates[low:high], rate, "left"))
        return int(self.below[place]) if place < high else int(self.sizes[at])


def percent_ranks(rates: ArrayLike, groups: ArrayLike) -> Floats:
    """The percentile rank of each rate within its group: smaller rates / (n - 1), and 0 where n = 1.

    ``rates``: floats, nan for accounts without one, which are neither ranked nor counted in n (their rank is
    nan). ``groups``: a code or name for each rate. Both of shape (accounts,), like the result.
    """
    values, codes = _columns(rates, groups)
    ranks = np.full(values.shape, np.nan)
    order, opens, starts = _sorted(values, codes)
    if not order.size:
        return ranks
    places = np.arange(order.size)
    n = np.diff(np.append(np.flatnonzero(starts), order.size))
    group_of = np.cumsum(starts) - 1
    below = places[opens][np.cumsum(opens) - 1] - places[starts][group_of]
    ranks[order] = below / np.maximum(n[group_of] - 1, 1)
    return ranks


def freeze(rates: ArrayLike, groups: Sequence[str]) -> Snapshot:
    """The benchmark snapshot of ``rates`` (floats, nan left out) by group name, both of shape (accounts,)."""
    names, codes = np.unique(np.asarray(groups, dtype=np.str_), return_inverse=True)
    values, _ = _columns(rates, codes)
    order, opens, _ = _sorted(values, codes)
    distinct = order[opens]
    members = np.bincount(codes[order], minlength=names.size)
    begins = np.concatenate(([0], np.cumsum(members)))
    first = np.concatenate(([0], np.cumsum(np.bincount(codes[distinct], minlength=names.size))))
    below = np.flatnonzero(opens) - begins[codes[distinct]]
    columns = (first, values[distinct], below, members)
    for column in columns:
        column.setflags(write=False)
    return Snapshot(tuple(names.tolist()), *columns)


def _columns(rates: ArrayLike, groups: ArrayLike) -> tuple[Floats, Counts]:
    values, codes = np.asarray(rates, dtype=np.float64), np.asarray(groups)
    if values.ndim != 1 or values.shape != codes.shape:
        raise ValueError(f"rates and groups are columns of one length, not {values.shape} and {codes.shape}")
    return values, codes


def _sorted(values: Floats, codes: Counts) -> tuple[Counts, NDArray[np.bool_], NDArray[np.bool_]]:
    """Positions of all rates in the order of group and rate, and where a distinct rate and a group begin."""
    known = np.flatnonzero(~np.isnan(values))
    order = known[np.argsort(_narrow(codes[known]), kind="stable")]
    starts = np.ones(order.size, dtype=np.bool_)
    starts[1:] = codes[order][1:] != codes[order][:-1]
    first = np.flatnonzero(starts)
    if order.size < _LARGE * first.size:
        order = known[np.lexsort((values[known], codes[known]))]
    else:
        for group in np.split(order, first[1:]):
            group[:] = group[np.argsort(values[group])]
    opens = starts.copy()
    opens[1:] |= values[order][1:] != values[order][:-1]
    return order, opens, starts


def _narrow(codes: Counts) -> Counts | NDArray[np.uint16]:
    """Numbers of groups in two bytes where they fit, which are sorted without comparing them."""
    if codes.dtype.kind in "iu" and codes.size and np.ptp(codes) < 2**16:
        short: NDArray[np.uint16] = (codes - codes.min()).astype(np.uint16)
        return short
    return codes

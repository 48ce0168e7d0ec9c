"""Values and points of whole grids: the vectorised twin of outcomes, bands and benchmarks."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from sellerloop.metrics.reading import ReadingGrid
from sellerloop.policy.schema import Benchmark, Outcome, PolicyMetric
from sellerloop.scores.bands import ONE, Floats, points_grid
from sellerloop.scores.benchmarks import Peers
from sellerloop.scores.resolve import ResolvedPolicy

Mask = NDArray[np.bool_]
Choice = TypeVar("Choice")
OUTCOMES = (None, *Outcome)  # what an outcome code means; 0: the value is the reading's own


@dataclass(frozen=True, eq=False, slots=True)
class Cells:
    """The accounts and dates of a grid: what bands, weights and benchmarks are chosen by.

    ``category`` holds, for every cell of shape (as-of dates, accounts), a number in ``categories``; ``peer``
    a number in ``keys``, the attributes that benchmarks are looked up by.
    """

    as_ofs: tuple[dt.date, ...]
    categories: tuple[str | None, ...]
    category: NDArray[np.intp]
    keys: tuple[Mapping[str, str], ...]
    peer: NDArray[np.intp]
    benchmarks: Sequence[Benchmark]

    def by_choice(self, choose: Callable[[str | None], Choice]) -> Iterator[tuple[Choice, Mask]]:
        """Yield everything that ``choose`` picks for some category, with the cells it is picked for."""
        picked: list[tuple[Choice, list[int]]] = []
        for number, category in enumerate(self.categories):
            choice = choose(category)
            numbers = next((found for other, found in picked if other == choice), None)
            if numbers is None:
                picked.append((choice, [number]))
            else:
                numbers.append(number)
        for choice, numbers in picked:
            if len(picked) == 1:
                yield choice, np.ones(self.category.shape, np.bool_)
            else:
                yield choice, np.isin(self.category, numbers)

    def by_base(self, metric: str, statistic: str) -> Iterator[tuple[Fraction, Mask]]:
        """Yield every figure that values of ``metric`` are multiples of, with the cells it holds for. Cells
        without a usable benchmark are in none."""
        if statistic == "none":
            yield ONE, np.ones(self.category.shape, np.bool_)
            return
        known = sorted({benchmark.snapshot for benchmark in self.benchmarks})
        found: dict[Fraction, Mask] = {}
        for row, as_of in enumerate(self.as_ofs):
            begun = [day for day in known if day <= as_of]
            for number, key in enumerate(self.keys):
                benchmark = Peers(self.benchmarks, key, begun[-1]).find(metric, statistic) if begun else None
                if benchmark is not None and benchmark.value > 0:
                    blank = np.zeros(self.category.shape, np.bool_)
                    mask = found.setdefault(Fraction(benchmark.value), blank)
                    mask[row] |= self.peer[row] == number
        yield from found.items()


def cells_of(
    as_ofs: Sequence[dt.date],
    categories: NDArray[np.object_],
    peers: Sequence[Mapping[str, str]],
    benchmarks: Sequence[Benchmark],
) -> Cells:
    """Number the categories and peer keys of a grid.

    ``categories`` has the shape (accounts,) or (as-of dates, accounts) and holds None where not known;
    ``peers`` are the accounts' other attributes; one for all accounts will do where they are the same.
    """
    shape = len(as_ofs), categories.shape[-1]
    known: dict[str | None, int] = {}
    numbers = [known.setdefault(name, len(known)) for name in categories.ravel().tolist()]
    category = np.broadcast_to(np.array(numbers, np.intp).reshape(categories.shape), shape)
    bases: dict[tuple[tuple[str, str], ...], int] = {}
    base = np.array([bases.setdefault(tuple(sorted(p.items())), len(bases)) for p in peers], np.intp)
    keys = tuple(
        {**dict(attributes), **({"category": name} if name else {})} for attributes in bases for name in known
    )
    return Cells(
        tuple(as_ofs), tuple(known), category, keys, base[None, :] * len(known) + category, benchmarks
    )


def settle_grid(rule: PolicyMetric, grids: Mapping[str, ReadingGrid]) -> tuple[Floats, NDArray[np.uint8]]:
    """Return the values that count and their outcome codes; see :func:`sellerloop.scores.outcomes.settle`."""
    grid, least = grids[rule.id], rule.min
    unread = np.isnan(grid.value)
    short = unread & (grid.den > 0)
    if least.metric is not None:
        short |= ~unread & ~(grids[least.metric].value >= least.n)
    elif least.of == "numerator":
        short |= ~unread & (grid.num < least.n)
    outcome = np.zeros(grid.value.shape, np.uint8)
    outcome[unread] = OUTCOMES.index(rule.on_missing)
    outcome[short] = OUTCOMES.index(least.outcome)
    value = np.where(outcome == 0, grid.value, np.nan)
    if least.value is not None:
        value[outcome == OUTCOMES.index(Outcome.DEFAULT)] = float(least.value)
    return value, outcome


def points_of(resolved: ResolvedPolicy, metric: str, value: Floats, cells: Cells) -> Floats:
    """Return the points of every cell; nan without a value, a band or a benchmark."""
    earned = np.full(value.shape, np.nan)
    for band, inside in cells.by_choice(lambda category: resolved.band(metric, category)):
        if band is None:
            continue
        for base, holds in cells.by_base(metric, band.relative_to):
            chosen = inside & holds & ~np.isnan(value)
            earned[chosen] = points_grid(band, value[chosen], base)
    return earned

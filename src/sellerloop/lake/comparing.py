"""Who gains and who loses: every account of a lake under two policies, as of one day."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass

import numpy as np

from sellerloop.lake.engines.duck import DuckEngine
from sellerloop.lake.scoring import grid_of, rules_of_policy
from sellerloop.lake.serve import served
from sellerloop.lake.storage import Lake
from sellerloop.scores.bands import Floats
from sellerloop.scores.compare import SAME, compare
from sellerloop.scores.grid import ScoreGrid
from sellerloop.scores.resolve import ResolvedPolicy

STEPS = 3  # the old policy, the new one, what differs
Progress = Callable[[int, int], None]  # done, of


@dataclass(frozen=True, slots=True)
class Outcome:
    """One account under both policies; None is no score and no tier, never zero.

    ``metric`` is what did it: of the metrics whose lost points changed, the one that changed most in the
    direction of the score, and ``points`` what it alone adds to the score (negative: takes away). Both are
    None where one of the scores is missing or nothing changed.
    """

    account: str
    before: float | None
    after: float | None
    tier_before: str | None
    tier_after: str | None
    metric: str | None
    points: float | None

    @property
    def change(self) -> float | None:
        """The points won; None where one of the scores is missing, zero for mere rounding."""
        if self.before is None or self.after is None:
            return None
        difference = self.after - self.before
        return difference if abs(difference) > SAME else 0.0


def compare_policies(
    lake: Lake, before: ResolvedPolicy, after: ResolvedPolicy, day: dt.date, progress: Progress
) -> list[Outcome]:
    """Score all accounts of the lake's build under both policies as of ``day``, in order of their numbers.

    Raises LakeError when nothing was built yet or the lake is damaged.
    """
    rules = (*rules_of_policy(before), *rules_of_policy(after))
    grids = []
    with served(lake, lake.current(), rules) as tables, closing(DuckEngine()) as engine:
        for done, policy in enumerate((before, after)):
            progress(done, STEPS)
            grids.append(grid_of(engine, tables, policy, [day]))
    progress(STEPS - 1, STEPS)
    found = list(_outcomes(*grids))
    progress(STEPS, STEPS)
    return found


def _outcomes(before: ScoreGrid, after: ScoreGrid) -> Iterator[Outcome]:
    comparison = compare(before, after)
    names, effects = _effects(before, after)
    difference = comparison.difference
    for number, account in enumerate(comparison.accounts):
        metric, points = None, None
        change = difference[number]
        if abs(change) > SAME and names:  # never for nan
            column = effects[:, number]
            place = int(column.argmax() if change > 0 else column.argmin())
            metric, points = names[place], float(column[place])
        then, now = (_number(side[number]) for side in (comparison.before, comparison.after))
        yield Outcome(account, then, now, *comparison.tiers[number], metric, points)


def _effects(before: ScoreGrid, after: ScoreGrid) -> tuple[tuple[str, ...], Floats]:
    """By metric and account, the points that the metric loses less after than before; a metric that is not
    weighed loses nothing."""
    names = tuple(dict.fromkeys((*before.resolved.parts, *after.resolved.parts)))
    rows = [_lost(before, name) - _lost(after, name) for name in names]
    return names, np.array(rows).reshape(len(names), len(before.counts.accounts))


def _lost(grid: ScoreGrid, metric: str) -> Floats:
    if metric not in grid.entries:
        return np.zeros(len(grid.counts.accounts))
    return np.asarray(np.nan_to_num(grid.entries[metric].lost[-1]))


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)

"""What each period says about a tier, for whole grids: the vectorised twin of conditions and levels."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from sellerloop.policy.schema import Condition, Tier
from sellerloop.scores.bands import Floats
from sellerloop.scores.cells import Cells, Mask
from sellerloop.scores.gates import HOLDS
from sellerloop.scores.tiers import BETWEEN, NOT_ASSESSED, Codes, names


@dataclass(frozen=True, eq=False, slots=True)
class Figure:
    """A metric or the score on a grid; ``num`` and ``den`` are None for the score."""

    value: Floats
    num: NDArray[np.int64] | None = None
    den: NDArray[np.int64] | None = None


def answerable(tier: Tier, figures: Mapping[str, Figure]) -> bool:
    """Return whether everything that ``tier`` asks about is among ``figures``."""
    conditions = (condition for condition in (tier.enter, tier.exit) if condition)
    return {tier.subject, *(condition.metric for condition in conditions)} <= figures.keys()


def thresholds(tier: Tier, subject: str, cells: Cells) -> Iterator[Fraction]:
    """Yield the values of ``subject`` at which the tier's signals change."""
    if tier.subject == subject:
        for base, _ in cells.by_base(subject, tier.relative_to):
            yield from (Fraction(level.at) * base for level in tier.levels)
    for condition in (tier.enter, tier.exit):
        if condition and condition.metric == subject and not isinstance(condition.value, str):
            yield Fraction(condition.value)


def signals(tier: Tier, figures: Mapping[str, Figure], cells: Cells) -> Codes:
    """Return the signal of every cell (see :func:`sellerloop.scores.tiers.signal`); every figure that the
    tier asks about has to be there."""
    if tier.levels:
        return _levels(tier, figures[tier.subject].value, cells)
    worst = len(names(tier)) - 1
    enter, unsure = _check(tier.enter, figures)
    leave, unsure_too = _check(tier.exit, figures)
    found = np.full(enter.shape, BETWEEN if tier.exit else worst, np.int16)
    found[enter] = 0
    found[unsure | unsure_too] = NOT_ASSESSED
    found[leave] = worst
    return found


def _levels(tier: Tier, value: Floats, cells: Cells) -> Codes:
    found = np.full(value.shape, NOT_ASSESSED, np.int16)
    upwards = sorted(range(len(tier.levels)), key=lambda code: tier.levels[code].at)
    for base, holds in cells.by_base(tier.subject, tier.relative_to):
        found[holds & ~np.isnan(value)] = len(tier.levels)
        for code in upwards:
            level = tier.levels[code]
            at = float(Fraction(level.at) * base)
            found[holds & (value >= at if level.ends == "closed" else value > at)] = code
    return found


def _check(condition: Condition | None, figures: Mapping[str, Figure]) -> tuple[Mask, Mask]:
    """Where the condition is met, and where it is not assessed."""
    if condition is None:
        nowhere = np.zeros(next(iter(figures.values())).value.shape, np.bool_)
        return nowhere, nowhere
    figure = figures[condition.metric]
    unsure = np.isnan(figure.value)
    if isinstance(condition.value, str):
        return np.zeros_like(unsure), np.ones_like(unsure)
    met = ~unsure & HOLDS[condition.op](figure.value, float(condition.value))
    if condition.min_n is not None:
        unsure = unsure | (True if figure.den is None else figure.den < condition.min_n)
    if condition.min_count is not None:
        unsure = unsure | (figure.num is None)
        met &= False if figure.num is None else figure.num >= condition.min_count
    return met & ~unsure, unsure

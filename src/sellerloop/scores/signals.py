"""What each period says about a tier, for whole grids: the vectorised twin of :func:`tiers.signal`."""

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from sellerloop.policy.schema import Tier
from sellerloop.scores.bands import Floats
from sellerloop.scores.cells import Cells
from sellerloop.scores.states import MET, UNSURE, Figures, check_grid
from sellerloop.scores.tiers import BETWEEN, NOT_ASSESSED, Codes, names


def signals(tier: Tier, figures: Figures, cells: Cells) -> Codes:
    """Return the signal of every cell (see :func:`sellerloop.scores.tiers.signal`). What is not among
    ``figures`` is not assessed."""
    shape = cells.category.shape
    if tier.levels:
        figure = figures.get(tier.subject)
        known = figure is not None and not figure.names
        return _levels(tier, figure.value if figure and known else np.full(shape, np.nan), cells)
    worst = len(names(tier)) - 1
    enter, leave = (check_grid(condition, figures, shape) for condition in (tier.enter, tier.exit))
    found = np.full(shape, BETWEEN if tier.exit else worst, np.int16)
    found[enter == MET] = 0
    found[(enter == UNSURE) | (leave == UNSURE)] = NOT_ASSESSED
    found[leave == MET] = worst
    return found


def thresholds(tier: Tier, subject: str, cells: Cells) -> Iterator[Fraction]:
    """Yield the values of ``subject`` at which the tier's signals change."""
    if tier.subject == subject:
        for base, _ in cells.by_base(subject, tier.relative_to):
            yield from (Fraction(level.at) * base for level in tier.levels)
    for condition in (tier.enter, tier.exit):
        if condition and condition.metric == subject and not isinstance(condition.value, str):
            yield Fraction(condition.value)


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

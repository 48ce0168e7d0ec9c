"""Effective weights of whole grids: the vectorised twin of :func:`sellerloop.scores.composite.weigh`."""

from collections.abc import Mapping
from fractions import Fraction
from math import lcm

import numpy as np
from numpy.typing import NDArray

from sellerloop.policy.schema import Outcome, Score
from sellerloop.scores.bands import Floats
from sellerloop.scores.cells import OUTCOMES, Cells, Mask
from sellerloop.scores.resolve import ResolvedPolicy, weight_of

Whole = NDArray[np.int64]
_SKIPPED = OUTCOMES.index(Outcome.SKIP)


def weights_grid(
    resolved: ResolvedPolicy,
    values: Mapping[str, Floats],
    points: Mapping[str, Floats],
    outcomes: Mapping[str, NDArray[np.uint8]],
    cells: Cells,
) -> dict[str, Floats]:
    """Return the effective weight of every part of the score, nan where it does not take part or where there
    is no score."""
    score = resolved.policy.score
    if score is None:
        return {}
    declared = _declared(resolved, cells)
    # Whole numbers in place of decimal weights: sums and comparisons are exact.
    taking = {n: np.where(outcomes[n] == _SKIPPED, 0, weight) for n, weight in declared.items()}
    present = {n: np.where(np.isnan(points[n]), 0, weight) for n, weight in taking.items()}
    whole, there = _total(taking), _total(present)
    scored = (there > 0) & ~_too_small(score, values, there.shape)
    if score.missing == "null":
        scored &= there == whole
    if score.missing == "renormalise":
        least = Fraction(score.least_weight)
        scored &= there * least.denominator >= whole * least.numerator
    chosen, total = (taking, whole) if score.missing == "neutral" else (present, there)
    return {n: _share(weight, np.where(scored, total, 0)) for n, weight in chosen.items()}


def _declared(resolved: ResolvedPolicy, cells: Cells) -> dict[str, Whole]:
    """The declared weights of all cells, as whole multiples of a common fraction."""
    exact = {
        name: [weight_of(part, category) for category in cells.categories]
        for name, part in resolved.parts.items()
    }
    unit = lcm(*(weight.denominator for row in exact.values() for weight in row))
    return {n: np.array([int(w * unit) for w in row], np.int64)[cells.category] for n, row in exact.items()}


def _too_small(score: Score, values: Mapping[str, Floats], shape: tuple[int, ...]) -> Mask:
    small = np.zeros(shape, np.bool_)
    for rule in score.null_rules:
        small |= ~(values[rule.metric] >= float(rule.at_least))
    return small


def _total(weights: Mapping[str, Whole]) -> Whole:
    return np.asarray(sum(weights.values()), np.int64)


def _share(weight: Whole, total: Whole) -> Floats:
    inside = (weight > 0) & (total > 0)
    share = np.full(weight.shape, np.nan)
    np.divide(weight, total, out=share, where=inside)
    return share

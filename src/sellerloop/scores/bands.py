"""From values to points: linear bands clamp outside their anchors, steps hold from their value on.

Every rule exists twice: exact for one value (:class:`~fractions.Fraction`), and for whole arrays in float64.
``base`` is the benchmark figure that the band's values are multiples of; 1 where they stand for themselves.
"""

from bisect import bisect_left, bisect_right
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from sellerloop.policy.schema import Band

Floats = NDArray[np.float64]
Knot = tuple[Fraction, Fraction]
ONE = Fraction(1)


def knots(band: Band, base: Fraction = ONE) -> tuple[Knot, ...]:
    """Return the band's anchors as exact (value, score) pairs, by value."""
    return tuple(sorted((Fraction(p.value) * base, Fraction(p.score)) for p in band.points))


def points(band: Band, value: Fraction, base: Fraction = ONE) -> Fraction:
    """Return the points that ``value`` earns; outside the anchors the nearest one holds."""
    anchors = knots(band, base)
    if band.interpolation == "step":
        return anchors[max(_step(band, anchors, value), 0)][1]
    right = bisect_left(anchors, (value,))
    if right == 0 or right == len(anchors):
        return anchors[min(right, len(anchors) - 1)][1]
    (x0, y0), (x1, y1) = anchors[right - 1], anchors[right]
    return y0 + (y1 - y0) * (value - x0) / (x1 - x0)


def step(band: Band, value: Fraction, base: Fraction = ONE) -> Fraction | None:
    """Return what the step that ``value`` has reached gives; None below the first one. For ladders, whatever
    their interpolation says."""
    anchors = knots(band, base)
    reached = _step(band, anchors, value)
    return None if reached < 0 else anchors[reached][1]


def points_grid(band: Band, values: Floats, base: Fraction = ONE) -> Floats:
    """Return the points of every element of ``values``, of the same shape; nan stays nan."""
    xs, ys = _arrays(band, base)
    if band.interpolation == "linear":
        found: Floats = np.interp(values, xs, ys)
    else:
        found = ys[np.maximum(_steps(band, xs, values), 0)]
    return np.where(np.isnan(values), np.nan, found)


def step_grid(band: Band, values: Floats, base: Fraction = ONE) -> Floats:
    """Return what the step that every element has reached gives; nan below the first one."""
    xs, ys = _arrays(band, base)
    reached = _steps(band, xs, values)
    return np.where((reached < 0) | np.isnan(values), np.nan, ys[np.maximum(reached, 0)])


def best(band: Band, base: Fraction = ONE) -> Fraction:
    """Return the value at the worse end of the stretch that earns the band's maximum: what a mean has to
    come down (or up) to so that nothing is lost."""
    anchors = knots(band, base)
    most = max(score for _, score in anchors)
    earning = [i for i, (_, score) in enumerate(anchors) if score == most]
    if band.direction == "higher":
        return anchors[earning[0]][0]
    last = earning[-1]
    if band.interpolation == "step" and last + 1 < len(anchors):
        last += 1
    return anchors[last][0]


def _step(band: Band, anchors: tuple[Knot, ...], value: Fraction) -> int:
    xs = [x for x, _ in anchors]
    find = bisect_right if band.ends == "closed" else bisect_left
    return find(xs, value) - 1


def _steps(band: Band, xs: Floats, values: Floats) -> NDArray[np.intp]:
    return np.searchsorted(xs, values, side="right" if band.ends == "closed" else "left") - 1


def _arrays(band: Band, base: Fraction) -> tuple[Floats, Floats]:
    xs, ys = zip(*knots(band, base), strict=True)
    return np.array([float(x) for x in xs]), np.array([float(y) for y in ys])

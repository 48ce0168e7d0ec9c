"""Confidence intervals for rates: how much a small sample may mislead."""

from typing import overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

Z95 = 1.959963984540054  # the two-sided 95 % point of the standard normal distribution

Floats = NDArray[np.float64]


@overload
def wilson(k: int, n: int, z: float = Z95) -> tuple[float, float]: ...
@overload
def wilson(k: ArrayLike, n: ArrayLike, z: float = Z95) -> tuple[Floats, Floats]: ...
def wilson(k: ArrayLike, n: ArrayLike, z: float = Z95) -> tuple[float, float] | tuple[Floats, Floats]:
    """Wilson's score interval of ``k`` of ``n``, as fractions between 0 and 1 (times 100 for percent).

    Centre (p + z²/2n) / (1 + z²/n), half width z √(p(1-p)/n + z²/4n²) / (1 + z²/n) with p = k/n (Wilson 1927,
    JASA 22:209). Two numbers give two floats; arrays, which must fit each other, give two arrays. Of no rows
    nothing is known: n = 0 gives nan. Raises ValueError unless 0 <= k <= n everywhere.
    """
    hits, rows = np.broadcast_arrays(np.asarray(k, dtype=np.float64), np.asarray(n, dtype=np.float64))
    if not bool(np.all((hits >= 0) & (hits <= rows))):
        raise ValueError(f"an interval needs 0 <= k <= n: {k!r} of {n!r}")
    square = z * z
    known = np.where(rows > 0, rows, np.nan)
    # The two roots of (p - k/n)² = z² p (1 - p) / n. The lower one is written as the product of both over the
    # upper one, because the difference in the textbook's form loses its digits when k is small.
    upper = 2 * hits + square + z * np.sqrt(square + 4 * hits * (rows - hits) / known)
    low = np.asarray(2 * hits * hits / (known * upper))
    high = np.asarray(np.where(hits == known, 1.0, upper / (2 * (known + square))))
    if low.ndim == 0:
        return float(low), float(high)
    return low, high

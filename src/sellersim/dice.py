"""Randomness by key: a draw depends on the seed, the name of the draw and the thing it is drawn for.

Nothing is consumed, so it does not matter in which order, in which batch or in which process things are
made: the same order always meets the same fate, and a treatment of one account moves no other.
"""

import hashlib
from functools import cache

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)


@cache
def _salt(seed: int, name: str) -> np.uint64:
    digest = hashlib.blake2b(f"{seed}/{name}".encode(), digest_size=8).digest()
    return np.uint64(int.from_bytes(digest, "little"))


class Dice:
    """All draws of one world. ``keys`` are whole numbers that name things within a draw's name."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def uniform(self, name: str, keys: Ints) -> Floats:
        """Return one number in (0, 1) per key (SplitMix64 of key and salt; Steele, Lea, Flood 2014)."""
        mixed = keys.astype(np.uint64)
        mixed *= _GOLDEN
        mixed += _salt(self.seed, name)
        mixed ^= mixed >> np.uint64(30)
        mixed *= _FIRST
        mixed ^= mixed >> np.uint64(27)
        mixed *= _SECOND
        mixed ^= mixed >> np.uint64(31)
        mixed >>= np.uint64(11)
        out = mixed.astype(np.float64)
        out += 0.5
        out *= 2.0**-53
        return out

    def chance(self, name: str, keys: Ints, probability: Floats | float) -> Flags:
        """Return True with ``probability`` per key."""
        return self.uniform(name, keys) < probability

    def normal(self, name: str, keys: Ints) -> Floats:
        """Return one standard normal number per key (Box and Muller)."""
        radius = np.sqrt(-2.0 * np.log(self.uniform(name, keys)))
        return np.asarray(radius * np.cos(2.0 * np.pi * self.uniform(f"{name}'", keys)))

    def spread(self, name: str, keys: Ints, sigma: float) -> Floats:
        """Return a lognormal factor per key with median 1 and ``sigma`` on the log scale."""
        return np.asarray(np.exp(sigma * self.normal(name, keys)))

    def between(self, name: str, keys: Ints, low: float, high: float) -> Ints:
        """Return a whole number in [low, high) per key."""
        return np.asarray(low + (high - low) * self.uniform(name, keys), dtype=np.int64)

    def exponential(self, name: str, keys: Ints, mean: float, cap: float) -> Floats:
        """Return an exponential number per key with ``mean``, at most ``cap``."""
        return np.minimum(-mean * np.log(self.uniform(name, keys)), cap)

    def poisson(self, name: str, keys: Ints, mean: Floats) -> Ints:
        """Return a Poisson count per key, by inversion; ``mean`` up to about 500."""
        target = self.uniform(name, keys)
        term = np.exp(-mean)
        below = term.copy()
        count = np.zeros(len(keys), dtype=np.int64)
        open_ = np.flatnonzero(target > below)
        step = 0
        while len(open_) and step < 2000:
            step += 1
            count[open_] += 1
            term[open_] *= mean[open_] / step
            below[open_] += term[open_]
            open_ = open_[target[open_] > below[open_]]
        return count

    def pick(self, name: str, keys: Ints, weights: Floats) -> Ints:
        """Return an index per key, drawn with ``weights`` (one row for all keys, or a row per key)."""
        return choose(self.uniform(name, keys), weights)


def choose(uniform: Floats, weights: Floats) -> Ints:
    """Return for each uniform number the index at which the cumulated, normalised weights pass it."""
    edges = np.cumsum(weights, axis=-1)
    edges = edges / edges[..., -1:]
    if edges.ndim == 1:
        place = np.searchsorted(edges, uniform, side="right")
    else:
        place = (uniform[:, None] >= edges).sum(axis=1)
    return np.asarray(np.minimum(place, edges.shape[-1] - 1), dtype=np.int64)

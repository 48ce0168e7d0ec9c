"""Segments of the marketplace: which accounts are added up together, and by what they are named."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

WORDS = ("market", "category", "tier")
KINDS: tuple[tuple[str, ...], ...] = (
    (),
    ("market",),
    ("category",),
    ("tier",),
    ("market", "category"),
    ("market", "tier"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """One segment: the accounts that have these attributes; None means any."""

    market: str | None = None
    category: str | None = None
    tier: str | None = None

    @property
    def kind(self) -> tuple[str, ...]:
        """The attributes that are named, in a fixed order; published segments are of :data:`KINDS`."""
        return tuple(word for word in WORDS if getattr(self, word) is not None)


EVERYWHERE = Place()


@dataclass(frozen=True, eq=False, slots=True)
class Division:
    """All accounts parted by some attributes; accounts without one of them belong to no part.

    ``order`` are account numbers, part after part, and ``starts`` where each part begins among them.
    """

    places: tuple[Place, ...]
    order: NDArray[np.int64]
    starts: NDArray[np.int64]

    @property
    def members(self) -> NDArray[np.int64]:
        """How many accounts each part has."""
        return np.diff(self.starts, append=len(self.order))

    def sums(self, grid: NDArray[np.int64]) -> NDArray[np.int64]:
        """Add ``grid`` up over the accounts of each part; accounts are its last axis."""
        return np.add.reduceat(grid[..., self.order], self.starts, axis=-1)

    def parts(self) -> list[NDArray[np.int64]]:
        """Return the account numbers of each part."""
        return np.split(self.order, self.starts[1:])


def divisions(accounts: pa.Table) -> list[Division]:
    """Return every published division of ``accounts`` (columns account_no, market, category, tier)."""
    numbers = accounts.column("account_no").to_numpy()
    words = {word: accounts.column(word).to_pylist() for word in WORDS}
    found = (_division(numbers, {word: words[word] for word in kind}) for kind in KINDS)
    return [division for division in found if division.places]


def _division(numbers: NDArray[np.int64], words: dict[str, Sequence[str | None]]) -> Division:
    members: dict[tuple[str, ...], list[int]] = {}
    for place, number in enumerate(numbers.tolist()):
        key = tuple(own[place] for own in words.values())
        if None not in key:
            members.setdefault(key, []).append(number)  # type: ignore[arg-type]
    named = sorted(members.items())
    starts = np.cumsum([0, *(len(own) for _, own in named)])[:-1]
    order = np.array([number for _, own in named for number in own], np.int64)
    places = tuple(Place(**dict(zip(words, key, strict=True))) for key, _ in named)
    return Division(places, order, starts)

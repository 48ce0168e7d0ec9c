"""A whole policy against another, over all accounts: who gains, who loses, who crosses a tier."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sellerloop.scores.bands import Floats
from sellerloop.scores.cells import Mask
from sellerloop.scores.grid import ScoreGrid

SAME = 1e-9  # what two float64 paths to the same score may differ by


@dataclass(frozen=True, eq=False, slots=True)
class Comparison:
    """All accounts before and after; every array has one element per account, nan means no score.

    ``gains`` and ``loses`` are accounts with a score under both; ``appears`` and ``vanishes`` those that have
    one only after or only before. ``crossed`` counts the moves between tiers, as (before, after) by name;
    None is no tier.
    """

    accounts: tuple[str, ...]
    before: Floats
    after: Floats
    tiers: tuple[tuple[str | None, str | None], ...]

    @property
    def difference(self) -> Floats:
        """The change of score; nan where one of the two is missing."""
        return self.after - self.before

    @property
    def gains(self) -> Mask:
        """Accounts whose score rises."""
        return np.asarray(self.difference > SAME)

    @property
    def loses(self) -> Mask:
        """Accounts whose score falls."""
        return np.asarray(self.difference < -SAME)

    @property
    def appears(self) -> Mask:
        """Accounts that have a score only after."""
        return np.asarray(np.isnan(self.before) & ~np.isnan(self.after))

    @property
    def vanishes(self) -> Mask:
        """Accounts that have a score only before."""
        return np.asarray(~np.isnan(self.before) & np.isnan(self.after))

    @property
    def crossed(self) -> Counter[tuple[str | None, str | None]]:
        """The number of accounts by move, for those that move."""
        return Counter((before, after) for before, after in self.tiers if before != after)

    def order(self) -> NDArray[np.intp]:
        """Return the account numbers, the greatest loss first and accounts without a difference last."""
        return np.argsort(self.difference, kind="stable")


def compare(before: ScoreGrid, after: ScoreGrid, date: int = -1) -> Comparison:
    """Compare two scorings of the same accounts at one of their dates (the last one).

    Raises ValueError when accounts or dates differ.
    """
    if before.counts.accounts != after.counts.accounts or before.counts.as_ofs != after.counts.as_ofs:
        raise ValueError("only scores of the same accounts at the same dates can be compared")
    accounts = before.counts.accounts
    names = zip(_tier_names(before, date), _tier_names(after, date), strict=True)
    return Comparison(accounts, before.score[date], after.score[date], tuple(names))


def _tier_names(grid: ScoreGrid, date: int) -> Sequence[str | None]:
    tier = grid.resolved.tier
    found = grid.tiers.get(tier.id) if tier else None
    accounts = range(len(grid.counts.accounts))
    return [found.name(date, account) if found else None for account in accounts]

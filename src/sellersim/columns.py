"""Columns of equal length, and what stands for a missing value in them."""

from dataclasses import dataclass
from typing import Self

from sellersim.dice import Flags, Ints

NONE = -1  # a missing value in any column of whole numbers; ids, codes and instants are never negative


@dataclass(frozen=True, eq=False)
class Columns:
    """Columns of equal length, one field each."""

    def take(self, rows: Flags | Ints) -> Self:
        """Return the same columns for the rows of a mask or an index."""
        return type(self)(**{name: column[rows] for name, column in vars(self).items()})

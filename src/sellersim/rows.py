"""Rows before they become tables: columns of whole numbers and flags, and when they become known.

Text is an index into a vocabulary, an id is a number, an instant is UTC seconds; negative is missing.
Columns that a contract has and the rows lack are missing throughout (flags: false).
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sellersim.dice import Flags, Ints
from sellersim.setting import Setting
from sellersim.zones import DAY, MINUTE

Rows = Mapping[str, NDArray[Any]]
_NEXT = MINUTE  # the least time between two versions of one fact


def stack(parts: Sequence[Rows]) -> Rows:
    """Return the rows of all parts; a column that a part lacks is missing (flags: false) in its rows."""
    names = dict.fromkeys(name for part in parts for name in part)
    kinds = {name: part[name].dtype for part in parts for name in part}
    return {
        name: np.concatenate([part.get(name, _blank(len(part["known_at"]), kinds[name])) for part in parts])
        for name in names
    }


def keep(rows: Rows, where: Flags | Ints) -> Rows:
    """Return some of the rows."""
    return {name: column[where] for name, column in rows.items()}


def feed(
    setting: Setting, name: str, keys: Ints, instant: Ints, *, minutes: float, late: float = 0.0
) -> Ints:
    """Return when something that happened at ``instant`` becomes known: ``minutes`` later in the mean (at
    most five times that), and for a share ``late`` one to four days later."""
    dice = setting.dice
    delay = 1 + dice.exponential(f"{name} feed", keys, minutes * 60, minutes * 300).astype(np.int64)
    if late:
        days = dice.between(f"{name} late", keys, DAY, 4 * DAY)
        delay = delay + np.where(dice.chance(f"{name} is late", keys, late), days, 0)
    return instant + delay


def after(known: Ints, earlier: Ints) -> Ints:
    """Return ``known``, moved past the version known ``earlier``."""
    return np.maximum(known, earlier + _NEXT)


def _blank(length: int, dtype: np.dtype[Any]) -> NDArray[Any]:
    return np.full(length, False if dtype == np.bool_ else -1, dtype=dtype)

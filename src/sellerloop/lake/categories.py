"""The main category of every account, counted from its orders where the policy says how."""

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sellerloop.lake.engines.base import Engine
from sellerloop.lake.engines.duck import connect, parquet_text
from sellerloop.lake.facts import Served, counts
from sellerloop.metrics.reading import read_grid
from sellerloop.policy.schema import DominantCategory
from sellerloop.scores.category import category_metrics, dominant_grid

_CELLS = 4_000_000  # counts (dates x accounts x categories) held at a time


def category_names(orders: Sequence[Path]) -> tuple[str, ...]:
    """Return the categories that settled orders name, in order. One with a backslash is left out: engines
    do not read it alike."""
    if not orders:
        return ()
    query = (
        f"select distinct category from {parquet_text(orders)} "
        "where category is not null and not contains(category, chr(92)) order by 1"
    )
    with connect() as connection:
        return tuple(name for (name,) in connection.execute(query).fetchall())


def main_categories(
    engine: Engine,
    served: Served,
    rule: DominantCategory | None,
    as_ofs: Sequence[dt.date],
    given: Iterable[str | None],
    names: Sequence[str] | None = None,
) -> NDArray[np.object_]:
    """Return the main category of every account, None where not known.

    Without a ``rule`` they are those ``given``, by account. With one they have the shape (as-of dates,
    accounts) and are counted from orders; an account without orders in the window keeps the one given.
    ``names`` are the categories that orders name, where they are known already.
    """
    own = np.array([*given], object)
    if names is None:
        names = category_names(served.rows("order")) if rule else ()
    if rule is None or not names or not as_ofs:
        return own
    step = max(_CELLS // max(len(names) * len(own), 1), 1)
    parts = [as_ofs[first : first + step] for first in range(0, len(as_ofs), step)]
    found = np.concatenate([_counted(engine, served, rule, names, part) for part in parts])
    return np.where(found.astype(np.bool_), found, own)


def _counted(
    engine: Engine, served: Served, rule: DominantCategory, names: Sequence[str], as_ofs: Sequence[dt.date]
) -> NDArray[np.object_]:
    metrics = tuple(category_metrics(rule, names).values())
    found, _ = counts(engine, served, metrics, as_ofs)
    orders = np.stack([read_grid(metric, found).num for metric in metrics], axis=-1)
    return dominant_grid(rule, orders, names)

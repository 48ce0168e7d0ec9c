"""A grid at fewer dates: what was scored for the sake of history is dropped, what it decided stays."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import fields, replace
from types import MappingProxyType

from sellerloop.metrics.reading import ReadingGrid
from sellerloop.scores.grid import EntryGrid, ScoreGrid
from sellerloop.scores.states import Figure


def on_days(grid: ScoreGrid, as_ofs: Sequence[dt.date]) -> ScoreGrid:
    """Return ``grid`` at ``as_ofs``, some of its dates; ledgers and tiers keep what they learned on the
    others. Raises ValueError for a date that the grid does not hold."""
    if tuple(as_ofs) == grid.counts.as_ofs:
        return grid
    rows = [grid.counts.as_ofs.index(day) for day in as_ofs]
    counts = replace(
        grid.counts,
        as_ofs=tuple(as_ofs),
        columns={name: column[rows] for name, column in grid.counts.columns.items()},
    )
    cells = replace(
        grid.cells,
        as_ofs=tuple(as_ofs),
        category=grid.cells.category[rows],
        peer=grid.cells.peer[rows],
    )
    ledgers = {n: replace(kept, balance=_figure(kept.balance, rows)) for n, kept in grid.ledgers.items()}
    return replace(
        grid,
        counts=counts,
        cells=cells,
        score=grid.score[rows],
        entries=MappingProxyType({name: _entry(entry, rows) for name, entry in grid.entries.items()}),
        facts={name: _figure(figure, rows) for name, figure in grid.facts.items()},
        ledgers=ledgers,
        tiers={name: replace(tier, codes=tier.codes[rows]) for name, tier in grid.tiers.items()},
    )


def _entry(entry: EntryGrid, rows: Sequence[int]) -> EntryGrid:
    own = {f.name: getattr(entry, f.name)[rows] for f in fields(EntryGrid) if f.name != "reading"}
    reading = {f.name: getattr(entry.reading, f.name)[rows] for f in fields(ReadingGrid)}
    return EntryGrid(ReadingGrid(**reading), **own)


def _figure(figure: Figure, rows: Sequence[int]) -> Figure:
    num, den = (None if side is None else side[rows] for side in (figure.num, figure.den))
    return Figure(figure.value[rows], num, den, figure.names)

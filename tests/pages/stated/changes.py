"""What the page on a change of the score states, recomputed: the score is computed for both days, and for the
days alone that count as of both; the differences on the way are the causes."""

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from sellerdesk.ui import formats
from tests.pages.figures import Expected
from tests.pages.pencil import DAYS, Pencil, Sheet, shared_out, step
from tests.pages.stated.cards import measure, named, number, signed

ROLLED, NEW = "Rolled off", "New days"
BOTH = f"{ROLLED} + {NEW}"
NONE = Decimal(0)
Moves = dict[tuple[str, str], Decimal]  # points by cause and metric, as shown


def change(pencil: Pencil, account: str, policy: str, since: dt.date, as_of: dt.date) -> Iterator[Expected]:
    """The change of one seller's score between two days."""
    yield from named(pencil, account)
    for day in (since, as_of):
        yield from (day.isoformat(), DAYS[0].isoformat(), DAYS[-1].isoformat(), formats.day(day))
    before, after = (pencil.sheet(account, policy, day) for day in (since, as_of))
    if before.score is None or after.score is None:
        day, without = (since, before) if before.score is None else (as_of, after)
        yield f"There was no score on {formats.day(day)}: {without.reason}"
        return
    moves = _moves(before, pencil.kept(account, policy, since, as_of), after)
    names = {name: pencil.metrics[policy][name].name for _cause, name in moves}
    sums = {name: _sum(moves, name=name) for name in names}
    total = _sum(moves)
    yield _words(before, after, since, as_of, total, {names[name]: points for name, points in sums.items()})
    causes = [BOTH] if any(cause == BOTH for cause, _name in moves) else [ROLLED, NEW]
    for name in sorted(names, key=lambda name: (-abs(sums[name]), name)):
        metric, sides = pencil.metrics[policy][name], (before.lines[name], after.lines[name])
        yield " → ".join(measure(side.value, metric) for side in sides)
        yield from (signed(moves.get((cause, name), NONE)) for cause in causes)
        yield signed(sums[name])
    if names:
        yield from (signed(_sum(moves, cause=cause)) for cause in causes)
        yield signed(total)


def _moves(before: Sheet, kept: Sheet, after: Sheet) -> Moves:
    """What each metric won or lost by each cause; both causes in one where there is no score between."""
    assert before.score is not None and after.score is not None
    there = {name for name, line in kept.lines.items() if line.lost is not None}
    both = {
        n for n, line in before.lines.items() if line.lost is not None and after.lines[n].lost is not None
    }
    if kept.score is None or not both <= there:
        steps = [(BOTH, before, after)]
    else:
        steps = [(ROLLED, before, kept), (NEW, kept, after)]
    exact: dict[tuple[str, str], Fraction] = {}
    for cause, old, new in steps:
        lost, left = _lost(old), _lost(new)
        for name in {**lost, **left}:
            exact[cause, name] = lost.get(name, Fraction(0)) - left.get(name, Fraction(0))
    exact = {key: points for key, points in exact.items() if points}
    shown = shared_out([*exact.values()], step(before.score, after.score))
    return {key: points for key, points in zip(exact, shown, strict=True) if points}


def _lost(sheet: Sheet) -> dict[str, Fraction]:
    return {name: line.lost for name, line in sheet.lines.items() if line.lost is not None}


def _sum(moves: Moves, *, cause: str | None = None, name: str | None = None) -> Decimal:
    chosen = (points for key, points in moves.items() if cause in (None, key[0]) and name in (None, key[1]))
    return sum(chosen, NONE)


def _words(
    before: Sheet,
    after: Sheet,
    since: dt.date,
    as_of: dt.date,
    total: Decimal,
    sums: Mapping[str, Decimal],
) -> str:
    """The change in a sentence or two."""
    first, last, points = formats.day(since), formats.day(as_of), number(abs(total))
    way = "rose" if total > 0 else "fell"
    told = f"The score {way} by {points}, from {number(before.score)} on {first}"
    told += f" to {number(after.score)} on {last}."
    if not total:
        told = f"The score stands where it stood: {number(after.score)} on {first} and on {last}."
    moved = {name: points for name, points in sums.items() if points}
    if not moved:
        return told
    ordered = sorted(moved, key=lambda name: (-abs(moved[name]), name))
    down, up = min(ordered, key=lambda name: moved[name]), max(ordered, key=lambda name: moved[name])
    lost, gained = f"lost in {down} ({number(-moved[down])})", f"gained in {up} ({number(moved[up])})"
    if moved[down] > 0:
        return f"{told} Most was {gained}."
    return f"{told} Most was {lost}, most {gained}." if moved[up] > 0 else f"{told} Most was {lost}."

"""Bars that add up: the way down from a maximum, contributions to a change, and how values are spread.

Pure arithmetic from values to percent of the picture's width. What is shown is rounded so that the shown
parts add up to the shown total; bars always stand on zero.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from sellerdesk.ui import formats
from sellerdesk.ui.charts import apportion

_MUCH = 0.05  # of the whole: a loss that is drawn as bad


@dataclass(frozen=True, slots=True)
class Part:
    """One named part of a sum; ``value`` is signed. Without a tone the sign and size give one."""

    name: str
    value: float
    href: str = ""
    note: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a picture: ``left`` and ``width`` in percent, ``rest`` drawn pale before it."""

    name: str
    value: float
    text: str
    left: float
    width: float
    tone: str
    href: str = ""
    note: str = ""
    rest: float = 0.0


@dataclass(frozen=True, slots=True)
class Fall:
    """A waterfall: where it starts, each step, where it ends."""

    first: Bar
    steps: tuple[Bar, ...]
    last: Bar


@dataclass(frozen=True, slots=True)
class Contributions:
    """Signed bars around zero (``zero`` in percent of the width) and their total in words."""

    bars: tuple[Bar, ...]
    zero: float
    total: str


@dataclass(frozen=True, slots=True)
class Bin:
    """One bar of a distribution, in a box of 100 by 100; ``here`` marks the bin of the shown value."""

    name: str
    count: int
    left: float
    width: float
    height: float
    here: bool

    @property
    def top(self) -> float:
        return 100 - self.height


@dataclass(frozen=True, slots=True)
class Distribution:
    """How many lie where, with "you are here" and levels as (percent of the width, words)."""

    bins: tuple[Bin, ...]
    ends: tuple[str, str]
    here: tuple[float, str] | None
    levels: tuple[tuple[float, str], ...]
    label: str


def waterfall(
    first: Part,
    parts: Sequence[Part],
    last: Part,
    *,
    low: float = 0.0,
    high: float | None = None,
    digits: int = 2,
) -> Fall:
    """Return the way from ``first`` over signed ``parts`` to ``last`` on a scale from ``low`` to ``high``.

    Parts that are nothing as rounded are left out. Raises ValueError when the parts do not lead from first to
    last.
    """
    shown = apportion([part.value for part in parts], last.value - first.value, digits)
    span = ((max(first.value, last.value) if high is None else high) - low) or 1.0
    at, steps = first.value, []
    for part, value in zip(parts, shown, strict=True):
        if not value:
            continue
        start, at = at, at + value
        left, width = (min(start, at) - low) / span * 100, abs(value) / span * 100
        tone = part.tone or _tone(value, span)
        text = formats.signed(value, digits)
        steps.append(Bar(part.name, value, text, left, width, tone, part.href, part.note, left))
    return Fall(_end(first, low, span, digits), tuple(steps), _end(last, low, span, digits))


def contributions(
    parts: Sequence[Part], total: float, *, unit: str = "points", digits: int = 2
) -> Contributions:
    """Return signed bars of ``parts`` around zero, adding up to ``total`` as shown.

    Raises ValueError when the parts do not add up.
    """
    shown = apportion([part.value for part in parts], total, digits)
    low, high = min(0.0, *shown) if shown else 0.0, max(0.0, *shown) if shown else 0.0
    span = (high - low) or 1.0
    bars = tuple(
        Bar(
            part.name,
            value,
            formats.change(value, unit, digits),
            (min(value, 0.0) - low) / span * 100,
            abs(value) / span * 100,
            part.tone or _tone(value, span),
            part.href,
            part.note,
        )
        for part, value in zip(parts, shown, strict=True)
    )
    return Contributions(bars, -low / span * 100, formats.change(total, unit, digits))


def distribution(
    edges: Sequence[float],
    counts: Sequence[int],
    *,
    unit: str = "",
    here: float | None = None,
    levels: Sequence[tuple[float, str]] = (),
) -> Distribution:
    """Return the bars of ``counts`` between ``edges`` (one more than counts); ``here`` is the shown value."""
    if len(edges) != len(counts) + 1:
        raise ValueError("a distribution has one edge more than counts")
    low, span, most = edges[0], (edges[-1] - edges[0]) or 1.0, max(counts, default=0) or 1
    mine = None if here is None else _bin_of(edges, here)

    def x(value: float) -> float:
        return min(max((value - low) / span * 100, 0.0), 100.0)

    bins = tuple(
        Bin(
            formats.interval(first, last, unit),
            count,
            x(first),
            x(last) - x(first),
            count / most * 100,
            i == mine,
        )
        for i, (first, last, count) in enumerate(zip(edges, edges[1:], counts, strict=False))
    )
    return Distribution(
        bins,
        (formats.limit(edges[0], unit), formats.limit(edges[-1], unit)),
        None if here is None else (x(here), formats.measure(here, unit)),
        tuple((x(value), name) for value, name in levels),
        _spread_label(bins, sum(counts)),
    )


def _bin_of(edges: Sequence[float], value: float) -> int:
    inside = [i for i, edge in enumerate(edges[:-1]) if value >= edge]
    return inside[-1] if inside else 0


def _spread_label(bins: Sequence[Bin], total: int) -> str:
    if not total:
        return gettext("Nothing to show yet")
    fullest = max(bins, key=lambda each: each.count)
    values = {"total": formats.number(total), "count": formats.number(fullest.count), "bin": fullest.name}
    return gettext("%(total)s in all; most, %(count)s, lie between %(bin)s") % values


def _end(part: Part, low: float, span: float, digits: int) -> Bar:
    width = (part.value - low) / span * 100
    text = formats.number(part.value, digits)
    return Bar(part.name, part.value, text, 0.0, width, part.tone, part.href, part.note)


def _tone(value: float, span: float) -> str:
    if value == 0:
        return "mut"
    return "ok" if value > 0 else "bad" if -value / span >= _MUCH else "warn"

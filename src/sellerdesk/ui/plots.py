"""Line charts over days: one time axis, a value axis that says where it begins, and the same as a table.

Pure arithmetic from values to SVG user units; a chart is laid out twice, for wide and for narrow screens.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext

from sellerdesk.ui import formats
from sellerdesk.ui.charts import Line, Tick, Values, line, nice

WIDE, NARROW = (720.0, 200.0), (330.0, 180.0)
_CHAR = 6.6  # the width of a sign on the axis


@dataclass(frozen=True, slots=True)
class Series:
    """One line: a value a day, None where there is none; ``low`` and ``high`` are its 95 % interval."""

    name: str
    values: Values
    tone: str = ""
    low: Values = ()
    high: Values = ()


@dataclass(frozen=True, slots=True)
class Level:
    """A rule across the chart: a target, a limit, a published standard."""

    value: float
    name: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened: a ``change`` point (with its 95 % interval), an ``action`` or a ``note``."""

    day: dt.date
    name: str
    kind: str = "note"
    since: dt.date | None = None
    until: dt.date | None = None
    href: str = ""


@dataclass(frozen=True, slots=True)
class Pin:
    """A mark as drawn: number, place and width of its interval."""

    number: int
    at: float
    left: float
    width: float
    kind: str


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line as drawn; ``dash`` tells lines apart without colour."""

    line: Line
    areas: tuple[str, ...]
    tone: str
    dash: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A chart laid out for one width."""

    width: float
    height: float
    margin: float
    strokes: tuple[Stroke, ...]
    values: tuple[Tick, ...]
    days: tuple[Tick, ...]
    levels: tuple[Tick, ...]
    pins: tuple[Pin, ...]

    @property
    def box(self) -> str:
        """The view box, with room for the words on the axes."""
        return f"{-self.margin:g} -22 {self.width + self.margin + 12:g} {self.height + 48:g}"


@dataclass(frozen=True, slots=True)
class Plot:
    """A chart with everything beside it: legend, marks, honesty about the axis, and its values as rows."""

    name: str
    sheets: tuple[tuple[str, Sheet], ...]
    legend: tuple[tuple[str, str, str], ...]
    marks: tuple[Mark, ...]
    cut: str
    sentences: tuple[str, ...]
    head: tuple[str, ...]
    rows: tuple[tuple[dt.date, tuple[str, ...]], ...]
    empty: bool


DASHES = ("", "7 4", "2 3", "10 3 2 3", "1 5")
TONES = ("brand", "warn", "mut", "ok", "bad")


def plot(
    name: str,
    days: Sequence[dt.date],
    series: Sequence[Series],
    *,
    unit: str = "",
    digits: int | None = None,
    levels: Sequence[Level] = (),
    marks: Sequence[Mark] = (),
    zero: bool = False,
    bounds: tuple[float, float] | None = None,
) -> Plot:
    """Return the chart of ``series`` over ``days``; ``zero`` lets the value axis begin at nought, ``bounds``
    are the ends of the measure itself. Levels widen the axis when they lie close to the lines."""
    ticks = _ticks(series, levels, zero, bounds)
    seen = tuple(mark for mark in marks if days and days[0] <= mark.day <= days[-1])
    sheets = tuple(
        (kind, _sheet(days, series, ticks, unit, levels, seen, size))
        for kind, size in (("wide", WIDE), ("narrow", NARROW))
    )
    begins = formats.limit(ticks[0], unit)
    return Plot(
        name,
        sheets,
        tuple((each.name, _tone(each, i), DASHES[i % len(DASHES)]) for i, each in enumerate(series)),
        seen,
        gettext("The value axis begins at %(value)s.") % {"value": begins} if ticks[0] > 0 else "",
        tuple(_sentence(each, days, unit, digits) for each in series),
        tuple(each.name for each in series),
        tuple(
            (day, tuple(formats.measure(each.values[i], unit, digits=digits) for each in series))
            for i, day in reversed(list(enumerate(days)))
        ),
        not any(value is not None for each in series for value in each.values),
    )


def _ticks(
    series: Sequence[Series], levels: Sequence[Level], zero: bool, bounds: tuple[float, float] | None
) -> list[float]:
    known = [
        v for each in series for part in (each.values, each.low, each.high) for v in part if v is not None
    ]
    low, high = min(known, default=0.0), max(known, default=1.0)
    near = (high - low) or abs(high) * 0.1 or 1.0
    held = [each.value for each in levels if low - near <= each.value <= high + near]
    return nice(min(0.0 if zero else low, low, *held), max(high, low, *held), bounds)


def _sheet(
    days: Sequence[dt.date],
    series: Sequence[Series],
    ticks: Sequence[float],
    unit: str,
    levels: Sequence[Level],
    marks: Sequence[Mark],
    size: tuple[float, float],
) -> Sheet:
    width, height = size
    low, high = ticks[0], ticks[-1]
    step = width / max(len(days) - 1, 1)
    names = [formats.limit(value, unit) for value in ticks]

    def y(value: float) -> float:
        return round(height - (value - low) / (high - low) * height, 2)

    def x(day: dt.date) -> float:
        return round(sum(each < day for each in days) * step, 2)

    gaps = 4 if width > 400 else 2
    shown = sorted({round(i * (len(days) - 1) / gaps) for i in range(gaps + 1)}) if days else []
    return Sheet(
        width,
        height,
        max(len(text) for text in names) * _CHAR + 12,
        tuple(
            Stroke(
                line(each.values, width, height, 0, low, high),
                _areas(each, step, y),
                _tone(each, i),
                DASHES[i % len(DASHES)],
            )
            for i, each in enumerate(series)
        ),
        tuple(Tick(y(value), text) for value, text in zip(ticks, names, strict=True)),
        tuple(Tick(round(i * step, 2), formats.day(days[i], year=False)) for i in shown),
        tuple(Tick(y(each.value), each.name) for each in levels if low <= each.value <= high),
        tuple(_pin(i, mark, x) for i, mark in enumerate(marks, 1)),
    )


def _pin(number: int, mark: Mark, x: Callable[[dt.date], float]) -> Pin:
    left, right = x(mark.since or mark.day), x(mark.until or mark.day)
    return Pin(number, x(mark.day), left, round(right - left, 2), mark.kind)


def _areas(series: Series, step: float, y: Callable[[float], float]) -> tuple[str, ...]:
    """The 95 % interval as closed shapes, one a run of known days."""
    pairs = list(enumerate(zip(series.low, series.high, strict=True)))
    found = []
    for known, run in groupby(pairs, key=lambda item: None not in item[1]):
        if not known:
            continue
        points = [(i * step, low, high) for i, (low, high) in run if low is not None and high is not None]
        up = [f"{at:g},{y(high):g}" for at, _, high in points]
        down = [f"{at:g},{y(low):g}" for at, low, _ in reversed(points)]
        found.append(" ".join((*up, *down)))
    return tuple(found)


def _tone(series: Series, index: int) -> str:
    return series.tone or TONES[index % len(TONES)]


def _sentence(series: Series, days: Sequence[dt.date], unit: str, digits: int | None) -> str:
    """A line in words: from what to what, and where it was lowest and highest."""
    known = [(value, day) for value, day in zip(series.values, days, strict=True) if value is not None]
    if not known:
        return gettext("%(name)s: nothing known in these days") % {"name": series.name}
    first, last, least, most = known[0], known[-1], min(known), max(known)
    words = {"name": series.name}
    for key, (value, day) in {"first": first, "last": last, "least": least, "most": most}.items():
        words |= {key: formats.measure(value, unit, digits=digits), f"{key}_day": formats.day(day)}
    return (
        gettext(
            "%(name)s: %(first)s on %(first_day)s, %(last)s on %(last_day)s;"
            " lowest %(least)s on %(least_day)s, highest %(most)s on %(most_day)s."
        )
        % words
    )

"""Small multiples: the same picture of many things, side by side."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sellerdesk.ui import formats
from sellerdesk.ui.charts import Line, Values, spark

WIDTH, HEIGHT, PAD = 220.0, 56.0, 4.0


@dataclass(frozen=True, slots=True)
class Panel:
    """One small picture: its name, its values, the last one in words, and the line in words."""

    name: str
    values: Values
    text: str
    label: str
    href: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Panels:
    """Small pictures over the same days; ``low`` and ``high`` are a shared scale in words."""

    drawn: tuple[tuple[Panel, Line], ...]
    first: str
    last: str
    low: str = ""
    high: str = ""


def multiples(
    panels: Sequence[Panel], days: Sequence[dt.date], *, unit: str = "", shared: bool = True
) -> Panels:
    """Return small pictures over ``days``; ``shared`` draws all on one scale, so that heights compare."""
    known = [value for panel in panels for value in panel.values if value is not None]
    bounds = (min(known), max(known)) if shared and known else None
    drawn = tuple((panel, spark(panel.values, WIDTH, HEIGHT, PAD, bounds)) for panel in panels)
    first, last = (formats.day(days[i], year=False) if days else "" for i in (0, -1))
    low, high = (formats.measure(value, unit) for value in bounds) if bounds else ("", "")
    return Panels(drawn, first, last, low, high)

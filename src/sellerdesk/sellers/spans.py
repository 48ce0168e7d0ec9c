"""The two days that a page compares, read from its address."""

import datetime as dt
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from sellerdesk.sellers.scorecard import WEEK
from sellerdesk.ui import formats

FROM, TO = "from", "to"


class ScoredDay:
    """What a page about one scored day knows of its neighbours. ``days`` are all that were scored; ``asked``
    is the day in the address."""

    __slots__ = ()
    days: Sequence[dt.date]
    as_of: dt.date
    asked: dt.date | None

    @property
    def missed(self) -> bool:
        """Whether another day than the one asked for has to be shown."""
        return self.asked is not None and self.asked != self.as_of

    @property
    def last(self) -> dt.date:
        return self.days[-1]

    @property
    def day_before(self) -> dt.date | None:
        place = self.days.index(self.as_of)
        return self.days[place - 1] if place else None

    @property
    def day_after(self) -> dt.date | None:
        place = self.days.index(self.as_of)
        return self.days[place + 1] if place + 1 < len(self.days) else None


@dataclass(frozen=True, slots=True)
class Days:
    """Two scored days, the earlier one first; ``notes`` say where others had been asked for."""

    since: dt.date
    as_of: dt.date
    notes: Sequence[str]


def days_of(asked: Mapping[str, str], scored: Sequence[dt.date]) -> Days | None:
    """Return the days that an address asks for: by default the last seven. A day that was not scored gives
    way to the last one before it, or to the first of all; days in the wrong order are exchanged. None when
    fewer than two days were scored."""
    if len(scored) < 2:
        return None
    notes: list[str] = []
    last = _scored(asked.get(TO, ""), scored, scored[-1], notes)
    first = _scored(asked.get(FROM, ""), scored, _before(last - WEEK, scored), notes)
    if first > last:
        first, last = last, first
        notes.append(gettext("The days were exchanged: the earlier one comes first."))
    if first == last:
        place = scored.index(last)
        first, last = (scored[place - 1], last) if place else (first, scored[1])
    return Days(first, last, notes)


def day_of(text: str) -> dt.date | None:
    """Return the day that a text of an address names; None for any other text."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _scored(text: str, scored: Sequence[dt.date], fallback: dt.date, notes: list[str]) -> dt.date:
    if not text:
        return fallback
    asked = day_of(text)
    if asked is None:
        notes.append(gettext("A day could not be read; it is written as 2026-11-23."))
        return fallback
    found = _before(asked, scored)
    if found != asked:
        values = {"asked": formats.day(asked), "shown": formats.day(found)}
        notes.append(gettext("Nothing was scored as of %(asked)s; this is %(shown)s.") % values)
    return found


def _before(day: dt.date, scored: Sequence[dt.date]) -> dt.date:
    return scored[max(bisect_right(scored, day) - 1, 0)]

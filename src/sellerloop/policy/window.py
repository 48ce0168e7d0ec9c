"""Windows: which days count as of a date.

A window maps an as-of date D to an inclusive span of local dates. A rolling window of N days is
D-N ... D-1; the as-of day itself never counts.
"""

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

Span = tuple[dt.date, dt.date]
DAY = dt.timedelta(days=1)


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Rolling(_Frozen):
    """The ``days`` days before the as-of date: D-days ... D-1."""

    type: Literal["rolling"] = "rolling"
    days: Annotated[int, Field(ge=1, le=1000)]

    def span(self, as_of: dt.date) -> Span:
        """Return the first and the last day, both included."""
        return as_of - self.days * DAY, as_of - DAY


class Lagged(_Frozen):
    """A maturity window: D-oldest ... D-newest, both included (``oldest`` > ``newest``)."""

    type: Literal["lagged"] = "lagged"
    oldest: Annotated[int, Field(ge=1, le=1000)]
    newest: Annotated[int, Field(ge=0, le=999)]

    @model_validator(mode="after")
    def _ordered(self) -> "Lagged":
        if self.oldest < self.newest:
            raise PydanticCustomError("window_order", "oldest must not be smaller than newest")
        return self

    def span(self, as_of: dt.date) -> Span:
        """Return the first and the last day, both included."""
        return as_of - self.oldest * DAY, as_of - self.newest * DAY


class Calendar(_Frozen):
    """The last ``count`` complete calendar units (ISO weeks, months or quarters) before the as-of date."""

    type: Literal["calendar"] = "calendar"
    unit: Literal["week", "month", "quarter"]
    count: Annotated[int, Field(ge=1, le=60)] = 1

    def span(self, as_of: dt.date) -> Span:
        """Return the first and the last day, both included."""
        if self.unit == "week":
            start = as_of - as_of.weekday() * DAY
            return start - 7 * self.count * DAY, start - DAY
        width = 3 if self.unit == "quarter" else 1
        month0 = as_of.year * 12 + as_of.month - 1
        end = month0 - month0 % width
        return _month_start(end - width * self.count), _month_start(end) - DAY


class VolumeSwitch(_Frozen):
    """``then`` when the denominator within ``then`` reaches ``at_least``, else ``otherwise``."""

    type: Literal["volume_switch"] = "volume_switch"
    at_least: Annotated[int, Field(ge=1)]
    then: "FixedWindow"
    otherwise: "FixedWindow"

    def pick(self, volume: int) -> Rolling | Lagged | Calendar:
        """Return the window that applies when ``volume`` denominator rows lie within ``then``."""
        return self.then if volume >= self.at_least else self.otherwise


FixedWindow = Annotated[Rolling | Lagged | Calendar, Field(discriminator="type")]
Window = Annotated[Rolling | Lagged | Calendar | VolumeSwitch, Field(discriminator="type")]
VolumeSwitch.model_rebuild()


def fixed_windows(
    window: Rolling | Lagged | Calendar | VolumeSwitch,
) -> tuple[Rolling | Lagged | Calendar, ...]:
    """Return every fixed window that ``window`` may resolve to, the preferred one first."""
    if isinstance(window, VolumeSwitch):
        return window.then, window.otherwise
    return (window,)


def _month_start(month0: int) -> dt.date:
    return dt.date(month0 // 12, month0 % 12 + 1, 1)

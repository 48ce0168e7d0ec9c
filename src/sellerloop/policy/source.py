"""Where a rule or a figure comes from, and how sure we are of it."""

import datetime as dt
import re
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints
from pydantic_core import PydanticCustomError

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _day(value: object) -> object:
    """Let nothing but a date or its ISO form pass: a bare number would be read as seconds since 1970."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        return value
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    raise PydanticCustomError("day", "must be a date such as 2026-11-22")


Day = Annotated[dt.date, BeforeValidator(_day)]


class Certainty(StrEnum):
    """How a stated rule is known."""

    OFFICIAL = "official"  # text of the platform's own page was read
    REPORTED = "reported"  # third-party article or translation
    OBSERVED = "observed"  # operators' public dashboards or configurations
    SCHEMA = "schema"  # field of the platform's API description
    ASSUMED = "assumed"  # our own choice: must be shown as assumed wherever it appears


class Source(BaseModel):
    """One place a rule was read.

    ``ref`` is an address, an essay number or a short title; ``read_on`` the day it was read.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    ref: Annotated[str, StringConstraints(min_length=1)]
    read_on: Day
    certainty: Certainty

"""Where a rule or a figure comes from, and how sure we are of it."""

import datetime as dt
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints


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
    read_on: dt.date
    certainty: Certainty

"""When figures are refreshed: the as-of date of a day is its latest refresh day."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

from sellerloop.policy.window import DAY

Refresh = Literal["daily", "weekly_monday", "monthly_1", "monthly_7", "monthly_20"]


class Cadence(BaseModel):
    """How often a policy is evaluated; ``metrics`` holds what differs for single metrics."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    refresh: Refresh = "daily"
    metrics: dict[Annotated[str, StringConstraints(min_length=1)], Refresh] = {}

    def as_of(self, day: dt.date, metric: str = "") -> dt.date:
        """Return the latest refresh day up to ``day``, of the policy or of one metric."""
        refresh = self.metrics.get(metric, self.refresh)
        if refresh == "daily":
            return day
        if refresh == "weekly_monday":
            return day - day.weekday() * DAY
        refreshed = int(refresh.removeprefix("monthly_"))
        month = day if day.day >= refreshed else day.replace(day=1) - DAY
        return month.replace(day=refreshed)

    def upcoming(self, day: dt.date, metric: str = "") -> dt.date:
        """Return the first refresh day after ``day``, of the policy or of one metric."""
        later = day + DAY
        while self.as_of(later, metric) <= day:
            later += DAY
        return later

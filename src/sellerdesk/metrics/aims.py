"""Targets as a metric page needs them: the one in force for a place on a day, and whether it is reached."""

import datetime as dt
import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from sellerdesk.sellers.models import TargetRow
from sellerdesk.ui import formats
from sellerloop.lake.divisions import Place
from sellerloop.metrics.spec import Metric
from sellerloop.metrics.targets import Scope, Target, TargetError, in_force
from sellerloop.policy.window import DAY

_SIGNS = {"<": "<", "<=": "≤", ">": ">", ">=": "≥"}


@dataclass(frozen=True, slots=True)
class Aims:
    """The targets of one metric."""

    metric: str
    spec: Metric
    targets: Sequence[Target]

    def at(self, place: Place, day: dt.date) -> Target | None:
        """Return the target in force; none where two contradict each other."""
        try:
            return in_force(self.targets, self.metric, Scope(place.market, place.category, place.tier), day)
        except TargetError:
            return None

    def value(self, place: Place, day: dt.date) -> float | None:
        """Return the value of the target in force."""
        target = self.at(place, day)
        return None if target is None else float(target.value)

    def levels(self, place: Place, days: Sequence[dt.date]) -> list[tuple[float, str]]:
        """Return the targets that were in force on any of ``days``, in order of time, each with its name; an
        earlier one says until when."""
        if not days:
            return []
        edges = {edge for target in self.targets for edge in (target.effective_from, target.effective_to)}
        turns = [day for day in days[1:] if day in edges]
        runs: list[tuple[float, dt.date]] = []
        for first, after in itertools.pairwise((days[0], *turns, days[-1] + DAY)):
            value = self.value(place, first)
            if value is not None:
                runs = [*(run for run in runs if run[0] != value), (value, after - DAY)]
        last = days[-1]
        until = gettext("target until %(day)s")
        return [
            (value, gettext("target") if day == last else until % {"day": formats.day(day, year=False)})
            for value, day in runs
        ]

    def words(self, place: Place, day: dt.date, value: float | None) -> tuple[str, str]:
        """Return the target in force in words, and the tone of ``value`` against it."""
        target = self.at(place, day)
        if target is None:
            return "", "none"
        text = f"{_SIGNS[target.op]}{formats.THIN}{formats.limit(float(target.value), self.spec.unit.value)}"
        return text, "none" if value is None else "ok" if target.met(value) else "bad"

    def owner(self, place: Place, day: dt.date) -> str:
        """Say who answers for the target in force, and since when it holds."""
        target = self.at(place, day)
        if target is None:
            return ""
        values = {"owner": target.owner, "day": formats.day(target.effective_from)}
        return gettext("%(owner)s, since %(day)s") % values


def aims_of(metric: str, base: str, spec: Metric) -> Aims:
    """Return the targets of a metric as a policy names it, or of the catalogue's metric behind it."""
    rows = [row.as_target() for row in TargetRow.objects.filter(metric__in={metric, base})]
    name = metric if any(row.metric == metric for row in rows) else base
    return Aims(name, spec, rows)

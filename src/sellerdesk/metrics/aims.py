"""Targets as a metric page needs them: the one in force for a place on a day, and whether it is reached."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from sellerdesk.sellers.models import TargetRow
from sellerdesk.ui import formats
from sellerloop.lake.divisions import Place
from sellerloop.metrics.spec import Metric
from sellerloop.metrics.targets import Scope, Target, TargetError, in_force


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

    def daily(self, place: Place, days: Sequence[dt.date]) -> list[float | None]:
        """Return the value of the target in force on each of ``days``."""
        edges = {edge for target in self.targets for edge in (target.effective_from, target.effective_to)}
        values: list[float | None] = []
        for day in days:
            values.append(self.value(place, day) if not values or day in edges else values[-1])
        return values

    def words(self, place: Place, day: dt.date, value: float | None) -> tuple[str, str]:
        """Return the target in force in words, and the tone of ``value`` against it."""
        target = self.at(place, day)
        if target is None:
            return "", "none"
        limit = formats.limit(float(target.value), self.spec.unit.value)
        text = f"{formats.SIGNS[target.op]}{formats.THIN}{limit}"
        return text, "none" if value is None else "ok" if target.met(value) else "bad"

    def owner(self, place: Place, day: dt.date) -> str:
        """Say who answers for the target in force, and since when it holds."""
        target = self.at(place, day)
        if target is None:
            return ""
        values = {"owner": target.owner, "day": formats.day(target.effective_from)}
        return gettext("%(owner)s, since %(day)s") % values


def aims_of(metric: str, base: str, spec: Metric, targets: Sequence[Target] | None = None) -> Aims:
    """Return the targets of a metric as a policy names it, or of the catalogue's metric behind it; they are
    looked for among ``targets`` where the page has read them already."""
    if targets is None:
        targets = [row.as_target() for row in TargetRow.objects.filter(metric__in={metric, base})]
    name = metric if any(target.metric == metric for target in targets) else base
    return Aims(name, spec, [target for target in targets if target.metric == name])

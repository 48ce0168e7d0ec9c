"""Why a score changed between two days, as a page tells it: metrics by causes, adding up both ways."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from sellerdesk.sellers.question import Question
from sellerdesk.sellers.scorecard import PLACES
from sellerdesk.ui import charts, formats
from sellerloop.lake.asking import changed, changed_since_known
from sellerloop.scores.card import Entry
from sellerloop.scores.change import Cause, Change
from sellerloop.scores.packs import pack, packs
from sellerloop.scores.resolve import ResolvedPolicy, resolve

SCALE = ""  # the row of another maximum of the scale
_CAUSES = {
    Cause.POLICY: (_("Rule"), _("Another version of the rule, on the same facts.")),
    Cause.BENCHMARK: (_("Peer figures"), _("Other figures of the peer group.")),
    Cause.CORRECTIONS: (_("Corrections"), _("What became known later about the earlier days.")),
    Cause.ROLL_OFF: (_("Rolled off"), _("Days that left the window and no longer count.")),
    Cause.NEW_EVENTS: (_("New days"), _("Days that came into the window.")),
}
_DAYS = {Cause.ROLL_OFF, Cause.NEW_EVENTS}


@dataclass(frozen=True, slots=True)
class Column:
    """One step of the change: the causes told together, and what they changed in all."""

    name: str
    meaning: str
    total: float


@dataclass(frozen=True, slots=True)
class Part:
    """What one metric did to the score: ``total`` is the sum of ``cells``, one a column. The bar runs from
    the middle, in percent of the longest."""

    name: str
    rows: str
    before: str
    after: str
    cells: Sequence[float]
    total: float
    left: float
    width: float
    tone: str


@dataclass(frozen=True)
class Explained:
    """The change of one account's score from ``since`` to ``as_of``; ``known_then`` says that the earlier
    score is the one of that time. ``change.total`` is None, with a reason, when one of the days has no
    score. ``now`` is the score of ``since`` as it was published by the build."""

    question: Question
    since: dt.date
    as_of: dt.date
    known_then: bool
    before: ResolvedPolicy
    change: Change
    now: float | None

    @property
    def total(self) -> float | None:
        """The difference of the two scores as they are shown."""
        before, after = self.change.before.score, self.change.after.score
        if before is None or after is None or self.change.total is None:
            return None
        return charts.difference(float(before), float(after), PLACES)

    @property
    def tone(self) -> str:
        return "mut" if not self.total else "ok" if self.total > 0 else "bad"

    @cached_property
    def cells(self) -> Mapping[tuple[int, str], float]:
        """The points by step and metric, rounded together so that they add up to the total."""
        exact: dict[tuple[int, str], float] = {}
        for place, step in enumerate(self.change.steps):
            exact |= {(place, metric): float(points) for metric, points in step.metrics.items()}
            if step.scale:
                exact[place, SCALE] = float(step.scale)
        shown = charts.apportion([*exact.values()], float(self.change.total or 0), PLACES, self.total)
        return {key: points for key, points in zip(exact, shown, strict=True) if points}

    @property
    def columns(self) -> list[Column]:
        """The steps that are worth a column: those that changed anything, and always the days that left and
        came."""
        return [self._column(place) for place in self._places]

    def parts(self) -> list[Part]:
        """What every metric did, the greatest first; metrics that did nothing are left out."""
        names = dict.fromkeys(name for _place, name in self.cells)
        sums = {name: self._sum(metric=name) for name in names}
        longest = max(map(abs, sums.values()), default=0.0) or 1.0
        return [
            self._part(name, sums[name], longest) for name in sorted(names, key=lambda n: (-abs(sums[n]), n))
        ]

    @property
    def sentences(self) -> list[str]:
        """The change in words."""
        return [*filter(None, (self._whole(), self._main(), self._known(), self._version()))]

    @property
    def _places(self) -> list[int]:
        moved = {place for place, _name in self.cells}
        steps = enumerate(self.change.steps)
        return [place for place, step in steps if place in moved or not _DAYS.isdisjoint(step.causes)]

    def _column(self, place: int) -> Column:
        words = [_CAUSES[cause] for cause in self.change.steps[place].causes]
        name = " + ".join(gettext(name) for name, _meaning in words)
        return Column(name, " ".join(gettext(meaning) for _name, meaning in words), self._sum(place=place))

    def _sum(self, place: int | None = None, metric: str | None = None) -> float:
        chosen = (
            points
            for (step, name), points in self.cells.items()
            if place in (None, step) and metric in (None, name)
        )
        return round(sum(chosen), PLACES) + 0.0

    def _part(self, metric: str, total: float, longest: float) -> Part:
        width = abs(total) / longest * 50
        cells = [self.cells.get((place, metric), 0.0) for place in self._places]
        tone = "ok" if total > 0 else "bad" if total < 0 else "mut"
        left = 50.0 if total >= 0 else 50.0 - width
        if metric == SCALE:
            return Part(gettext("Maximum of the scale"), "", "", "", cells, total, left, width, tone)
        before, after = self._values(metric)
        return Part(self._name(metric), self._rows(metric), before, after, cells, total, left, width, tone)

    def _name(self, metric: str) -> str:
        found = self.question.resolved.metrics.get(metric) or self.before.metrics[metric]
        return gettext(found.name)

    def _values(self, metric: str) -> tuple[str, str]:
        """The metric's value before and after."""
        sides = ((self.change.before, self.before), (self.change.after, self.question.resolved))
        before, after = (_measured(card.entries.get(metric), policy, metric) for card, policy in sides)
        return before, after

    def _rows(self, metric: str) -> str:
        if metric not in self.question.resolved.metrics:
            return ""
        query = f"?policy={self.question.policy}&as_of={self.as_of.isoformat()}"
        return reverse("sellers:rows", args=[self.question.seller.pk, metric]) + query

    def _whole(self) -> str:
        if self.total is None:
            return formats.sentence(formats.say(self.change.reason))
        before, after = self.change.before.score, self.change.after.score
        assert before is not None and after is not None
        values = {
            "first": formats.day(self.since),
            "last": formats.day(self.as_of),
            "before": formats.number(float(before), PLACES),
            "after": formats.number(float(after), PLACES),
            "points": formats.number(abs(self.total), PLACES),
        }
        if self.total < 0:
            text = gettext(
                "The score fell by %(points)s, from %(before)s on %(first)s to %(after)s on %(last)s."
            )
        elif self.total > 0:
            text = gettext(
                "The score rose by %(points)s, from %(before)s on %(first)s to %(after)s on %(last)s."
            )
        else:
            text = gettext("The score stands where it stood: %(after)s on %(first)s and on %(last)s.")
        return text % values

    def _main(self) -> str:
        parts = [part for part in self.parts() if part.total]
        if not parts:
            return ""
        down = min(parts, key=lambda part: part.total)
        up = max(parts, key=lambda part: part.total)
        values = {
            "down": down.name,
            "lost": formats.number(abs(down.total), PLACES),
            "up": up.name,
            "won": formats.number(up.total, PLACES),
        }
        if down.total < 0 < up.total:
            return gettext("Most was lost in %(down)s (%(lost)s), most gained in %(up)s (%(won)s).") % values
        if down.total < 0:
            return gettext("Most was lost in %(down)s (%(lost)s).") % values
        return gettext("Most was gained in %(up)s (%(won)s).") % values

    def _known(self) -> str:
        """The earlier day as it was known then, beside what is known of it now."""
        if not self.known_then or self.change.before.score is None:
            return ""
        values = {
            "day": formats.day(self.since),
            "then": formats.number(float(self.change.before.score), PLACES),
            "now": formats.number(self.now, PLACES),
        }
        if values["now"] == values["then"]:
            return gettext("What is known now about %(day)s gives the same score.") % values
        return gettext("On %(day)s it read %(then)s; by what is known now it is %(now)s.") % values

    def _version(self) -> str:
        if self.before.version == self.question.resolved.version:
            return ""
        values = {"old": self.before.version, "new": self.question.resolved.version}
        return gettext("The rule was in version %(old)s then and is in version %(new)s now.") % values


def explained(question: Question, since: dt.date, as_of: dt.date, *, known_then: bool) -> Explained:
    """Explain the change from ``since`` to ``as_of``. Raises NothingYet for an account that the build does
    not know."""
    account = question.account
    before = version_on(question.resolved, since) if known_then else question.resolved
    found = (
        changed_since_known(question.snapshot, account, question.policy, before, since, as_of)
        if known_then
        else changed(question.snapshot, account, question.policy, since, as_of)
    )
    history = question.snapshot.score_history(question.seller.pk, question.policy, question.scope)
    now = next((score.score for score in history if score.as_of == since), None) if known_then else None
    return Explained(question, since, as_of, known_then, before, found, now)


def version_on(resolved: ResolvedPolicy, day: dt.date) -> ResolvedPolicy:
    """Return the version of a policy in force on ``day``: where it is one that is shipped, its forerunner."""
    known = packs().get(resolved.policy.id, ())
    if day >= resolved.policy.effective_from or resolved.policy not in known:
        return resolved
    return resolve(pack(resolved.policy.id, day))


def _measured(entry: Entry | None, policy: ResolvedPolicy, metric: str) -> str:
    if entry is None or entry.value is None:
        return formats.DASH
    return formats.measure(float(entry.value), policy.metrics[metric].unit.value)

"""What is coming for one account: levels within reach, bad events that leave the window, and what young
orders will come to."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from sellerdesk.sellers.question import Question
from sellerdesk.sellers.scorecard import PLACES
from sellerdesk.sellers.words import code_name, count_unit
from sellerdesk.ui import formats
from sellerloop.lake import asking
from sellerloop.lake.explaining import Explanation
from sellerloop.lake.maturing import Growing
from sellerloop.metrics.reading import Reading
from sellerloop.metrics.spec import Aggregation, Metric
from sellerloop.scores.foresee import Rung
from sellerloop.scores.outlook import Goal, Outlook
from sellerloop.scores.simulate import with_value, without

HORIZONS = (30, 60)


@dataclass(frozen=True, slots=True)
class Way:
    """One way to another level: so many events of one metric, and no other change."""

    name: str
    rows: str
    events: int
    text: str


@dataclass(frozen=True, slots=True)
class Level:
    """A neighbouring level of the standing, the score where it begins, and the single ways there, the
    shortest first."""

    name: str
    at: str
    distance: str
    ways: Sequence[Way]


@dataclass(frozen=True, slots=True)
class Step:
    """The next threshold of one metric on either side, in words."""

    name: str
    rows: str
    value: str
    better: str
    better_note: str
    worse: str
    worse_note: str


@dataclass(frozen=True, slots=True)
class Leaving:
    """A day on which bad events leave: how many of which metrics, and the score from then on."""

    day: dt.date
    count: int
    metrics: Sequence[tuple[str, str, int]]
    score: float | None
    change: float | None


@dataclass(frozen=True, slots=True)
class Mature:
    """A rate that is still growing, as it is and as it is expected; ``reason`` says why nothing is."""

    name: str
    rows: str
    reported: str
    expected: str
    interval: str
    share: str
    basis: str
    reason: str


@dataclass(frozen=True)
class Coming:
    """The outlook of one account for the next ``horizon`` days."""

    question: Question
    horizon: int
    explanation: Explanation
    growing: Sequence[Growing]

    @property
    def scored(self) -> bool:
        return self.explanation.card.score is not None

    @property
    def up(self) -> Level | None:
        """The next better level; None at the top."""
        return self._level([ahead.up for ahead in self.explanation.outlooks], clean=True)

    @property
    def down(self) -> Level | None:
        """The next worse level; None at the bottom."""
        return self._level([ahead.down for ahead in self.explanation.outlooks], clean=False)

    def steps(self) -> list[Step]:
        """The next thresholds of every metric that has any."""
        return [self._step(ahead) for ahead in self.explanation.outlooks if ahead.better or ahead.worse]

    @cached_property
    def leaving(self) -> list[Leaving]:
        """The days of the horizon on which bad events leave, with the score if everything that takes their
        place is clean."""
        until = self.question.as_of + dt.timedelta(days=self.horizon)
        by_day: dict[dt.date, Counter[str]] = {}
        for ahead in self.explanation.outlooks:
            if self._replaceable(ahead.metric):
                for event in ahead.leaving:
                    if event.leaves <= until:
                        by_day.setdefault(event.leaves, Counter())[ahead.metric] += 1
        gone, found, before = Counter[str](), list[Leaving](), self.explanation.card.score
        for day in sorted(by_day):
            gone += by_day[day]
            score = self._without(gone)
            change = None if score is None or before is None else float(score - before)
            metrics = [(self._name(m), self._rows(m), n) for m, n in by_day[day].most_common()]
            found.append(Leaving(day, by_day[day].total(), metrics, _float(score), change))
            before = score
        return found

    @property
    def later(self) -> int:
        """Bad events that leave after the horizon."""
        until = self.question.as_of + dt.timedelta(days=self.horizon)
        replaceable = (a for a in self.explanation.outlooks if self._replaceable(a.metric))
        return sum(event.leaves > until for ahead in replaceable for event in ahead.leaving)

    def mature(self) -> list[Mature]:
        """What young orders are heading for, by metric."""
        return [self._mature(found) for found in self.growing]

    @property
    def expected_score(self) -> float | None:
        """The score when every growing rate has come to what is expected; None where nothing is expected."""
        view = self.explanation.view
        changes = {
            found.metric: with_value(view.readings[found.metric], found.projection.expected)
            for found in self.growing
            if found.projection is not None and found.projection.expected is not None
        }
        if not changes or not self.scored:
            return None
        return _float(replace(view, readings={**view.readings, **changes}).card().score)

    def _level(self, goals: Sequence[Goal | None], *, clean: bool) -> Level | None:
        found = {
            ahead.metric: goal for ahead, goal in zip(self.explanation.outlooks, goals, strict=True) if goal
        }
        score = self.explanation.card.score
        if not found or score is None:
            return None
        first = next(iter(found.values()))
        ways = [
            Way(
                self._name(metric),
                self._rows(metric),
                goal.distance.events,
                self._events(metric, goal, clean),
            )
            for metric, goal in found.items()
            if goal.distance.events is not None
        ]
        return Level(
            code_name(first.tier) if first.tier else gettext("below all levels"),
            formats.number(float(first.at), PLACES),
            formats.number(abs(float(first.at - score)), PLACES),
            sorted(ways, key=lambda way: way.events),
        )

    def _events(self, metric: str, goal: Goal, clean: bool) -> str:
        return events_text(self._metric(metric), goal.distance.events or 0, clean=clean)

    def _step(self, ahead: Outlook) -> Step:
        metric, reading = self._metric(ahead.metric), self.explanation.view.readings[ahead.metric]
        better, better_note = _rung(metric, ahead.better, clean=True)
        worse, worse_note = _rung(metric, ahead.worse, clean=False)
        value = formats.measure(_float(reading.value), metric.unit.value)
        names = self._name(ahead.metric), self._rows(ahead.metric)
        return Step(*names, value, better, better_note, worse, worse_note)

    def _replaceable(self, metric: str) -> bool:
        """Whether a bad event of the metric is one of a number, and not a part of a mean."""
        return self._metric(metric).aggregation in (Aggregation.RATIO, Aggregation.TOTAL)

    def _without(self, gone: Counter[str]) -> Fraction | None:
        view = self.explanation.view
        if not self.scored:
            return None
        left: dict[str, Reading] = {
            name: without(self._metric(name), view.readings[name], count) for name, count in gone.items()
        }
        return replace(view, readings={**view.readings, **left}).card().score

    def _mature(self, found: Growing) -> Mature:
        metric, seen = self._metric(found.metric), found.projection
        unit, names = metric.unit.value, (self._name(found.metric), self._rows(found.metric))
        reported = formats.measure(_float(self.explanation.view.readings[found.metric].value), unit)
        if seen is None or seen.expected is None:
            reason = found.reason if seen is None else seen.reason
            said = formats.sentence(formats.say(reason))
            return Mature(*names, reported, formats.DASH, "", "", "", said)
        assert seen.low is not None and seen.high is not None
        basis = ngettext(
            "judged by %(count)s past event of its own",
            "judged by %(count)s past events of its own",
            found.events,
        )
        return Mature(
            *names,
            reported,
            formats.measure(float(seen.expected), unit),
            formats.interval(seen.low, seen.high, unit),
            formats.measure(float(seen.mature or 0) * 100, "percent", digits=0),
            basis % {"count": formats.number(found.events)},
            "",
        )

    def _metric(self, name: str) -> Metric:
        return self.question.resolved.metrics[name]

    def _name(self, name: str) -> str:
        return gettext(self._metric(name).name)

    def _rows(self, name: str) -> str:
        query = f"?policy={self.question.policy}&as_of={self.question.as_of.isoformat()}"
        return reverse("sellers:rows", args=[self.question.seller.pk, name]) + query


def coming(question: Question, horizon: int) -> Coming:
    """Look ahead for one account. Raises NothingYet for one that the build does not know."""
    asked = question.snapshot, question.account, question.policy, question.as_of
    return Coming(question, horizon, asking.explained(*asked), asking.maturing(*asked))


def events_text(metric: Metric, events: int, *, clean: bool) -> str:
    """Say so many clean or bad events of a metric, one after the other."""
    values = {"count": formats.number(events), "unit": count_unit(metric.count_unit, events)}
    if clean:
        return ngettext("%(count)s clean %(unit)s", "%(count)s clean %(unit)s", events) % values
    return ngettext("%(count)s more bad %(unit)s", "%(count)s more bad %(unit)s", events) % values


def _rung(metric: Metric, rung: Rung | None, *, clean: bool) -> tuple[str, str]:
    """How many events until a threshold, and what it is worth; or why none can be told."""
    if rung is None:
        return "", ""
    if rung.distance.events is None:
        return formats.DASH, formats.sentence(formats.say(rung.distance.reason))
    values = {
        "value": formats.limit(float(rung.value), metric.unit.value),
        "points": formats.number(float(rung.points), PLACES),
    }
    note = gettext("%(points)s points at %(value)s") % values
    return events_text(metric, rung.distance.events, clean=clean), note


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)

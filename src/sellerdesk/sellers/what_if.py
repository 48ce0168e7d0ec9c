"""What if: other values, overturned events, clean events more. Every answer is a full scoring."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import cached_property

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from sellerdesk.sellers.question import Question
from sellerdesk.sellers.scorecard import PLACES
from sellerdesk.sellers.words import code_name, count_unit
from sellerdesk.ui import charts, formats
from sellerloop.lake.asking import view_of
from sellerloop.metrics.reading import Reading
from sellerloop.metrics.spec import Aggregation, Direction, Metric, Unit
from sellerloop.scores.change import View
from sellerloop.scores.simulate import Effect, Trial, recounted, what_if, with_value, without

VALUE, DROP, ADD, EFFECT = "value", "drop", "add", "effect"
_MOST = 1_000_000  # events: more is a slip of the finger
_MORE = {
    "order": _("More clean orders"),
    "item": _("More clean items"),
    "parcel": _("More clean parcels"),
    "review": _("More good reviews"),
    "request": _("More clean requests"),
    "chat": _("More clean chats"),
    "conversation": _("More clean conversations"),
    "message": _("More clean messages"),
}
_COUNTED = (Aggregation.RATIO, Aggregation.TOTAL)


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the form, as it was filled in; ``problem`` says why it is not used."""

    name: str
    label: str
    text: str
    problem: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """One metric of the form: its value now, the value to try, and the bad events to overturn."""

    name: str
    now: str
    sample: str
    value: Field
    drop: Field | None


@dataclass(frozen=True, slots=True)
class Moved:
    """One metric that the trial changes."""

    name: str
    before: str
    after: str
    lost_before: float | None
    lost_after: float | None
    gain: float | None


@dataclass(frozen=True)
class Attempt:
    """What an address asks to try on one account. Fields that cannot be used are told and left out."""

    question: Question
    view: View
    given: Mapping[str, str]

    @property
    def effect(self) -> Effect:
        return "both" if self.given.get(EFFECT) == "both" else "numerator"

    @property
    def tried(self) -> bool:
        """Whether anything was asked for."""
        return any(self.given.get(field.name, "").strip() for field in self._fields())

    @property
    def problems(self) -> list[str]:
        """What could not be used, each with the name of its field."""
        return [f"{field.label}{formats.colon()}{field.problem}" for field in self._fields() if field.problem]

    @cached_property
    def asked(self) -> list[Asked]:
        """The metrics of the score, as the form shows them."""
        return [self._asked(name) for name in self._names]

    @cached_property
    def units(self) -> list[Field]:
        """What more clean ones can be had of: orders, chats."""
        units = dict.fromkeys(self._metric(n).count_unit for n in self._names if self._addable(n))
        labels = {unit: gettext(_MORE.get(unit, _("More clean rows"))) for unit in units}
        return [self._field(f"{ADD}.{u}", label, self._unit_problem(u)) for u, label in labels.items()]

    @cached_property
    def trial(self) -> Trial:
        """The account as it is and as it would be."""
        return what_if(self.view, self._changes())

    @property
    def score(self) -> tuple[float | None, float | None]:
        before, after = self.trial.before.score, self.trial.after.score
        return _float(before), _float(after)

    @property
    def gain(self) -> float | None:
        """The difference of the two scores as they are shown."""
        before, after = self.score
        return None if before is None or after is None else charts.difference(before, after, PLACES)

    @property
    def standing(self) -> tuple[str, str]:
        """The level of the standing before and after, by the numbers alone."""
        return code_name(self.trial.before.tier), code_name(self.trial.after.tier)

    @property
    def reason(self) -> str:
        """Why there is no score after; empty where there is one."""
        return formats.sentence(formats.say(self.trial.after.reason))

    def moved(self) -> list[Moved]:
        """The metrics that the trial changes, those that win most first."""
        gains = self._gains()
        found = [self._moved(n, gains.get(n)) for n in self.trial.before.entries if self._changed(n)]
        return sorted(found, key=lambda metric: -(metric.gain or 0))

    def _gains(self) -> dict[str, float]:
        """The points that each metric wins, rounded so that they add up; none without both scores."""
        before, after = self.trial.before.entries, self.trial.after.entries
        if self.trial.gain is None:
            return {}
        exact = {name: float((before[name].lost or 0) - (after[name].lost or 0)) for name in before}
        shown = charts.apportion([*exact.values()], float(self.trial.gain), PLACES, self.gain)
        return dict(zip(exact, shown, strict=True))

    @cached_property
    def _names(self) -> Sequence[str]:
        return [name for name in self.question.resolved.metrics if name in self.question.resolved.parts]

    def _fields(self) -> list[Field]:
        own = [field for asked in self.asked for field in (asked.value, asked.drop) if field]
        return [*own, *self.units]

    def _asked(self, name: str) -> Asked:
        metric, reading = self._metric(name), self.view.readings[name]
        title, unit = gettext(metric.name), metric.unit.value
        value = self._field(f"{VALUE}.{name}", title, self._value_problem(name), formats.symbol(unit))
        drop = None
        if metric.aggregation in _COUNTED and bad_events(metric, reading):
            drop = self._field(f"{DROP}.{name}", title, self._drop_problem(name))
        now = formats.measure(_float(reading.value), unit)
        return Asked(title, now, self._sample(metric, reading), value, drop)

    def _sample(self, metric: Metric, reading: Reading) -> str:
        bad = bad_events(metric, reading)
        if metric.aggregation is not Aggregation.RATIO or bad is None or reading.den is None:
            return ""
        values = {
            "bad": formats.number(bad),
            "count": formats.number(reading.den),
            "unit": count_unit(metric.count_unit, reading.den),
        }
        return gettext("%(bad)s bad of %(count)s %(unit)s") % values

    def _field(self, name: str, label: str, problem: str, hint: str = "") -> Field:
        return Field(name, label, self.given.get(name, ""), problem, hint)

    def _value_problem(self, name: str) -> str:
        text = self.given.get(f"{VALUE}.{name}", "").strip()
        if not text:
            return ""
        value = number_of(text)
        if value is None:
            return gettext("this is not a number")
        if value < 0 or (self._metric(name).unit is Unit.PERCENT and value > 100):
            return gettext("this value is not possible")
        return ""

    def _drop_problem(self, name: str) -> str:
        text = self.given.get(f"{DROP}.{name}", "").strip()
        if not text:
            return ""
        count = _count(text)
        if count is None:
            return gettext("a whole number is needed")
        bad = bad_events(self._metric(name), self.view.readings[name]) or 0
        if count > bad:
            return gettext("there are only %(count)s bad ones") % {"count": formats.number(bad)}
        return ""

    def _unit_problem(self, unit: str) -> str:
        text = self.given.get(f"{ADD}.{unit}", "").strip()
        return gettext("a whole number is needed") if text and _count(text) is None else ""

    def _changes(self) -> dict[str, Reading]:
        """Overturned events first, then clean ones more, then values that are set outright."""
        found: dict[str, Reading] = {}
        for name in self._names:
            metric, reading = self._metric(name), self.view.readings[name]
            count = _count(self.given.get(f"{DROP}.{name}", ""))
            if count and not self._drop_problem(name):
                reading = without(metric, reading, count, effect=self.effect)
            more = _count(self.given.get(f"{ADD}.{metric.count_unit}", ""))
            if more and self._addable(name):
                reading = _more(metric, reading, more)
            value = number_of(self.given.get(f"{VALUE}.{name}", ""))
            if value is not None and not self._value_problem(name):
                reading = with_value(reading, value)
            if reading != self.view.readings[name]:
                found[name] = reading
        return found

    def _addable(self, name: str) -> bool:
        metric, reading = self._metric(name), self.view.readings[name]
        return metric.aggregation is Aggregation.RATIO and reading.num is not None and reading.den is not None

    def _changed(self, name: str) -> bool:
        before, after = self.trial.before.entries[name], self.trial.after.entries[name]
        return (before.value, before.lost) != (after.value, after.lost)

    def _moved(self, name: str, gain: float | None) -> Moved:
        before, after = self.trial.before.entries[name], self.trial.after.entries[name]
        unit = self._metric(name).unit.value
        return Moved(
            name=gettext(self._metric(name).name),
            before=formats.measure(_float(before.value), unit),
            after=formats.measure(_float(after.value), unit),
            lost_before=_float(before.lost),
            lost_after=_float(after.lost),
            gain=gain,
        )

    def _metric(self, name: str) -> Metric:
        return self.question.resolved.metrics[name]


def attempt(question: Question, given: Mapping[str, str]) -> Attempt:
    """Try on the account what ``given`` asks for. Raises NothingYet for one that the build does not know."""
    view = view_of(question.snapshot, question.account, question.policy, question.as_of)
    return Attempt(question, view, given)


def bad_events(metric: Metric, reading: Reading) -> int | None:
    """Return how many bad events a reading counts; None where it counts none."""
    if reading.num is None:
        return None
    if metric.direction is Direction.HIGHER:
        return None if reading.den is None else reading.den - reading.num
    return reading.num


def number_of(text: str) -> Fraction | None:
    """Read a number with a point or a comma before its decimals; None for anything else."""
    try:
        value = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    return Fraction(value) if value.is_finite() and abs(value.adjusted()) < 12 else None


def _count(text: str) -> int | None:
    stripped = text.strip()
    if not (stripped.isascii() and stripped.isdigit()) or len(stripped) > 7:
        return None
    return int(stripped) if int(stripped) <= _MOST else None


def _more(metric: Metric, reading: Reading, events: int) -> Reading:
    """The reading with ``events`` more rows, all of them good."""
    assert reading.num is not None and reading.den is not None
    good = events if metric.direction is Direction.HIGHER else 0
    return recounted(metric, reading, reading.num + good, reading.den + events)


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)

"""A whole policy in words, section by section: what the catalogue page and the command line show.

Every line carries its certainty, so that what is assumed can be shown as assumed.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from sellerloop.policy.dump import number
from sellerloop.policy.schema import (
    Appeal,
    Band,
    Consequence,
    Deadline,
    Exemption,
    Gate,
    Ledger,
    Policy,
    PolicyMetric,
    Score,
    Tier,
)
from sellerloop.policy.source import Certainty, Source
from sellerloop.policy.words import all_words, any_words, band_words, condition_words, formula, minimum_words
from sellerloop.speech.message import Message, gettext_noop


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that the policy says. ``name`` is its id, ``title`` and ``note`` are catalogue entries of the
    policy (empty where it has none), ``assumed`` the fields that are our own choice."""

    name: str
    title: str
    text: Message
    note: str = ""
    certainty: Certainty | None = None
    assumed: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its lines."""

    title: str
    lines: tuple[Line, ...]


def describe(policy: Policy) -> tuple[Section, ...]:
    """Return the sections of ``policy`` that have something in them, in the order of the schema."""
    score = (policy.score,) if policy.score else ()
    sections = (
        Section(gettext_noop("Metrics"), _lines(policy.metrics, _metric)),
        Section(gettext_noop("Points"), _lines(policy.bands, _band)),
        Section(gettext_noop("Score"), tuple(line for item in score for line in _score(item))),
        Section(gettext_noop("Ledgers"), _lines(policy.ledgers, _ledger)),
        Section(gettext_noop("Tiers"), _lines(policy.tiers, _tier)),
        Section(gettext_noop("Gates"), _lines(policy.gates, _gate)),
        Section(gettext_noop("Consequences"), _lines(policy.consequences, _consequence)),
        Section(gettext_noop("Appeals"), _lines(policy.appeals, _appeal)),
        Section(gettext_noop("Exemptions"), _lines(policy.exemptions, _exemption)),
        Section(gettext_noop("Deadlines"), _lines(policy.deadlines, _deadline)),
    )
    return tuple(section for section in sections if section.lines)


def _lines(items: Iterable[object], words: Callable[..., Message]) -> tuple[Line, ...]:
    return tuple(_line(item, words(item)) for item in items)


def _line(item: object, text: Message) -> Line:
    name = str(getattr(item, "id", "") or getattr(item, "metric", ""))
    said = {field: getattr(item, field, "") for field in ("title", "note")}
    assumed, sources = getattr(item, "assumed", ()), getattr(item, "sources", ())
    return Line(
        name, certainty=getattr(item, "certainty", None), text=text, assumed=assumed, sources=sources, **said
    )


def _metric(metric: PolicyMetric) -> Message:
    values = {"formula": formula(metric), "minimum": minimum_words(metric.min)}
    return Message(gettext_noop("{formula}; {minimum}") if metric.min.n > 1 else "{formula}", values)


def _band(band: Band) -> Message:
    if not band.categories:
        return band_words(band)
    values = {"band": band_words(band), "categories": ", ".join(band.categories)}
    return Message(gettext_noop("{band}; for {categories}"), values)


def _score(score: Score) -> Iterator[Line]:
    scale = gettext_noop("from {low} to {high}; missing metrics: {missing}")
    values = {"low": number(score.low), "high": number(score.high), "missing": score.missing}
    yield Line("", "", Message(scale, values), score.note, assumed=score.assumed, sources=score.sources)
    for rule in score.null_rules:
        text = gettext_noop("no score below {least} of {metric}")
        yield Line("", "", Message(text, {"least": number(rule.at_least), "metric": rule.metric}))
    for part in score.parts:
        weight = Message(gettext_noop("weighs {weight} %"), {"weight": number(part.weight * 100)})
        yield _line(part, weight)


def _ledger(ledger: Ledger) -> Message:
    if ledger.expiry.days is not None:
        text = gettext_noop("starts at {start}; every entry ends after {days} days")
    elif ledger.expiry.reset is not None:
        text = gettext_noop("starts at {start}; wiped at {reset}")
    else:
        text = gettext_noop("starts at {start}; entries do not end")
    return Message(
        text, {"start": number(ledger.start), "days": ledger.expiry.days, "reset": ledger.expiry.reset}
    )


def _tier(tier: Tier) -> Message:
    if tier.levels:
        levels = ", ".join(
            f"{level.name} {'≥' if level.ends == 'closed' else '>'} {number(level.at)}"
            for level in tier.levels
        )
        return Message(gettext_noop("{subject}: {levels}"), {"subject": tier.subject, "levels": levels})
    enter = condition_words(tier.enter) if tier.enter else None
    if tier.exit is None:
        return Message(gettext_noop("while {enter}"), {"enter": enter})
    values = {"enter": enter, "exit": condition_words(tier.exit)}
    return Message(gettext_noop("begins when {enter}, ends when {exit}"), values)


def _gate(gate: Gate) -> Message:
    parts = [words(c) for words, c in ((all_words, gate.all_of), (any_words, gate.any_of)) if c]
    if len(parts) == 1:
        return parts[0]
    return Message(gettext_noop("{all}, and one of: {any}"), {"all": parts[0], "any": parts[1]})


def _consequence(consequence: Consequence) -> Message:
    said, *others = _causes(consequence) or (Message(""),)
    for cause in others:
        said = Message(gettext_noop("{first}; {second}"), {"first": said, "second": cause})
    for text, given in (
        (gettext_noop("{said}; value {given}"), consequence.value),
        (gettext_noop("{said}; for {given} days"), consequence.duration_days),
    ):
        if given is not None:
            said = Message(text, {"said": said, "given": number(given)})
    return said if consequence.enabled else Message(gettext_noop("not in force: {said}"), {"said": said})


def _causes(consequence: Consequence) -> list[Message]:
    causes = [all_words(consequence.trigger)] if consequence.trigger else []
    if consequence.ladder is not None:
        text = gettext_noop("{metric}: {band}")
        values = {"metric": consequence.ladder.metric, "band": band_words(consequence.ladder)}
        causes.append(Message(text, values))
    for stone in consequence.milestone:
        days = gettext_noop("{ledger} reaches {at}: {days} days")
        endless = gettext_noop("{ledger} reaches {at}: without end")
        fields = {"ledger": stone.ledger, "at": number(stone.at), "days": stone.days}
        causes.append(Message(endless if stone.days is None else days, fields))
    if consequence.overrides:
        causes.append(any_words(consequence.overrides))
    return causes


def _appeal(appeal: Appeal) -> Message:
    if not appeal.deadline_days:
        return Message(gettext_noop("{attempts} attempts"), {"attempts": appeal.attempts})
    days = ", ".join(map(str, appeal.deadline_days))
    text = gettext_noop("{attempts} attempts, within {days} days")
    return Message(text, {"attempts": appeal.attempts, "days": days})


def _exemption(exemption: Exemption) -> Message:
    text = gettext_noop("{first} to {last}: {metrics}")
    values = {"first": exemption.first, "last": exemption.last, "metrics": ", ".join(exemption.metrics)}
    return Message(text, values)


def _deadline(deadline: Deadline) -> Message:
    text = gettext_noop("{days} business days after {start}")
    return Message(text, {"days": deadline.business_days, "start": deadline.start})

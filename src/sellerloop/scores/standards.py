"""What published policies ask of one metric: every figure that names it, with its source and certainty."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from sellerloop.policy.describe import Line
from sellerloop.policy.schema import (
    Band,
    Condition,
    Consequence,
    Gate,
    Ledger,
    Mode,
    Policy,
    PolicyMetric,
    Tier,
)
from sellerloop.policy.source import Certainty, Source
from sellerloop.policy.versions import in_force
from sellerloop.policy.words import band_words, condition_words, window_words
from sellerloop.speech.message import Message, gettext_noop


@dataclass(frozen=True, slots=True)
class Standard:
    """One thing that a policy asks of a metric. ``line.text`` says what, in the policy's own figures;
    ``op`` and ``value`` are given where it is a plain limit. ``rule`` is how the policy uses the metric,
    ``purpose`` what the figure decides."""

    policy: Policy
    rule: PolicyMetric
    purpose: str
    line: Line
    op: str = ""
    value: Decimal | None = None

    @property
    def window(self) -> Message | None:
        """The days that count, where the policy has its own."""
        return None if self.rule.window is None else window_words(self.rule.window)

    @property
    def sources(self) -> tuple[Source, ...]:
        """Where the figure was read: its own sources, else those of the metric, else the policy's."""
        return self.line.sources or self.rule.sources or self.policy.sources

    @property
    def certainty(self) -> Certainty:
        """How sure the figure is; where the policy does not say, as sure as the least sure source."""
        if self.line.certainty is not None:
            return self.line.certainty
        return max((source.certainty for source in self.sources), key=_LEAST.index, default=Certainty.ASSUMED)


_Said = tuple[str, Line, str, Decimal | None]
_Owner = Band | Tier | Gate | Consequence | Ledger
_LEAST = tuple(Certainty)  # from most to least sure


def standards(metric: str, policies: Iterable[Policy], day: dt.date) -> tuple[Standard, ...]:
    """Return what every live policy in force on ``day`` asks of the catalogue's ``metric``, by policy id; a
    policy whose first version is still to come is left out."""
    known = tuple(policies)
    names = sorted({policy.id for policy in known})
    found = (in_force(known, name, None, day, Mode.LIVE) for name in names)
    return tuple(standard for policy in found if policy for standard in _of(policy, metric))


def _of(policy: Policy, metric: str) -> Iterator[Standard]:
    for rule in policy.metrics:
        if (rule.use or rule.id) != metric:
            continue
        seen = set()
        for purpose, line, op, value in _lines(policy, rule.id):
            if (text := (purpose, line.title, str(line.text))) not in seen:
                seen.add(text)
                yield Standard(policy, rule, purpose, line, op, value)


def _lines(policy: Policy, name: str) -> Iterator[_Said]:
    for band in policy.bands:
        if band.metric == name:
            where = ", ".join(band.categories)
            text = gettext_noop("{band}; for {categories}")
            words = Message(text, {"band": band_words(band), "categories": where})
            yield gettext_noop("Points"), _line(band, words if where else band_words(band)), "", None
    for tier in policy.tiers:
        if tier.subject == name and tier.levels:
            for level in tier.levels:
                op = ">=" if level.ends == "closed" else ">"
                values = {"name": level.name, "op": op, "value": level.at}
                said = Message(gettext_noop("{name} {op} {value}"), values)
                yield gettext_noop("Tier"), _line(tier, said), op, level.at
        own = (condition for condition in (tier.enter, tier.exit) if condition)
        yield from _conditions(gettext_noop("Tier"), tier, own, name)
    for gate in policy.gates:
        yield from _conditions(gettext_noop("Gate"), gate, (*gate.all_of, *gate.any_of), name)
    for consequence in policy.consequences:
        causes = (*consequence.trigger, *consequence.overrides)
        yield from _conditions(gettext_noop("Consequence"), consequence, causes, name)
    for ledger in policy.ledgers:
        deducted = (condition for deduct in ledger.deduct for condition in deduct.when)
        yield from _conditions(gettext_noop("Penalty points"), ledger, deducted, name)


def _conditions(purpose: str, owner: _Owner, conditions: Iterable[Condition], name: str) -> Iterator[_Said]:
    for condition in conditions:
        if condition.metric == name:
            line = _line(owner, condition_words(condition), condition.certainty)
            plain = condition.value if isinstance(condition.value, Decimal) else None
            yield purpose, line, condition.op if plain is not None else "", plain


def _line(owner: _Owner, text: Message, certainty: Certainty | None = None) -> Line:
    name = str(getattr(owner, "id", "") or getattr(owner, "metric", ""))
    return Line(
        name, owner.title, text, owner.note, certainty or owner.certainty, owner.assumed, owner.sources
    )

"""What counts when there is too little data: the declared outcome of a metric below its minimum volume or
without rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from sellerloop.metrics.reading import Reading
from sellerloop.policy.schema import MinimumRule, Outcome, PolicyMetric
from sellerloop.speech.message import Message, gettext_noop


@dataclass(frozen=True, slots=True)
class Settled:
    """The value that counts; ``outcome`` is None when it is the reading's own. ``reason`` says why not."""

    value: Fraction | None
    outcome: Outcome | None = None
    reason: Message | None = None


def settle(rule: PolicyMetric, readings: Mapping[str, Reading]) -> Settled:
    """Return the value of the metric ``rule.id`` under its rules for missing data and minimum volume.

    ``readings`` holds the metric's reading, and that of the metric which its minimum looks at. Raises
    KeyError when one is missing.
    """
    reading = readings[rule.id]
    if reading.value is None:
        missing = not reading.den
        return _outcome(rule, rule.on_missing if missing else rule.min.outcome, reading.reason)
    shortage = _shortage(rule.min, reading, readings)
    return _outcome(rule, rule.min.outcome, shortage) if shortage else Settled(reading.value)


def _shortage(least: MinimumRule, reading: Reading, readings: Mapping[str, Reading]) -> Message | None:
    if least.metric is not None:
        count = readings[least.metric].value
    elif least.of == "numerator" and reading.num is not None:
        count = Fraction(reading.num)
    else:
        return None  # the reading itself was held against the denominator's minimum
    if count is None:
        return readings[least.metric].reason if least.metric else None
    if count >= least.n:
        return None
    text = gettext_noop("too little data: {count} of at least {least}")
    return Message(text, {"count": plain(count), "least": least.n})


def _outcome(rule: PolicyMetric, outcome: Outcome, reason: Message | None) -> Settled:
    if outcome is not Outcome.DEFAULT:
        return Settled(None, outcome, reason)
    assert rule.min.value is not None, "resolve() refuses a default without a value"
    text = gettext_noop("{reason}; {value} stands in")
    value = Fraction(rule.min.value)
    return Settled(value, outcome, Message(text, {"reason": reason or "", "value": rule.min.value}))


def plain(count: Fraction) -> int | float:
    """Return a number for people: whole where it is whole."""
    return count.numerator if count.denominator == 1 else float(count)

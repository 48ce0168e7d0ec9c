"""The scorecard: what one account earned as of one date, metric by metric, exactly."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from sellerloop.metrics.reading import Reading
from sellerloop.policy.schema import Benchmark, Outcome
from sellerloop.speech.message import Message


@dataclass(frozen=True, slots=True)
class Entry:
    """One metric on a scorecard.

    ``value`` is the reading's, or the default value that stands in (then ``outcome`` says so); None where
    the metric is not assessed, and ``reason`` says why. ``points`` are None without a band. ``weight`` is the
    effective one, after weights of missing metrics were shared out; ``weight`` and ``lost`` are None for
    metrics outside the score, and everywhere when there is no score. ``benchmark`` is the peer figure that
    the band was scaled by.
    """

    reading: Reading
    value: Fraction | None
    points: Fraction | None
    weight: Fraction | None
    lost: Fraction | None
    reason: Message | None
    outcome: Outcome | None
    benchmark: Benchmark | None


@dataclass(frozen=True, slots=True)
class Scorecard:
    """A score with everything it is made of. The lost points of all entries add up to ``high - score``.

    ``score`` is None where there is none, and ``reason`` says why; null is not low. ``policy`` is the id and
    ``version`` the content hash, so that the card can be computed again. ``digits`` and ``rounding`` are for
    display only.
    """

    account: str
    policy: str
    version: str
    as_of: dt.date
    category: str | None
    score: Fraction | None
    reason: Message | None
    tier: str | None
    low: Fraction
    high: Fraction
    digits: int
    rounding: str
    entries: Mapping[str, Entry]

    @property
    def shown(self) -> Decimal | None:
        """The score as displayed, rounded as the policy declares."""
        return None if self.score is None else rounded(self.score, self.digits, self.rounding)

    @property
    def levers(self) -> tuple[str, ...]:
        """The metrics that lose points, most first; equal losses in the policy's order."""
        losses = {name: entry.lost for name, entry in self.entries.items() if entry.lost}
        return tuple(sorted(losses, key=lambda name: -losses[name]))

    def as_json(self) -> dict[str, object]:
        """Return the card in the types of JSON: numbers are the floats nearest to the exact values, reasons
        are English sentences."""
        return {
            "account": self.account,
            "score": _float(self.score),
            "reason": _text(self.reason),
            "tier": self.tier,
            "policy": self.policy,
            "as_of": self.as_of.isoformat(),
            "metrics": {name: _entry_json(entry) for name, entry in self.entries.items()},
        }


def rounded(value: Fraction, digits: int, rounding: str) -> Decimal:
    """Round an exact number to ``digits`` decimals: ``half_up`` (ties away from zero), ``half_even`` or
    ``truncate`` (towards zero)."""
    scaled = value * 10**digits
    match rounding:
        case "half_even":
            whole = round(scaled)
        case "truncate":
            whole = int(scaled)
        case _:
            whole = int(scaled + (Fraction(1, 2) if scaled >= 0 else Fraction(-1, 2)))
    return Decimal(whole).scaleb(-digits)


def _entry_json(entry: Entry) -> dict[str, object]:
    reading = entry.reading
    return {
        "num": reading.num,
        "den": reading.den,
        "value": _float(entry.value),
        "points": _float(entry.points),
        "weight": _float(entry.weight),
        "lost": _float(entry.lost),
        "low": reading.low,
        "high": reading.high,
        "reason": _text(entry.reason),
    }


def _float(number: Fraction | None) -> float | None:
    return None if number is None else float(number)


def _text(message: Message | None) -> str | None:
    return None if message is None else str(message)

"""The outlook of one metric: what leaves its window when, and how far the next thresholds are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sellerloop.metrics.spec import Aggregation, Direction
from sellerloop.policy.schema import Band
from sellerloop.policy.window import fixed_windows
from sellerloop.scores.bands import ONE
from sellerloop.scores.card import Scorecard
from sellerloop.scores.change import View
from sellerloop.scores.foresee import (
    Distance,
    Leaving,
    Rung,
    bad_until,
    clean_until,
    climbs,
    roll_off,
    rungs,
    score_until,
)
from sellerloop.scores.gates import Finding, State
from sellerloop.scores.resolve import SCORE

_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}


@dataclass(frozen=True, slots=True)
class Goal:
    """A score at which the tier changes, the tier from there on (None: below all), and the events of one
    metric that lead to it."""

    tier: str | None
    at: Fraction
    distance: Distance


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is coming for one metric.

    ``leaving`` are its bad events, the next to leave the window first. ``better`` is the next threshold of
    its band that clean events lead to, ``worse`` the next that bad ones lead to; ``up`` and ``down`` the same
    for the tier of the score. None where there is none, or where nothing can be told.
    """

    metric: str
    leaving: tuple[Leaving, ...]
    better: Rung | None
    worse: Rung | None
    up: Goal | None
    down: Goal | None


def outlook(
    view: View, card: Scorecard, metric: str, events: Iterable[tuple[str, date]], each: int = 0
) -> Outlook:
    """Return the outlook of ``metric`` on ``card``, the card of ``view``.

    ``events`` are its bad events by key and anchor date; ``each`` is what one more would add to the numerator
    of a mean (seconds, minor units); zero: not known, so that nothing is said of bad events.
    """
    definition, reading, entry = view.resolved.metrics[metric], view.readings[metric], card.entries[metric]
    windows = fixed_windows(definition.window)
    window = next((w for w in windows if w.span(view.as_of) == reading.window), windows[-1])
    leaving = roll_off(events, window, view.as_of, view.resolved.policy.cadence, metric)
    known = each > 0 or definition.aggregation is not Aggregation.MEAN
    band, base = _band(view, metric), ONE if entry.benchmark is None else Fraction(entry.benchmark.value)
    usable = band is not None and (band.relative_to == "none" or entry.benchmark is not None)
    better = climbs(definition, reading, band, base) if band and usable else ()
    worse = rungs(definition, reading, band, base, each) if band and usable and known else ()
    weighed = card.score is not None and entry.weight is not None
    return Outlook(
        metric,
        leaving,
        next(iter(better), None),
        next(iter(worse), None),
        _goal(view, card, metric, clean=True, each=each) if weighed else None,
        _goal(view, card, metric, clean=False, each=each) if weighed and known else None,
    )


def until_turned(view: View, finding: Finding) -> tuple[bool, Distance] | None:
    """Return whether clean events (else bad ones) turn the condition, and how many: they make a missed one
    met or a met one missed. None where a condition asks for no number of a metric, or is not assessed."""
    condition, metric = finding.condition, view.resolved.metrics.get(finding.condition.metric)
    if metric is None or finding.state is State.NOT_ASSESSED or condition.op not in _OPPOSITE:
        return None
    if isinstance(condition.value, str) or metric.aggregation is Aggregation.MEAN:
        return None
    wants_low = condition.op in ("<", "<=")
    good = wants_low == (metric.direction is not Direction.HIGHER)
    if finding.state is State.MET:
        condition = condition.model_copy(update={"op": _OPPOSITE[condition.op]})
    clean = good == (finding.state is State.MISSED)
    reading = view.readings[condition.metric]
    return clean, (clean_until if clean else bad_until)(metric, reading, condition)


def _band(view: View, metric: str) -> Band | None:
    """What grades the metric: its band, else the ladder of a consequence."""
    band = view.resolved.band(metric, view.category)
    ladders = (consequence.ladder for consequence in view.resolved.policy.consequences)
    return band or next((ladder for ladder in ladders if ladder and ladder.metric == metric), None)


def _goal(view: View, card: Scorecard, metric: str, *, clean: bool, each: int) -> Goal | None:
    tier = view.resolved.tier
    if tier is None or tier.subject != SCORE or tier.relative_to != "none" or card.score is None:
        return None
    steps = sorted((Fraction(level.at), level.name) for level in tier.levels if level.ends == "closed")
    above = [step for step in steps if step[0] > card.score]
    below = [step for step in steps if step[0] <= card.score]
    if not (above if clean else below):
        return None
    at = above[0][0] if clean else below[-1][0]
    name = above[0][1] if clean else (below[-2][1] if len(below) > 1 else None)
    if at <= card.low and not clean:
        return None  # nothing is below the lowest score
    return Goal(name, at, score_until(view, metric, at, clean=clean, each=each or 1, card=card))

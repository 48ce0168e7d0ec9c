"""The composite score: points by metric, weights by category, and a declared answer for what is missing."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from types import MappingProxyType

from sellerloop.metrics.reading import Reading
from sellerloop.policy.schema import Benchmark, Outcome, Score
from sellerloop.scores.bands import ONE, points
from sellerloop.scores.benchmarks import Peers
from sellerloop.scores.card import Entry, Scorecard
from sellerloop.scores.gates import Fact, facts_of, with_gates
from sellerloop.scores.outcomes import plain, settle
from sellerloop.scores.resolve import ResolvedPolicy, weight_of
from sellerloop.scores.tiers import current
from sellerloop.speech.message import Message, gettext_noop

ZERO = Fraction(0)
_DIGITS = 2  # shown where the policy declares nothing


@dataclass(frozen=True, slots=True)
class Weighing:
    """The effective weights by metric, which add up to one, or the reason why there is no score."""

    weights: Mapping[str, Fraction]
    reason: Message | None = None


def assess(
    resolved: ResolvedPolicy,
    readings: Mapping[str, Reading],
    category: str | None,
    as_of: dt.date,
    *,
    account: str = "",
    peer: Mapping[str, str] | None = None,
    benchmarks: Sequence[Benchmark] | None = None,
    facts: Mapping[str, Fact] | None = None,
) -> Scorecard:
    """Score one account exactly.

    ``readings`` holds one reading for every metric of ``resolved``; ``category`` is the main category
    (None: not known). ``peer`` holds further attributes that benchmarks are keyed by, such as the market.
    ``benchmarks`` replace those of the policy; ``facts`` are ledger balances and account attributes (named
    ``account.…``) that the tier may stand on. Raises KeyError when a reading is missing.
    """
    policy = resolved.policy
    key = {**(peer or {}), **({"category": category} if category else {})}
    peers = Peers(policy.benchmarks if benchmarks is None else benchmarks, key, as_of)
    entries = {name: entry_of(resolved, name, readings, category, peers) for name in resolved.metrics}
    low, high = (Fraction(policy.score.low), Fraction(policy.score.high)) if policy.score else (ZERO, ZERO)
    weighing = weigh(resolved, entries, category)
    for name, weight in weighing.weights.items():
        entries[name] = _weighed(entries[name], weight, high, policy.score)
    score = None if weighing.reason else high - sum((e.lost for e in entries.values() if e.lost), ZERO)
    card = Scorecard(
        account=account,
        policy=policy.id,
        version=resolved.version,
        as_of=as_of,
        category=category,
        score=score,
        reason=weighing.reason,
        tier=None,
        low=low,
        high=high,
        digits=_DIGITS if policy.score is None or policy.score.round is None else policy.score.round,
        rounding="half_up" if policy.score is None else policy.score.rounding,
        entries=MappingProxyType(entries),
    )
    return replace(card, tier=_tier(resolved, card, facts or {}, peers))


def weigh(resolved: ResolvedPolicy, entries: Mapping[str, Entry], category: str | None) -> Weighing:
    """Return the effective weights for a shop whose main category is ``category``.

    Metrics that are skipped share out their weight; what else is missing follows the policy's rule.
    """
    score = resolved.policy.score
    if score is None:
        return Weighing({}, Message(gettext_noop("the policy has no score")))
    if reason := _too_small(resolved, score, entries):
        return Weighing({}, reason)
    weights = {name: weight_of(part, category) for name, part in resolved.parts.items()}
    weights = {n: w for n, w in weights.items() if w and entries[n].outcome is not Outcome.SKIP}
    missing = [name for name in weights if entries[name].points is None]
    if missing and score.missing == "null":
        text = gettext_noop("{metric} is not assessed: {reason}")
        reason = entries[missing[0]].reason
        return Weighing({}, Message(text, {"metric": _name(resolved, missing[0]), "reason": reason}))
    whole = sum(weights.values(), ZERO)
    present = sum((weight for name, weight in weights.items() if name not in missing), ZERO)
    if not present:
        return Weighing({}, Message(gettext_noop("no metric of the score can be assessed")))
    if score.missing == "neutral":
        return Weighing({name: weight / whole for name, weight in weights.items()})
    if present < Fraction(score.least_weight) * whole:
        text = gettext_noop(
            "too little of the score can be assessed: {share} % of the weight, of at least {least} %"
        )
        share, least = float(100 * present / whole), float(100 * score.least_weight)
        return Weighing({}, Message(text, {"share": share, "least": least}))
    return Weighing({name: weights[name] / present for name in weights if name not in missing})


def entry_of(
    resolved: ResolvedPolicy,
    name: str,
    readings: Mapping[str, Reading],
    category: str | None,
    peers: Peers,
) -> Entry:
    """Return one metric's value and points, before any weight; the arguments are those of :func:`assess`."""
    settled = settle(resolved.rules[name], readings)
    entry = Entry(readings[name], settled.value, None, None, None, settled.reason, settled.outcome, None)
    band = resolved.band(name, category)
    if settled.value is None or band is None:
        scored = name in resolved.parts and settled.value is not None
        return replace(entry, reason=Message(gettext_noop("no band for this category"))) if scored else entry
    if band.relative_to == "none":
        return replace(entry, points=points(band, settled.value))
    benchmark = peers.find(name, band.relative_to)
    if benchmark is None or benchmark.value <= 0:
        return replace(entry, reason=Message(gettext_noop("no benchmark of the peer group")))
    earned = points(band, settled.value, Fraction(benchmark.value))
    return replace(entry, points=earned, benchmark=benchmark)


def _weighed(entry: Entry, weight: Fraction, high: Fraction, score: Score | None) -> Entry:
    earned = entry.points
    if earned is None:
        assert score is not None and score.neutral is not None, (
            "only the neutral rule weighs a missing metric"
        )
        earned = Fraction(score.neutral)
    return replace(entry, points=earned, weight=weight, lost=weight * (high - earned))


def _too_small(resolved: ResolvedPolicy, score: Score, entries: Mapping[str, Entry]) -> Message | None:
    for rule in score.null_rules:
        count = entries[rule.metric].value
        if count is None:
            return entries[rule.metric].reason
        if count < Fraction(rule.at_least):
            text = gettext_noop("{metric}: {count} of at least {least}")
            name = _name(resolved, rule.metric)
            return Message(text, {"metric": name, "count": plain(count), "least": rule.at_least})
    return None


def _tier(resolved: ResolvedPolicy, card: Scorecard, facts: Mapping[str, Fact], peers: Peers) -> str | None:
    tier = resolved.tier
    if tier is None:
        return None
    base = ONE
    if tier.relative_to != "none":
        benchmark = peers.find(tier.subject, tier.relative_to)
        if benchmark is None or benchmark.value <= 0:
            return None
        base = Fraction(benchmark.value)
    known, _ = with_gates(resolved.policy, {**facts, **facts_of(card)}, card.category)
    return current(tier, known, card.as_of, base)


def _name(resolved: ResolvedPolicy, metric: str) -> Message:
    return Message(resolved.metrics[metric].name)

"""Why a score changed between two dates: policy version, benchmark, corrections, roll-off, new events.

The causes are exchanged one after the other, and the score is computed again after each; what a cause
changed is the difference. So the parts add up exactly, whatever the policy.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from sellerloop.metrics.reading import Reading
from sellerloop.metrics.spec import Metric, Minimum
from sellerloop.policy.schema import Benchmark
from sellerloop.policy.window import Lagged, Span
from sellerloop.scores.card import Scorecard
from sellerloop.scores.composite import assess
from sellerloop.scores.gates import Fact
from sellerloop.scores.resolve import ResolvedPolicy
from sellerloop.speech.message import Message, gettext_noop

ZERO = Fraction(0)
NOTHING_KEPT = Reading(0, 0, None, Message(gettext_noop("nothing to count in this period")), None, None, None)


class Cause(StrEnum):
    """Why a score may change, in the order in which the causes are exchanged."""

    POLICY = "policy"  # another version of the policy, on the same facts
    BENCHMARK = "benchmark"  # other peer figures
    CORRECTIONS = "corrections"  # what became known later about the old window
    ROLL_OFF = "roll_off"  # events that left the window
    NEW_EVENTS = "new_events"  # events that entered it, and another main category

    @property
    def own(self) -> bool:
        """Whether the account itself is the cause."""
        return self not in (Cause.POLICY, Cause.BENCHMARK)


@dataclass(frozen=True, eq=False, slots=True)
class View:
    """Everything that one score is made of; see :func:`~sellerloop.scores.composite.assess`."""

    resolved: ResolvedPolicy
    readings: Mapping[str, Reading]
    as_of: dt.date
    category: str | None = None
    peer: Mapping[str, str] | None = None
    benchmarks: Sequence[Benchmark] | None = None
    account: str = ""
    facts: Mapping[str, Fact] | None = None

    def card(self) -> Scorecard:
        """Return the scorecard."""
        return assess(
            self.resolved,
            self.readings,
            self.category,
            self.as_of,
            account=self.account,
            peer=self.peer,
            benchmarks=self.benchmarks,
            facts=self.facts,
        )


@dataclass(frozen=True, slots=True)
class Step:
    """What ``causes`` together changed: ``change`` = sum of ``metrics`` (points won or lost by each) +
    ``scale`` (another maximum of the scale)."""

    causes: tuple[Cause, ...]
    change: Fraction
    metrics: Mapping[str, Fraction]
    scale: Fraction


@dataclass(frozen=True, slots=True)
class Change:
    """The change between two cards. ``total`` is None, with a ``reason``, when one of them has no score."""

    before: Scorecard
    after: Scorecard
    total: Fraction | None
    steps: tuple[Step, ...]
    reason: Message | None = None

    @property
    def own(self) -> Fraction:
        """The part of the change that the account itself caused."""
        return sum((step.change for step in self.steps if all(c.own for c in step.causes)), ZERO)


def explain_change(
    then: View,
    now: View,
    *,
    corrected: Mapping[str, Reading],
    kept: Mapping[str, Reading],
    switched: Mapping[str, Reading] | None = None,
) -> Change:
    """Split the change from ``then`` to ``now``.

    ``then.readings`` are the old window as known then, ``now.readings`` the new window as known now. Of the
    metrics of ``now.resolved``: ``switched`` are the old window as known then (not needed when the policy
    version is the same), ``corrected`` the old window as known now, ``kept`` the days that lie in both
    windows, as known now (see :func:`kept_metrics`; a metric that is not there kept nothing).

    A cause between two scores that exist can lead through a state without a score, or in which a metric has
    too little data that it has before and after; what follows is then told together with it, as one step.
    """
    same = then.resolved.version == now.resolved.version
    if switched is None and not same:
        raise ValueError("another policy version needs the old window's readings of its metrics")
    first = then.card()
    staying = {name: kept.get(name, NOTHING_KEPT) for name in now.resolved.metrics}
    policy = replace(then, resolved=now.resolved, readings=then.readings if switched is None else switched)
    peers = replace(policy, as_of=now.as_of, peer=now.peer, benchmarks=_benchmarks(now))
    known = replace(peers, readings=corrected)
    rolled = replace(known, readings=staying)
    policy = replace(policy, benchmarks=_benchmarks(then))
    cards = [first, *(view.card() for view in (policy, peers, known, rolled, now))]
    if first.score is None or cards[-1].score is None:
        text = gettext_noop("there was no score on {day}: {reason}")
        without = first if first.score is None else cards[-1]
        reason = Message(text, {"day": without.as_of, "reason": without.reason})
        return Change(first, cards[-1], None, (), reason)
    return Change(first, cards[-1], cards[-1].score - first.score, tuple(_steps(cards)))


def kept_metrics(
    metrics: Mapping[str, Metric], old: Mapping[str, Reading], new: Mapping[str, Reading], as_of: dt.date
) -> dict[str, Metric]:
    """Return each metric restricted to the days that lie in both windows, to be read as of ``as_of`` (the new
    date); metrics whose windows share no day are left out.

    ``old`` and ``new`` hold the readings whose windows are meant. The minimum volume is lifted: an
    intermediate number is a way to split a change and no verdict.
    """
    found = {}
    for name, metric in metrics.items():
        if (span := _overlap(old[name].window, new[name].window)) is not None:
            window = Lagged(oldest=(as_of - span[0]).days, newest=(as_of - span[1]).days)
            found[name] = metric.with_(window=window, minimum=Minimum(1))
    return found


def _steps(cards: Sequence[Scorecard]) -> Iterator[Step]:
    """Compare the cards that can be compared; causes that lead to one that cannot are told with the next."""
    usable = [0]
    for number in range(1, len(cards)):
        if number == len(cards) - 1 or _usable(cards[number], cards[usable[-1]], cards[-1]):
            usable.append(number)
    causes = tuple(Cause)
    for low, high in pairwise(usable):
        yield _step(causes[low:high], cards[low], cards[high])


def _usable(card: Scorecard, before: Scorecard, last: Scorecard) -> bool:
    return card.score is not None and _weighed(before) & _weighed(last) <= _weighed(card)


def _weighed(card: Scorecard) -> set[str]:
    return {name for name, entry in card.entries.items() if entry.weight is not None}


def _step(causes: tuple[Cause, ...], before: Scorecard, after: Scorecard) -> Step:
    lost = {name: entry.lost for name, entry in before.entries.items() if entry.lost is not None}
    metrics = {name: -entry.lost for name, entry in after.entries.items() if entry.lost is not None}
    for name, points in lost.items():
        metrics[name] = metrics.get(name, ZERO) + points
    scale = after.high - before.high
    moved = {name: points for name, points in metrics.items() if points}
    return Step(causes, scale + sum(moved.values(), ZERO), moved, scale)


def _overlap(old: Span | None, new: Span | None) -> Span | None:
    if old is None or new is None:
        return None
    first, last = max(old[0], new[0]), min(old[1], new[1])
    return (first, last) if first <= last else None


def _benchmarks(view: View) -> Sequence[Benchmark]:
    return view.resolved.policy.benchmarks if view.benchmarks is None else view.benchmarks

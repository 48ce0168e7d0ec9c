"""What a list can ask of a metric: is its target missed, is it not assessed, does it cost most?"""

from collections import Counter
from collections.abc import Iterator, Sequence
from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _

from sellerdesk.sellers.models import Seller, Tally
from sellerloop.metrics.targets import Scope, Target, TargetError, in_force


class State(models.TextChoices):
    """How a metric stands with a seller; without a metric, how any of them does."""

    MISSED = "missed", _("Target missed")
    WORST = "worst", _("Costs most points")
    NONE = "none", _("Not assessed")


ANY = ""  # a tally of no metric: of the worst that becomes of any


class _Outcome(StrEnum):
    MISSED = "missed"
    REACHED = "reached"
    SILENT = "silent"


def mark(state: State | str, metric: str = "") -> str:
    """Return the mark of a metric's state: one word, as the index of words keeps it."""
    return f"{State(state)}_{metric.replace('.', '_')}" if metric else str(State(state))


class Places:
    """The targets in force, looked up once for every kind of seller and day."""

    def __init__(self, targets: Sequence[Target]) -> None:
        self._by_metric: dict[str, list[Target]] = {}
        for target in targets:
            self._by_metric.setdefault(target.metric, []).append(target)
        self._known: dict[tuple[object, ...], Target | None] = {}
        self._counts: Counter[tuple[str, str, str]] = Counter()

    def mark(self, seller: Seller, vendor: str) -> None:
        """Write the marks of ``seller``, which ``vendor`` serves, from its values, and count its outcomes."""
        outcomes = dict(self._outcomes(seller, vendor))
        found = [mark(State.MISSED, name) for name, made in outcomes.items() if made is _Outcome.MISSED]
        found += [mark(State.MISSED)] if found else []
        found += [mark(State.NONE, name) for name, value in seller.metrics.items() if value is None]
        found += [mark(State.NONE)] if None in seller.metrics.values() else []
        found += [mark(State.WORST, seller.worst_metric)] if seller.worst_metric else []
        seller.marks = f" {' '.join(found)} " if found else ""
        self._counts.update((seller.market, name, made) for name, made in outcomes.items())
        if outcomes:
            self._counts[seller.market, ANY, min(outcomes.values(), key=list(_Outcome).index)] += 1

    def tallies(self) -> list[Tally]:
        """Return the outcomes counted so far, by market and metric, and of any metric."""
        keys = sorted({(market, metric) for market, metric, _outcome in self._counts})
        return [
            Tally(
                market=market,
                metric=metric,
                **{outcome.value: self._counts[market, metric, outcome] for outcome in _Outcome},
            )
            for market, metric in keys
        ]

    def _outcomes(self, seller: Seller, vendor: str) -> Iterator[tuple[str, _Outcome]]:
        for name, value in seller.metrics.items():
            target = self._target(name, seller, vendor)
            if target is not None:
                yield name, _outcome(target, value)

    def _target(self, metric: str, seller: Seller, vendor: str) -> Target | None:
        """Two that contradict each other are no target."""
        if metric not in self._by_metric or seller.as_of is None:
            return None
        key = metric, seller.market, seller.category, seller.tier, vendor, seller.as_of
        if key not in self._known:
            place = Scope(seller.market, seller.category or None, seller.tier or None, vendor=vendor or None)
            try:
                self._known[key] = in_force(self._by_metric[metric], metric, place, seller.as_of)
            except TargetError:
                self._known[key] = None
        return self._known[key]


def _outcome(target: Target, value: float | None) -> _Outcome:
    if value is None:
        return _Outcome.SILENT
    return _Outcome.REACHED if target.met(value) else _Outcome.MISSED

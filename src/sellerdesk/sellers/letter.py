"""A scorecard as it is handed to the seller: maximum, losses, the orders behind them, and what to do next.

It speaks the seller's language and holds nothing of anybody else: no peers, no targets, no colleagues.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext, ngettext

from sellerdesk.sellers.lines import Line, lines
from sellerdesk.sellers.outlook import Coming, coming
from sellerdesk.sellers.question import Question
from sellerdesk.sellers.scorecard import PLACES, Scorecard
from sellerdesk.ui import formats
from sellerloop.scores.explain import Shares
from sellerloop.scores.outlook import Outlook

SHOWN = 10  # rows of a metric
_LANGUAGES = {"vi": "vi", "zh": "zh-hans", "en": "en"}


@dataclass(frozen=True, slots=True)
class Bad:
    """One event that cost points: its number, its day, what it cost, and the day it stops counting."""

    key: str
    day: dt.date | None
    lost: float
    until: dt.date | None


@dataclass(frozen=True, slots=True)
class Loss:
    """What one metric cost, with the events that cost most; ``more`` others are not listed."""

    metric: str
    name: str
    value: str
    lost: float
    bad: Sequence[Bad]
    more: int


@dataclass(frozen=True)
class Letter:
    """The scorecard of one seller on one day, in the language in force."""

    question: Question
    card: Scorecard
    lines: Sequence[Line]
    coming: Coming | None

    def losses(self) -> list[Loss]:
        """The metrics that cost points, the most first, with the events behind them."""
        if self.coming is None:
            return []
        explanation = self.coming.explanation
        shares = {share.metric: share for share in explanation.lost}
        ahead = {outlook.metric: outlook for outlook in explanation.outlooks}
        return [
            self._loss(metric, lost, shares[metric], ahead[metric])
            for metric, lost in self.card.losses.items()
            if lost and metric in shares and metric in ahead
        ]

    def advice(self) -> list[str]:
        """What to do next, in sentences."""
        worst = next(((m, lost) for m, lost in self.card.losses.items() if lost), None)
        found = []
        if worst:
            values = {
                "metric": gettext(self.question.resolved.metrics[worst[0]].name),
                "lost": formats.number(worst[1], PLACES),
                "all": formats.number(self.card.lost, PLACES),
            }
            text = gettext("Begin with “%(metric)s”: it costs %(lost)s of the %(all)s points that are lost.")
            found.append(text % values)
        if self.coming is not None:
            found += [*self._way_up(self.coming), *self._next_leaving(self.coming)]
        if worst:
            found.append(
                gettext("If an event below was not your doing, ask for a review of it with evidence.")
            )
        return found or [gettext("Nothing was lost. Keep going as you do.")]

    def _loss(self, metric: str, lost: float, shares: Shares, ahead: Outlook) -> Loss:
        leaving = {event.key: event for event in ahead.leaving}
        most = sorted(shares.events.items(), key=lambda event: (-event[1], event[0]))
        counted = [(key, float(points)) for key, points in most if points]
        bad = [
            Bad(key, leaving[key].anchor, points, leaving[key].leaves)
            if key in leaving
            else Bad(key, None, points, None)
            for key, points in counted[:SHOWN]
        ]
        spec = self.question.resolved.metrics[metric]
        value = next(value.value for value in self.card.card.metrics if value.metric == metric)
        shown = formats.measure(value, spec.unit.value)
        return Loss(metric, gettext(spec.name), shown, lost, bad, max(len(counted) - SHOWN, 0))

    def _way_up(self, coming: Coming) -> list[str]:
        level = coming.up
        if level is None or not level.ways:
            return []
        values = {
            "events": level.ways[0].text,
            "metric": level.ways[0].name,
            "level": level.name,
            "at": level.at,
        }
        text = gettext(
            "%(events)s in a row (%(metric)s) lead to the level “%(level)s”, which begins at %(at)s."
        )
        return [text % values]

    def _next_leaving(self, coming: Coming) -> list[str]:
        first = next((row for row in coming.leaving if row.score is not None), None)
        if first is None:
            return []
        text = ngettext(
            "%(count)s bad event ends on %(day)s. If nothing goes wrong, the score is then %(score)s.",
            "%(count)s bad events end on %(day)s. If nothing goes wrong, the score is then %(score)s.",
            first.count,
        )
        values = {
            "day": formats.day(first.day),
            "count": formats.number(first.count),
            "score": formats.number(first.score, PLACES),
        }
        return [text % values]


def letter(question: Question) -> Letter:
    """Write the letter. Raises NothingYet where no score was published."""
    card = Scorecard(question.seller, question.card(), question.resolved)
    found = lines(card, question.snapshot)
    return Letter(question, card, found, coming(question, 60) if question.facts else None)


def language_of(wanted: str, seller: str) -> str:
    """Return the language to write in: the one asked for, else the seller's own, else English."""
    if wanted in dict(settings.LANGUAGES):
        return wanted
    return _LANGUAGES.get(seller[:2].casefold(), "en")

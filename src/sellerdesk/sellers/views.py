from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from sellerdesk.people.asking import person_of
from sellerdesk.people.models import Person
from sellerdesk.sellers.lines import TREND, Line, freshness, lines
from sellerdesk.sellers.models import TargetRow
from sellerdesk.sellers.question import NothingYet, Question, question_of
from sellerdesk.sellers.scorecard import Scorecard
from sellerdesk.sellers.words import code_name
from sellerdesk.ui.plots import Level, Plot, Series, plot
from sellerloop.metrics.targets import Target

PAGE = 50


@require_safe
def scorecard(request: HttpRequest, seller: str) -> HttpResponse:
    """One seller's score, what it lost where, and every metric behind it."""
    try:
        question = question_of(request, person_of(request), seller)
        card = question.card(TREND)
    except NothingYet as nothing:
        return nothing_yet(request, nothing)
    snapshot = question.snapshot
    shown = Scorecard(question.seller, card, question.resolved)
    found = lines(shown, snapshot, targets())
    context = {
        "section": "sellers",
        "seller": question.seller,
        "question": question,
        "card": shown,
        "columns": _Columns(found, bool(question.resolved.policy.score)),
        "lines": found,
        "tab": "scorecard",
        "policies": [resolved.policy for resolved in snapshot.policies.values()],
        "fresh": freshness(snapshot),
        "trend": _trend(question, shown),
    }
    return render(request, "sellers/scorecard.html", context)


def targets() -> list[Target]:
    """Return the targets that were loaded."""
    return [row.as_target() for row in TargetRow.objects.all()]


def _trend(question: Question, card: Scorecard) -> Plot:
    """The published scores of thirteen weeks; levels are those of the policy's standing."""
    first = question.as_of - TREND
    days = [day for day in question.days if first <= day <= question.as_of]
    tier = question.resolved.tier
    read_off = tier.levels if tier and tier.subject == "score" else ()
    levels = [Level(float(level.at), code_name(level.name)) for level in read_off]
    line = Series(gettext("Score"), [card.history.get(day) for day in days])
    bounds = card.low, card.high
    return plot(gettext("Score, day by day"), days, [line], unit="points", levels=levels, bounds=bounds)


@dataclass(frozen=True, slots=True)
class _Columns:
    """Which columns of the metrics have anything to say."""

    lines: Sequence[Line]
    score: bool

    @property
    def target(self) -> bool:
        return any(line.target for line in self.lines)

    @property
    def peers(self) -> bool:
        return any(line.peers for line in self.lines)

    @property
    def gaps(self) -> range:
        """Empty cells between the value and the lost points in the last line."""
        return range(5 + self.target + self.peers)


def nothing_yet(request: HttpRequest, nothing: NothingYet) -> HttpResponse:
    """Say that nothing was scored yet."""
    return render(request, "sellers/nothing.html", {"section": "sellers", "seller": nothing.seller})


def exporting(request: HttpRequest) -> Person:
    """The signed-in person, who may export. Raises PermissionDenied for others."""
    person = person_of(request)
    if not person.may_export:
        raise PermissionDenied
    return person

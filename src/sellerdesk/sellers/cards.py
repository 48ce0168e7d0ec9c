"""The pages around one scorecard: why it changed, what is coming, and what if."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sellerdesk.people.asking import person_of
from sellerdesk.sellers.change import explained
from sellerdesk.sellers.lines import freshness
from sellerdesk.sellers.outlook import HORIZONS, coming
from sellerdesk.sellers.question import NothingYet, Question, question_of
from sellerdesk.sellers.spans import days_of
from sellerdesk.sellers.views import nothing_yet
from sellerdesk.sellers.what_if import attempt

_LONGEST = 40  # characters of a number
Page = Callable[[HttpRequest, Question], HttpResponse]


def of_one_seller(page: Page) -> Callable[Concatenate[HttpRequest, str, ...], HttpResponse]:
    """Give a page the question that its address asks, or answer that nothing was scored yet."""

    @require_safe
    @wraps(page)
    def view(request: HttpRequest, seller: str) -> HttpResponse:
        try:
            question = question_of(request, person_of(request), seller)
            return page(request, question)
        except NothingYet as nothing:
            return nothing_yet(request, nothing)

    return view


@of_one_seller
def change(request: HttpRequest, question: Question) -> HttpResponse:
    """Why the score changed between any two days that were scored, adding up exactly."""
    days = days_of(request.GET, question.days)
    then = request.GET.get("known") == "then"
    found = None
    if days and question.facts:
        found = explained(question, days.since, days.as_of, known_then=then)
    at_home = request.path in (cast(Any, request).htmx.current_url or request.path)
    context = {"days": days, "then": then, "found": found, "at_home": at_home}
    return _answer(request, question, "change", context)


@of_one_seller
def outlook(request: HttpRequest, question: Question) -> HttpResponse:
    """What is coming: levels within reach, what leaves the window, what young orders will come to."""
    asked = request.GET.get("days", "")
    horizon = next((days for days in HORIZONS if str(days) == asked), HORIZONS[0])
    found = coming(question, horizon) if question.facts else None
    return _answer(request, question, "outlook", {"found": found, "horizons": HORIZONS})


@of_one_seller
def what_if(request: HttpRequest, question: Question) -> HttpResponse:
    """What the score would be with other numbers; the address holds them, so that an answer can be shared."""
    given = {name: request.GET.get(name, "")[:_LONGEST] for name in request.GET}
    found = attempt(question, given) if question.facts else None
    return _answer(request, question, "what_if", {"found": found}, part="trial" if found else "")


def _answer(
    request: HttpRequest, question: Question, name: str, context: dict[str, Any], part: str = ""
) -> HttpResponse:
    """The whole page, or only its part for a page that holds it already."""
    context |= {
        "section": "sellers",
        "tab": name,
        "seller": question.seller,
        "question": question,
        "fresh": freshness(question.snapshot),
    }
    inside = cast(Any, request).htmx and not cast(Any, request).htmx.history_restore_request
    return render(request, f"sellers/_{part or name}.html" if inside else f"sellers/{name}.html", context)

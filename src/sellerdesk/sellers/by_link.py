"""What a seller sees by a link: the own scorecard and its rows, to read, and nothing else."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate
from zoneinfo import ZoneInfo

from allauth.core.internal import ratelimit
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from sellerdesk.sellers.letter import letter
from sellerdesk.sellers.lines import freshness, line
from sellerdesk.sellers.links import SellerLink, saw
from sellerdesk.sellers.question import NothingYet, Question, about, shown_of
from sellerdesk.sellers.scorecard import Scorecard
from sellerdesk.sellers.tables import RowTable, shown_choices
from sellerloop.lake.reader import Scope

PAGE = 50
_RATES = {"seller_link": "60/m/ip"}
_INSIDE = frozenset({"team", "known_at"})  # columns that are ours, not the seller's
_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}
Page = Callable[..., HttpResponse]


def opened_by_link(page: Page) -> Callable[Concatenate[HttpRequest, str, ...], HttpResponse]:
    """Open a page about the one seller of a link, in the link's language and the seller's zone. A link that
    does not open says so, whatever the cause."""

    @require_safe
    @wraps(page)
    def view(request: HttpRequest, token: str, **more: Any) -> HttpResponse:
        now = timezone.now()
        allowed = ratelimit.consume(
            request, app="sellers", action="seller_link", config=_RATES, limit_get=True
        )
        if not allowed:
            return _with_headers(render(request, "429.html", status=429))
        link = SellerLink.objects.of_token(token, now)
        if link is None:
            return _closed(request)
        with translation.override(link.language), timezone.override(ZoneInfo(link.seller.zone)):
            try:
                question = about(link.seller, Scope(None, frozenset({link.seller.pk})))
                response = page(request, question, link, token, **more)
            except (NothingYet, Http404):
                return _closed(request)
        response["Content-Language"] = link.language
        return _with_headers(response)

    return view


@opened_by_link
def shared(request: HttpRequest, question: Question, link: SellerLink, token: str) -> HttpResponse:
    """The seller's own scorecard."""
    saw(link, now=timezone.now())
    context = {**_context(question, link, token), "letter": letter(question)}
    return render(request, "sellers/shared.html", context)


@opened_by_link
def shared_rows(
    request: HttpRequest, question: Question, link: SellerLink, token: str, metric: str
) -> HttpResponse:
    """The rows behind one metric of it."""
    spec, card = question.metric(metric), question.card()
    value = next((value for value in card.metrics if value.metric == metric), None)
    if value is None:
        raise Http404
    shown, after = shown_of(request), request.GET.get("after", "")[:200]
    found = question.rows(metric, value.den, shown, after, PAGE + 1)
    table = RowTable(spec, question.seller.zone, found)
    table.columns = [column for column in table.columns if column.name not in _INSIDE]
    card_of = Scorecard(question.seller, card, question.resolved)
    context = {
        **_context(question, link, token),
        "line": line(card_of, value, question.snapshot),
        "table": table,
        "rows": [table.row(row) for row in found[:PAGE]],
        "after": found[PAGE - 1].key if len(found) > PAGE else "",
        "first": not after,
        "shown": shown,
        "choices": shown_choices(spec),
    }
    return render(request, "sellers/shared_rows.html", context)


def _context(question: Question, link: SellerLink, token: str) -> dict[str, Any]:
    return {
        "seller": question.seller,
        "question": question,
        "link": link,
        "token": token,
        "fresh": freshness(question.snapshot),
    }


def _closed(request: HttpRequest) -> HttpResponse:
    response = _with_headers(render(request, "sellers/shared_closed.html", status=404))
    response._has_been_logged = True  # type: ignore[attr-defined]  # Django would write the token to its log
    return response


def _with_headers(response: HttpResponse) -> HttpResponse:
    for name, text in _HEADERS.items():
        response[name] = text
    return response

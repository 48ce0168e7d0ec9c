from collections.abc import Callable, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from sellerdesk.orders.clock import waits
from sellerdesk.orders.lookup import LONGEST, no_index, search
from sellerdesk.orders.meaning import meanings, policies_for, rules_for
from sellerdesk.orders.story import story
from sellerdesk.orders.talk import said
from sellerdesk.people.asking import person_of
from sellerdesk.sellers import lake
from sellerdesk.sellers.lines import freshness
from sellerdesk.sellers.models import Seller, scope_of
from sellerdesk.sellers.spans import day_of
from sellerloop.lake.lookup import has_numbers
from sellerloop.lake.reader import Scope, Snapshot
from sellerloop.lake.rows_about import About, about_chat, about_order
from sellerloop.metrics.replies import ReplyRule
from sellerloop.scores.resolve import ResolvedPolicy

_SHOWN = 200  # signs of a long question that are said back


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Look up numbers of orders, parcels, requests, reviews and conversations; a single answer opens."""
    text = request.GET.get("q", "").strip()
    found = search(person_of(request), text) if text else None
    if found and len(found.hits) == 1 and "stay" not in request.GET:
        return redirect(found.hits[0].url)
    context = {"section": "orders", "text": text[:LONGEST], "shown": text[:_SHOWN], "found": found}
    return render(request, "orders/find.html", context)


@require_safe
def order(request: HttpRequest, seller: str, order: str) -> HttpResponse:
    """One order: what happened, and in which metrics it counts."""
    return _page(request, seller, order, about_order, "orders/order.html", _order)


@require_safe
def chat(request: HttpRequest, seller: str, chat: str) -> HttpResponse:
    """One conversation: who wrote when, how long the buyer waited, and in which metrics it counts."""
    return _page(request, seller, chat, about_chat, "orders/chat.html", _chat)


def _order(about: About, policies: Sequence[ResolvedPolicy]) -> dict[str, Any]:
    found = about.of("order")[0]
    return {
        "order": found,
        "items": about.of("item"),
        "shop_zone": found["zone"],
        "story": story(about),
        "scans": len(about.of("parcel_scan")),
    }


def _chat(about: About, policies: Sequence[ResolvedPolicy]) -> dict[str, Any]:
    found = about.of("chat")[0]
    return {
        "chat": found,
        "shop_zone": found["zone"],
        "messages_said": [said(message) for message in about.of("message")],
        "ratings": about.of("chat_rating"),
        "waits": waits(about, rules_for(policies), policies),
    }


def _page(
    request: HttpRequest,
    seller: str,
    number: str,
    read: Callable[[Snapshot, str, str, Scope, list[ReplyRule]], About | None],
    template: str,
    told: Callable[[About, Sequence[ResolvedPolicy]], dict[str, Any]],
) -> HttpResponse:
    """What is known about ``number`` of one seller, and what it counts for."""
    shop, scope = _seller(request, seller)
    snapshot = lake.current()
    context: dict[str, Any] = {"section": "orders", "seller": shop}
    if snapshot is None or not has_numbers(snapshot):
        return render(request, "orders/no_index.html", context | {"problem": no_index()})
    policies = policies_for(snapshot, shop)
    about = read(snapshot, shop.pk, number, scope, rules_for(policies))
    if about is None:
        raise Http404
    day = day_of(request.GET.get("as_of", ""))
    context |= told(about, policies)
    context |= {"meanings": meanings(snapshot, scope, about, policies, number, day)}
    return render(request, template, context | {"fresh": freshness(snapshot)})


def _seller(request: HttpRequest, seller: str) -> tuple[Seller, Scope]:
    """The seller, who may be seen, and how far to read: not beyond it."""
    person = person_of(request)
    shop = Seller.objects.visible_to(person).filter(pk=seller).first()
    if shop is None:
        raise Http404
    return shop, scope_of(person, Seller.objects.filter(pk=shop.pk))

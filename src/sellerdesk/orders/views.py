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
from sellerloop.lake.reader import Scope
from sellerloop.lake.rows_about import about_chat, about_order

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
    shop, scope = _seller(request, seller)
    snapshot = lake.current()
    if snapshot is None or not has_numbers(snapshot):
        return _no_index(request, shop)
    policies = policies_for(snapshot, shop)
    about = about_order(snapshot, shop.pk, order, scope, rules_for(policies))
    if about is None:
        raise Http404
    context = {
        "section": "orders",
        "seller": shop,
        "order": about.of("order")[0],
        "items": about.of("item"),
        "shop_zone": about.of("order")[0]["zone"],
        "story": story(about),
        "scans": len(about.of("parcel_scan")),
        "meanings": meanings(snapshot, scope, about, policies, order, day_of(request.GET.get("as_of", ""))),
        "fresh": freshness(snapshot),
    }
    return render(request, "orders/order.html", context)


@require_safe
def chat(request: HttpRequest, seller: str, chat: str) -> HttpResponse:
    """One conversation: who wrote when, how long the buyer waited, and in which metrics it counts."""
    shop, scope = _seller(request, seller)
    snapshot = lake.current()
    if snapshot is None or not has_numbers(snapshot):
        return _no_index(request, shop)
    policies = policies_for(snapshot, shop)
    rules = rules_for(policies)
    about = about_chat(snapshot, shop.pk, chat, scope, rules)
    if about is None:
        raise Http404
    context = {
        "section": "orders",
        "seller": shop,
        "chat": about.of("chat")[0],
        "shop_zone": about.of("chat")[0]["zone"],
        "messages_said": [said(message) for message in about.of("message")],
        "ratings": about.of("chat_rating"),
        "waits": waits(about, rules, policies),
        "meanings": meanings(snapshot, scope, about, policies, chat, day_of(request.GET.get("as_of", ""))),
        "fresh": freshness(snapshot),
    }
    return render(request, "orders/chat.html", context)


def _seller(request: HttpRequest, seller: str) -> tuple[Seller, Scope]:
    """The seller, who may be seen, and how far to read: not beyond it."""
    person = person_of(request)
    shop = Seller.objects.visible_to(person).filter(pk=seller).first()
    if shop is None:
        raise Http404
    return shop, scope_of(person, Seller.objects.filter(pk=shop.pk))


def _no_index(request: HttpRequest, shop: Seller) -> HttpResponse:
    return render(
        request, "orders/no_index.html", {"section": "orders", "seller": shop, "problem": no_index()}
    )

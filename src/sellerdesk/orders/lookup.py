"""Any number that somebody pastes -> the orders and conversations that it may stand for."""

import re
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext

from sellerdesk.people.models import Person
from sellerdesk.sellers import lake
from sellerdesk.sellers.models import Seller, scope_of
from sellerdesk.ui import formats
from sellerloop.lake.lookup import Found, find_numbers, has_numbers
from sellerloop.lake.lookup_numbers import plain_number
from sellerloop.lake.reader import Snapshot

LONGEST = 10_000  # signs that are looked at
_MOST = 20  # numbers at once
_BETWEEN = re.compile(r"[\s,;|]+")


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer: an order or a conversation. Texts are in the language in force."""

    title: str
    detail: str
    url: str


@dataclass(frozen=True, slots=True)
class Search:
    """What came of a text: ``hits``, or ``problem`` says why nothing can be found at all."""

    text: str
    hits: tuple[Hit, ...]
    problem: str = ""


def find(person: Person, text: str) -> list[Hit]:
    """Return what ``text`` may stand for, of the accounts that ``person`` may see: the number of an order,
    parcel, request, review or conversation, or up to twenty of them. Nothing for anything else."""
    return list(search(person, text).hits)


def search(person: Person, text: str) -> Search:
    """Look ``text`` up for ``person`` and say what stands in the way if something does."""
    snapshot = lake.current()
    if snapshot is None:
        return Search(text, (), gettext("Nothing was built yet, so there are no orders to look up."))
    if not has_numbers(snapshot):
        return Search(text, (), no_index())
    numbers = _numbers(text)
    return Search(text, tuple(_hits(snapshot, person, numbers)) if numbers else ())


def no_index() -> str:
    """Say that the build is older than the index of numbers."""
    return gettext("This build cannot be searched by number yet. Build the lake again: sellerloop build")


def _numbers(text: str) -> list[str]:
    """The whole text as one number, and its words as numbers of their own."""
    given = text[:LONGEST].replace("\0", "")
    words = [word for word in _BETWEEN.split(given) if word][:_MOST]
    return list(dict.fromkeys([*([given] if len(words) > 1 else []), *words]))


def _hits(snapshot: Snapshot, person: Person, numbers: list[str]) -> list[Hit]:
    scope = scope_of(person, Seller.objects.all())
    found = find_numbers(snapshot, numbers, scope, limit=2 * _MOST)
    sellers = Seller.objects.visible_to(person).in_bulk({row.account.id for row in found})
    asked = {plain_number(number): place for place, number in enumerate(numbers)}
    found.sort(key=lambda row: asked.get(plain_number(row.number), len(asked)))
    hits = (_hit(row, sellers[row.account.id]) for row in found if row.account.id in sellers)
    return list(dict.fromkeys(hits))


def _hit(found: Found, seller: Seller) -> Hit:
    shop = f"{seller.name} · {formats.market(seller.market)}"
    if found.kind == "chat":
        title = gettext("Conversation %(number)s") % {"number": found.number}
        detail = gettext("%(shop)s · begun %(day)s") % {"shop": shop, "day": formats.day(found.day)}
        return Hit(title, detail, reverse("orders:chat", args=[seller.pk, found.chat_id]))
    title = gettext("Order %(number)s") % {"number": found.order_id}
    told = {
        "order": gettext("%(shop)s · placed %(day)s"),
        "parcel_scan": gettext("%(shop)s · parcel %(number)s, first scanned %(day)s"),
        "review": gettext("%(shop)s · review %(number)s of %(day)s"),
        "request": gettext("%(shop)s · request %(number)s of %(day)s"),
    }
    values = {"shop": shop, "number": found.number, "day": formats.day(found.day)}
    detail = told[found.kind] % values
    return Hit(title, detail, reverse("orders:order", args=[seller.pk, found.order_id]))

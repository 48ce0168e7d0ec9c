from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from sellerdesk.people.models import Person, Reach
from sellerdesk.ui.search import normalise
from sellerloop.lake.reader import EVERYTHING, Scope

if TYPE_CHECKING:
    pass


class SellerQuerySet(models.QuerySet["Seller"]):
    """Sets of sellers. Every read for a person begins with ``visible_to``."""

    def visible_to(self, person: Person) -> SellerQuerySet:
        """Return what ``person`` may see; nothing for anybody unknown."""
        listed = self.filter(listed=True)
        if not person.is_authenticated or not person.is_active:
            return self.none()
        match Reach(person.reach):
            case Reach.ALL:
                return listed
            case Reach.MARKETS:
                return listed.filter(market__in=person.markets)
            case Reach.PORTFOLIO:
                return listed.filter(owner=person)
            case Reach.VENDOR:
                return listed.filter(vendor=person.vendor_id) if person.vendor_id else self.none()

    def found(self, words: str) -> SellerQuerySet:
        """Return those whose shadow text holds every word of ``words``."""
        rows = self
        for word in normalise(words).split()[:8]:
            rows = rows.filter(search__contains=word)
        return rows


def scope_of(person: Person, sellers: SellerQuerySet) -> Scope:
    """Return how far ``person`` may read in the lake: the same rule as ``visible_to``."""
    if not person.is_authenticated or not person.is_active:
        return Scope()
    match Reach(person.reach):
        case Reach.ALL:
            return EVERYTHING
        case Reach.MARKETS:
            return Scope(frozenset(person.markets), None)
        case _:
            return Scope(None, frozenset(sellers.visible_to(person).values_list("pk", flat=True)))

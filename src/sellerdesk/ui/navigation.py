"""The places of the main navigation: each stands once, and shows where its page exists and one may go."""

from dataclasses import dataclass

from django.http import QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True, slots=True)
class Place:
    """A page to go to. ``section`` is what the page's context calls itself; no ``roles`` means everybody."""

    section: str
    page: str
    name: str | Promise
    keys: str
    icon: str
    roles: frozenset[str] = frozenset()


PLACES = (
    Place("home", "home", pgettext_lazy("page", "Home"), "g h", "home"),
    Place("sellers", "sellers:list", _("Sellers"), "g s", "store"),
    Place("orders", "orders:find", _("Orders"), "g o", "order"),
    Place("metrics", "metrics:list", _("Metrics"), "g m", "chart"),
    Place("policies", "policies:list", _("Policies"), "g p", "rule"),
    Place(
        "imports",
        "imports:list",
        _("Imports"),
        "g i",
        "upload",
        frozenset({"administrator", "programme_manager", "analyst"}),
    ),
    Place("boards", "boards:list", _("Boards"), "g b", "board"),
)


@dataclass(frozen=True, slots=True)
class Way:
    """A place as one person sees it."""

    section: str
    name: str
    href: str
    keys: str
    icon: str


def address(page: str) -> str:
    """Return the address of a page, or nothing where no app has it."""
    try:
        return reverse(page)
    except NoReverseMatch:
        return ""


def ways(role: str) -> list[Way]:
    """Return the places that somebody with ``role`` may go to, in the language in force."""
    found = ((place, address(place.page)) for place in PLACES if not place.roles or role in place.roles)
    return [Way(p.section, str(p.name), href, p.keys, p.icon) for p, href in found if href]


def without(query: QueryDict, *names: str) -> str:
    """Return ``query`` as the end of an address, without the parameters of ``names``."""
    left = query.copy()
    for name in names:
        left.pop(name, None)
    return f"?{left.urlencode()}"

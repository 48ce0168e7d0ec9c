"""The first day in demo mode: five things to try, in a strip that a person can put away for good."""

from dataclasses import dataclass
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_POST

from sellerdesk.ui.models import Kept
from sellerdesk.ui.navigation import address
from sellerdesk.ui.views import safe_address

NAME = "tour"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to try, and the page where it begins."""

    title: str
    text: str
    href: str


_STEPS = (
    (
        _("Find who fell most"),
        _("Sellers stand with the biggest fall first. Open one: every lost point has its metric."),
        "sellers:list",
    ),
    (
        _("Open the orders behind it"),
        _("A metric's name leads to every order that counts, and to those that do not, with the reason."),
        "sellers:list",
    ),
    (
        _("Look up a number"),
        _("Press Ctrl K and paste the number of any order, parcel or chat."),
        "home:find",
    ),
    (
        _("Try a stricter rule"),
        _("Change a value of a policy and see who would gain and who would lose, before anybody does."),
        "policies:list",
    ),
    (
        _("Bring your own data"),
        _("Import a file: a dry run shows which rows would be refused, and why."),
        "imports:list",
    ),
)


def steps() -> list[Step]:
    """Return the steps whose pages exist, in the language in force."""
    found = ((title, text, address(page)) for title, text, page in _STEPS)
    return [Step(gettext(title), gettext(text), href) for title, text, href in found if href]


def is_open(request: HttpRequest) -> bool:
    """Whether this person still wants the tour; looked up once a session."""
    person = cast(Any, request).user
    if not settings.DEMO or not person.is_authenticated:
        return False
    if NAME not in request.session:
        request.session[NAME] = not Kept.objects.filter(by=person.key, name=NAME).exists()
    return bool(request.session[NAME])


@require_POST
def tour(request: HttpRequest) -> HttpResponse:
    """Put the tour away for this person, or bring it back."""
    person, again = cast(Any, request).user, request.POST.get("again") == "yes"
    if again:
        Kept.objects.filter(by=person.key, name=NAME).delete()
    else:
        Kept.objects.update_or_create(by=person.key, name=NAME, defaults={"value": "closed"})
    request.session[NAME] = again
    return HttpResponseRedirect(safe_address(request))

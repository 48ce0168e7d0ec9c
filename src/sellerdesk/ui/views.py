from django.conf import settings
from django.core.exceptions import BadRequest
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST

from sellerdesk.ui import preferences as kept
from sellerdesk.ui import tables
from sellerdesk.ui.forms import PreferencesForm

_COOKIES = {"language": settings.LANGUAGE_COOKIE_NAME, "theme": kept.THEME_COOKIE, "zone": kept.ZONE_COOKIE}


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Show or remember language, theme and time zone; after a change, back to where the person was."""
    form = PreferencesForm(request.POST or None, initial=_in_force(request))
    if request.method != "POST" or not form.is_valid():
        return render(request, "ui/preferences.html", {"form": form}, status=400 if form.is_bound else 200)
    response = HttpResponseRedirect(safe_address(request))
    for name, value in form.chosen():
        kept.remember(response, _COOKIES[name], value)
    return response


@require_POST
def table(request: HttpRequest) -> HttpResponse:
    """Remember the columns and the density of a table, and go back to it."""
    response = HttpResponseRedirect(safe_address(request))
    given = request.POST
    try:
        tables.remember(response, given.get("table", ""), given.get("density", ""), given.getlist("column"))
    except ValueError as problem:
        raise BadRequest from problem
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    try:
        return render(request, "500.html", status=500)
    except DatabaseError:  # the page's own head asks who is signed in
        bare = {"theme": "light", "language": get_language(), "zone": settings.TIME_ZONE}
        return HttpResponse(render_to_string("500.html", bare), status=500)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without a valid token: most often a page that stood open through a sign-out."""
    return render(request, "403_csrf.html", status=403)


def _in_force(request: HttpRequest) -> dict[str, str | None]:
    chosen = kept.read(request)
    return {"language": get_language(), "theme": chosen.theme, "zone": chosen.zone}


def safe_address(request: HttpRequest) -> str:
    """Return where a form wants to go back to, if that is a page of the desk; else the first page."""
    address = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure()):
        return address
    return "/"

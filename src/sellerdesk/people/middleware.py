from collections.abc import Callable
from time import time

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

_BEGAN, _SEEN = "began_at", "seen_at"
_MINUTE = 60
OPEN = frozenset(
    {
        "account_login",
        "account_logout",
        "account_signup",
        "account_inactive",
        "account_reauthenticate",
        "mfa_authenticate",
        "ui:preferences",
        "sellers:shared",
        "sellers:shared_rows",
    }
)


def idle_sessions(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """End a session that was idle too long, or that has lasted its full length however busy it was."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(time())
            began, seen = request.session.get(_BEGAN, now), request.session.get(_SEEN, now)
            if now - seen > settings.SESSION_IDLE or now - began > settings.SESSION_COOKIE_AGE:
                logout(request)
            elif _SEEN not in request.session or now - seen > _MINUTE:  # not each time: it is a write
                request.session.update({_BEGAN: began, _SEEN: now})
        return get_response(request)

    return middleware


def signed_in_only(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Every page asks for a sign-in, except those named above: a new page cannot be left open by mistake."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request: HttpRequest, *view: object) -> HttpResponse | None:
        match = request.resolver_match
        if request.user.is_authenticated or (match and match.view_name in OPEN):
            return None
        if "HX-Request" in request.headers:  # a part of a page: the page itself is asked for again
            return HttpResponse(status=401, headers={"HX-Refresh": "true"})
        return redirect_to_login(request.get_full_path())

    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware

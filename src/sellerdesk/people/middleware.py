from collections.abc import Callable
from time import time

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

_SEEN = "seen_at"
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
    }
)


def idle_sessions(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """End a session that was idle too long. Its absolute length is the session store's business."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now, seen = int(time()), request.session.get(_SEEN, 0)
            if seen and now - seen > settings.SESSION_IDLE:
                logout(request)
            elif now - seen > _MINUTE:  # not on every request: each is a write
                request.session[_SEEN] = now
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
        return redirect_to_login(request.get_full_path())

    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from sellerdesk.ui import preferences as chosen

_PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


def preferences(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Read theme and zone before the view runs, so that the page is right from its first byte."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.preferences = chosen.read(request)  # type: ignore[attr-defined]
        with timezone.override(ZoneInfo(request.preferences.zone)):  # type: ignore[attr-defined]
            response = get_response(request)
        response.headers.setdefault("Accept-CH", "Sec-CH-Prefers-Color-Scheme")
        response.headers.setdefault("Permissions-Policy", _PERMISSIONS)
        response.headers.setdefault("Cache-Control", "private, no-store")
        patch_vary_headers(response, ["Cookie", "Sec-CH-Prefers-Color-Scheme", "HX-Request"])
        return response

    return middleware

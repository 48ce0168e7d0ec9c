"""What a browser has chosen: language, theme and time zone, each in a cookie that the server reads."""

from dataclasses import dataclass
from functools import cache
from zoneinfo import available_timezones

from django.conf import settings
from django.http import HttpRequest, HttpResponse

THEMES = ("light", "dark")
THEME_COOKIE = "desk_theme"
ZONE_COOKIE = "desk_zone"
_YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Preferences:
    """The choices in force for one request. The language is Django's own business."""

    theme: str
    zone: str


@cache
def zones() -> frozenset[str]:
    """Return the names of all time zones; looking them up walks over hundreds of files."""
    return frozenset(available_timezones())


def read(request: HttpRequest) -> Preferences:
    """Return the choices of ``request``. Without a chosen theme the browser's own (a client hint) holds."""
    theme = request.COOKIES.get(THEME_COOKIE) or request.headers.get("Sec-CH-Prefers-Color-Scheme", "")
    zone = request.COOKIES.get(ZONE_COOKIE, "")
    return Preferences(
        theme=theme if theme in THEMES else "light",
        zone=zone if zone in zones() else settings.TIME_ZONE,
    )


def remember(response: HttpResponse, cookie: str, value: str) -> None:
    """Keep a choice for a year."""
    response.set_cookie(cookie, value, max_age=_YEAR, secure=settings.HTTPS, httponly=True, samesite="Lax")

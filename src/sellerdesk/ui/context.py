from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from sellerdesk.ui.preferences import THEMES, Preferences


def page(request: HttpRequest) -> dict[str, Any]:
    """What the base template needs on every page."""
    fallback = Preferences(theme="light", zone=settings.TIME_ZONE)
    chosen: Preferences = getattr(request, "preferences", fallback)
    return {
        "theme": chosen.theme,
        "other_theme": next(theme for theme in THEMES if theme != chosen.theme),
        "zone": chosen.zone,
        "language": get_language(),
        "languages": settings.LANGUAGES,
        "demo": settings.DEMO,
    }

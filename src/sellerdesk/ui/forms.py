from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from sellerdesk.ui.preferences import THEMES, zones

_AREAS = {"Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}
_THEME_NAMES = {"light": _("Light"), "dark": _("Dark")}


@lru_cache(maxsize=1)
def zone_choices() -> list[tuple[str, object]]:
    """Return the zones of the world by area, UTC first."""
    names = sorted(zone for zone in zones() if zone.partition("/")[0] in _AREAS)
    areas = groupby(names, key=lambda zone: zone.partition("/")[0])
    return [("UTC", "UTC"), *((area, [_choice(zone) for zone in zones]) for area, zones in areas)]


def _choice(zone: str) -> tuple[str, str]:
    return zone, zone.replace("_", " ")


class PreferencesForm(forms.Form):
    """One or several choices; what is not given stays as it is."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, required=False)
    theme = forms.ChoiceField(
        label=_("Theme"), choices=[(theme, _THEME_NAMES[theme]) for theme in THEMES], required=False
    )
    zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=zone_choices,
        required=False,
        help_text=_("Times on the pages are shown in this zone. Scores count days in the seller's own zone."),
    )

    def chosen(self) -> Iterator[tuple[str, str]]:
        """Yield the choices that were made. Only after ``is_valid``."""
        yield from ((name, value) for name, value in self.cleaned_data.items() if value)

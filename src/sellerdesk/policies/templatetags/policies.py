"""Parts of the pages about policies."""

from typing import Any

from django import template
from django.utils.translation import gettext

from sellerdesk.policies.reading import Mark
from sellerdesk.policies.simulating import Tally
from sellerdesk.policies.wording import counted, word
from sellerdesk.ui import formats

register = template.Library()
register.filter("word", word)
register.filter("counted", counted)


@register.inclusion_tag("policies/_mark.html")
def mark(mark: Mark | None) -> dict[str, Any]:
    """How sure a figure is and where it was read; assumed ones look different."""
    return {"mark": mark}


@register.filter
def listed_markets(codes: tuple[str, ...]) -> str:
    """The names of markets as a list in words."""
    return formats.listed([formats.market(code) for code in codes])


@register.filter
def tick(value: float) -> str:
    """A number on an axis, with the decimals that it has."""
    return formats.number(value, next((n for n in range(4) if abs(round(value, n) - value) < 1e-9), 3))


@register.filter
def neither(tally: Tally) -> int:
    """How many accounts have no score under either version."""
    return tally.accounts - tally.gain - tally.lose - tally.same - tally.appear - tally.vanish


@register.filter
def group_name(value: str, field: str) -> str:
    """The name of a market, a category or a service tier."""
    if not value:
        return gettext("none")
    return formats.market(value) if field == "market" else word(value)


@register.filter
def state_tone(state: str) -> str:
    """The tone of a draft's state."""
    return {"approved": "ok", "proposed": "warn", "rejected": "bad"}.get(state, "none")

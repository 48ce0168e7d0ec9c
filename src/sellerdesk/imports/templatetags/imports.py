"""Words of imports."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _

from sellerdesk.imports import reports
from sellerdesk.imports.history import Past
from sellerdesk.ui import formats
from sellerdesk.ui.steps import Stage
from sellerloop.events.registry import contracts

register = template.Library()
register.filter("reason_words", reports.words)

_STATES = {
    "draft": (_("Not tried"), "none"),
    "trial-waiting": (_("To be tried"), "none"),
    "trial-running": (_("Being tried"), "warn"),
    "trial-done": (_("Tried, not imported"), "warn"),
    "trial-failed": (_("Could not be tried"), "bad"),
    "trial-cancelled": (_("Trial cancelled"), "none"),
    "run-waiting": (_("To be imported"), "none"),
    "run-running": (_("Being imported"), "warn"),
    "run-failed": (_("Not imported"), "bad"),
    "run-cancelled": (_("Cancelled, not imported"), "none"),
    "run-done": (_("Imported"), "ok"),
    "imported": (_("Imported"), "ok"),
    "same": (_("Nothing new"), "none"),
    "undone": (_("Undone"), "none"),
}


@register.filter
def state_word(past: Past) -> str:
    return gettext(_STATES[past.state][0])


@register.filter
def state_tone(past: Past) -> str:
    return _STATES[past.state][1]


@register.filter
def kind_name(kind: str) -> str:
    return formats.say(contracts()[kind].title) if kind in contracts() else kind


@register.filter
def files_word(names: Sequence[str]) -> str:
    """The first file and how many more there are."""
    if len(names) < 2:
        return names[0] if names else ""
    more = len(names) - 1
    words = ngettext("%(first)s and %(count)s more", "%(first)s and %(count)s more", more)
    return words % {"first": names[0], "count": formats.number(more)}


@register.filter
def size(count: int) -> str:
    """A size of a file in the largest unit that gives a whole number before the point."""
    for unit, factor in (("GB", 2**30), ("MB", 2**20), ("kB", 2**10)):
        if count >= factor:
            return f"{formats.number(count / factor, 1)}{formats.THIN}{unit}"
    return f"{formats.number(count)}{formats.THIN}B"


@register.simple_tag
def import_stages(past: Past, due: bool) -> list[Stage]:
    """Files, dry run, import, build: how far an import has come."""
    names = gettext("Files"), gettext("Dry run"), gettext("Import"), gettext("Build")
    row: Any = past.row
    if past.entry is not None:
        reached = 3 if due else 4
    else:
        reached = 0 if row is None or not row.mapping else 1 if row.told is None else 2
    return [
        Stage(name, "done" if n < reached else "now" if n == reached else "next")
        for n, name in enumerate(names)
    ]


@register.filter
def split_words(text: str) -> list[str]:
    return text.split()


@register.simple_tag
def answer(asked: Any, name: str, page: Any) -> str:
    """An answer of the first step, to be sent along with the second."""
    return str(page.file if name == "file" else getattr(asked, name))

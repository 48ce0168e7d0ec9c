"""Courses of things: what happened when, and how far the loop has come."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of a timeline. ``tone`` colours its dot, ``by`` names who did it."""

    at: dt.datetime | dt.date
    title: str
    text: str = ""
    tone: str = ""
    icon: str = ""
    href: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a course: ``done``, ``now``, ``next`` or ``skipped``, with a word on it."""

    name: str
    state: str
    text: str = ""
    href: str = ""

    @property
    def state_word(self) -> str:
        return gettext(_STATES[self.state])


_STATES = {"done": _("done"), "now": _("now"), "next": _("still to come"), "skipped": _("skipped")}
LOOP = (_("Signal"), _("Diagnosis"), _("Action"), _("Verification"), _("Closed"))


def loop(reached: int, texts: Sequence[str] = (), hrefs: Sequence[str] = ()) -> list[Stage]:
    """Return the stages from signal to closed; those before ``reached`` (0 to 5) are done."""
    return [
        Stage(
            gettext(name),
            "done" if i < reached else "now" if i == reached else "next",
            texts[i] if i < len(texts) else "",
            hrefs[i] if i < len(hrefs) else "",
        )
        for i, name in enumerate(LOOP)
    ]

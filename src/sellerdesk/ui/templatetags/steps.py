"""Courses of things: timelines, steppers and progress."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import template

from sellerdesk.ui import formats
from sellerdesk.ui.steps import Event, Stage

register = template.Library()


@register.inclusion_tag("ui/timeline.html")
def timeline(events: Sequence[Event], zone: str = "") -> dict[str, Any]:
    """What happened when, in the order given; times in ``zone``, else in the person's, and it is named."""
    zone = zone or formats.zone_in_force()
    timed = any(isinstance(event.at, dt.datetime) for event in events)
    return {"events": [(event, *_time(event.at, zone)) for event in events], "zone": zone if timed else ""}


@register.inclusion_tag("ui/stepper.html")
def stepper(stages: Sequence[Stage], label: str) -> dict[str, Any]:
    """How far a course has come; upright on narrow screens."""
    return {"stages": stages, "label": label}


@register.inclusion_tag("ui/progress.html")
def progress(done: int | None, of: int | None, label: str, step: str = "") -> dict[str, Any]:
    """How far long work has come; without a total the bar only says that it goes on."""
    return {"done": done, "of": of, "label": label, "step": step}


def _time(at: dt.datetime | dt.date, zone: str) -> tuple[str, str]:
    if isinstance(at, dt.datetime):
        return formats.moment(at, zone, named=False), at.isoformat(timespec="seconds")
    return formats.day(at), at.isoformat()

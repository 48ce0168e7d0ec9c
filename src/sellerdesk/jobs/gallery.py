"""Job cards of the gallery, one a state; they follow nothing."""

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from sellerdesk.jobs.models import Job, State


def samples() -> dict[str, Any]:
    """Return a job in every state, none of them kept."""
    now = timezone.now()
    ago = dt.timedelta(minutes=3)
    common: dict[str, Any] = {"kind": "gallery", "title": gettext("Scoring all sellers"), "created_at": now}
    begun = common | {"started_at": now - ago, "fence": 1, "step": gettext("Counting orders")}
    ended = begun | {"ended_at": now}
    return {
        "jobs": [
            Job(state=State.WAITING, **common),
            Job(state=State.WAITING, **common | {"created_at": now - ago}),
            Job(state=State.RUNNING, **begun),
            Job(state=State.RUNNING, done=42, of=300, **begun),
            Job(state=State.RUNNING, done=43, of=300, cancel_asked=True, **begun),
            Job(state=State.DONE, result={"address": "/sellers/"}, **ended),
            Job(
                state=State.FAILED,
                problem=gettext("The disk is full. Nothing was changed: make room, then run this again."),
                **ended,
            ),
            Job(state=State.CANCELLED, **ended),
        ]
    }

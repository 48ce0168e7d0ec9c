"""Who runs a job: taking it up, holding it, letting it go. Each step is one conditional UPDATE.

A job is due while it waits, and again when the lease of who ran it has run out. Two workers that see the same
due job both try the same UPDATE, and the database lets one of them through, SQLite and PostgreSQL alike.
"""

import datetime as dt
from typing import Any

from django.db.models import F, Q

from sellerdesk.jobs.models import Job, State
from sellerdesk.jobs.registry import Cancelled
from sellerdesk.jobs.words import kept
from sellerloop.speech.message import Message, gettext_noop

LEASE = dt.timedelta(seconds=60)
MOST_LOST = 3
GIVEN_UP = gettext_noop(
    "The worker ended {count} times while it did this, so it is not tried again. Often memory or disk space"
    " ran out: make room, then run it again."
)


class LeaseLost(Exception):
    """Somebody else has taken the job up: leave it alone."""


def take(now: dt.datetime) -> Job | None:
    """Take up the job that has been due longest, or return None; jobs that nobody will finish end here."""
    _sweep(now)
    due = Q(state=State.WAITING, due_at__lte=now) | Q(state=State.RUNNING, lease_until__lte=now)
    while job := Job.objects.filter(due).order_by("due_at", "created_at").first():
        mine = Job.objects.filter(due, pk=job.pk, fence=job.fence).update(
            state=State.RUNNING,
            fence=F("fence") + 1,
            lost=F("lost") + int(job.state == State.RUNNING),
            started_at=now,
            lease_until=now + LEASE,
            step="",
            problem="",
            done=0,
            of=0,
        )
        if mine:
            job.refresh_from_db()
            return job
    return None


def renew(job: Job, now: dt.datetime, **changes: Any) -> None:
    """Hold ``job`` for longer, writing ``changes`` such as its progress.

    Raises LeaseLost when it is another's, Cancelled when a person asked for that.
    """
    if not _held(job).update(lease_until=now + LEASE, **changes):
        raise LeaseLost
    if Job.objects.filter(pk=job.pk, cancel_asked=True).exists():
        raise Cancelled


def end(job: Job, state: State, now: dt.datetime, **changes: Any) -> None:
    """Write how ``job`` ended. Raises LeaseLost when it is another's."""
    if not _held(job).update(state=state, ended_at=now, lease_until=None, **changes):
        raise LeaseLost


def put_back(job: Job, due_at: dt.datetime, **changes: Any) -> None:
    """Let ``job`` wait again until ``due_at``. Raises LeaseLost when it is another's."""
    if not _held(job).update(state=State.WAITING, due_at=due_at, lease_until=None, **changes):
        raise LeaseLost


def _held(job: Job) -> Any:
    return Job.objects.filter(pk=job.pk, state=State.RUNNING, fence=job.fence)


def _sweep(now: dt.datetime) -> None:
    left = Job.objects.filter(state=State.RUNNING, lease_until__lte=now)
    asked = left.filter(cancel_asked=True) | Job.objects.filter(state=State.WAITING, cancel_asked=True)
    asked.update(state=State.CANCELLED, ended_at=now, lease_until=None)
    problem = kept(Message(GIVEN_UP, {"count": MOST_LOST}))
    left.filter(lost__gte=MOST_LOST - 1).update(
        state=State.FAILED, ended_at=now, lease_until=None, problem=problem, lost=F("lost") + 1
    )

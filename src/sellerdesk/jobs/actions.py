import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from sellerdesk.jobs.models import Job, State
from sellerdesk.jobs.registry import KINDS, Text
from sellerdesk.jobs.words import kept, read
from sellerdesk.people.models import Person
from sellerdesk.ui.models import record


def enqueue(
    kind: str,
    params: Mapping[str, Any],
    *,
    by: Person,
    key: str = "",
    title: Text,
    now: dt.datetime | None = None,
) -> Job:
    """Ask for a job and return it; while one of the same ``key`` and person is unfinished, return that one.

    Raises PermissionDenied when the person may not ask for this kind.
    """
    if not KINDS[kind].allowed(by):
        raise PermissionDenied
    at = now or timezone.now()
    asked = Job(kind=kind, key=key, title=kept(title), params=dict(params), by=by, created_at=at, due_at=at)
    with transaction.atomic():
        try:
            with transaction.atomic():
                asked.save(force_insert=True)
        except IntegrityError:
            return Job.objects.unfinished().get(kind=kind, key=key, by=by)
        record("job.asked", subject(asked), by=by.key, at=at, kind=kind)
    return asked


def cancel(job: Job, *, by: Person, now: dt.datetime) -> None:
    """Cancel a job: at once while it waits, at its next step while it runs. One that has ended stays."""
    with transaction.atomic():
        waiting = Job.objects.filter(pk=job.pk, state=State.WAITING)
        running = Job.objects.filter(pk=job.pk, state=State.RUNNING, cancel_asked=False)
        if waiting.update(state=State.CANCELLED, cancel_asked=True, ended_at=now) or running.update(
            cancel_asked=True
        ):
            record("job.cancelled", subject(job), by=by.key, at=now, kind=job.kind)


def again(job: Job, *, by: Person, now: dt.datetime) -> Job:
    """Ask for the same once more, as ``by``, and return the new job; an unfinished one stays the one, and so
    does one of a kind that this version does not know."""
    if job.is_unfinished or job.kind not in KINDS:
        return job
    key = job.key or f"again:{job.pk}"
    return enqueue(job.kind, job.params, by=by, key=key, title=read(job.title), now=now)


def subject(job: Job) -> str:
    """Return the name under which the log knows ``job``."""
    return f"job:{job.pk}"

import datetime as dt
import uuid
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sellerdesk.people.models import Person, Role


class State(models.TextChoices):
    """Where a job stands. The first two are due: some worker has to carry them on."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


UNFINISHED = (State.WAITING, State.RUNNING)


class JobQuerySet(models.QuerySet["Job"]):
    """Sets of jobs. Every read for a person begins with ``visible_to``."""

    def visible_to(self, person: Person) -> "JobQuerySet":
        """Return the own jobs of ``person``; administrators see all."""
        if not person.is_authenticated or not person.is_active:
            return self.none()
        return self if person.role == Role.ADMINISTRATOR else self.filter(by=person)

    def unfinished(self) -> "JobQuerySet":
        return self.filter(state__in=UNFINISHED)


class Job(models.Model):
    """Long work that a person asked for: due until it is done, failed or cancelled.

    The row is the truth, there is no queue beside it. Whoever runs it holds a lease until ``lease_until``;
    ``fence`` grows with every taking up, so that a worker that lost its lease can write nothing any more;
    ``lost`` counts the leases that ran out. ``title``, ``step`` and ``problem`` are texts or messages (see
    ``words``). ``result`` is what the kind returned: ``address`` in it is the page that shows it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200, blank=True)
    title = models.JSONField(default=str)
    params = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    step = models.JSONField(default=str)
    done = models.BigIntegerField(default=0)
    of = models.BigIntegerField(default=0)
    result = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    problem = models.JSONField(default=str)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="jobs")
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    cancel_asked = models.BooleanField(default=False)
    fence = models.PositiveIntegerField(default=0)
    lost = models.PositiveSmallIntegerField(default=0)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-id")
        indexes = (
            models.Index(fields=("state", "due_at"), name="job_due"),
            models.Index(fields=("by", "-created_at"), name="job_of_person"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "key", "by"),
                condition=models.Q(state__in=UNFINISHED) & ~models.Q(key=""),
                name="job_asked_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    def is_visible_to(self, person: Person) -> bool:
        """Whether ``person`` may open this job, as ``visible_to`` has it."""
        return person.role == Role.ADMINISTRATOR or self.by_id == person.pk

    @property
    def is_unfinished(self) -> bool:
        return self.state in UNFINISHED

    @property
    def address(self) -> str:
        """The page that shows the result, empty without one."""
        result: Any = self.result
        return str(result.get("address", "")) if isinstance(result, dict) else ""

    @property
    def seconds(self) -> float | None:
        """How long the last run took, or has taken so far."""
        if self.started_at is None:
            return None
        return ((self.ended_at or timezone.now()) - self.started_at).total_seconds()

    @property
    def age(self) -> float:
        """Seconds since it was asked for."""
        return (timezone.now() - self.created_at).total_seconds()

    @property
    def kept_until(self) -> dt.datetime | None:
        """When the row and what it left are removed, None while it is unfinished."""
        keep: dt.timedelta = settings.KEEP
        return self.ended_at and self.ended_at + keep

    @property
    def is_counted(self) -> bool:
        """Whether the worker knows how much there is to do."""
        return self.of > 1

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sellerdesk.people.models import Person, Role
from sellerdesk.sellers.models import Seller

WRITING_ROLES = frozenset({Role.ADMINISTRATOR, Role.PROGRAMME_MANAGER, Role.LEAD, Role.ANALYST})
DECIDING_ROLES = frozenset({Role.ADMINISTRATOR, Role.PROGRAMME_MANAGER})


class State(models.TextChoices):
    """Where a draft stands. Only an approved one is written to where builds read policies."""

    DRAFT = "draft", pgettext_lazy("policy draft", "Draft")
    PROPOSED = "proposed", _("Proposed")
    APPROVED = "approved", pgettext_lazy("policy draft", "Approved")
    REJECTED = "rejected", pgettext_lazy("policy draft", "Rejected")
    ROLLED_BACK = "rolled_back", _("Rolled back")
    DROPPED = "dropped", _("Dropped")


OPEN = (State.DRAFT, State.PROPOSED, State.REJECTED)


class DraftQuerySet(models.QuerySet["Draft"]):
    """Sets of drafts. Every read for a person begins with ``visible_to``."""

    def visible_to(self, person: Person) -> "DraftQuerySet":
        """Return all drafts for those who may write any; nothing for everybody else."""
        writes = person.is_authenticated and person.is_active and person.role in WRITING_ROLES
        return self if writes else self.none()


class Draft(models.Model):
    """A version of a policy that somebody is writing, from its first line to its end.

    ``text`` is what was typed, sound or not; ``revision`` grows with every save, so that nobody overwrites
    what they have not seen. ``base`` names the version that it began with. Once approved, ``version``,
    ``effective_from`` and ``approved`` (the complete policy, as builds read it) never change.
    """

    policy = models.CharField(max_length=80)
    base = models.CharField(max_length=64, blank=True)
    text = models.TextField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    revision = models.PositiveIntegerField(default=1)
    note = models.TextField(blank=True)
    author = models.ForeignKey(Person, models.PROTECT, related_name="drafts")
    created_at = models.DateTimeField()
    changed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision = models.TextField(blank=True)
    version = models.CharField(max_length=12, blank=True)
    effective_from = models.DateField(null=True)
    approved = models.TextField(blank=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ("-changed_at", "-id")
        indexes = (models.Index(fields=("policy", "state"), name="draft_of_policy"),)

    def __str__(self) -> str:
        return f"{self.policy} draft {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_live(self) -> bool:
        """Whether the version is approved and its day has come."""
        begun = self.effective_from is not None and self.effective_from <= timezone.localdate()
        return self.state == State.APPROVED and begun

    @property
    def file(self) -> str:
        """The name of its file among the policies of the lake."""
        return f"{self.policy}@{self.effective_from}-{self.version}.yaml"


class Simulation(models.Model):
    """Who gains and who loses: all accounts of one build under two versions. The same question about the same
    build has one answer, whoever asks; everybody sees the accounts that they may see.

    ``before`` and ``after`` are the complete policies as text, ``done_at`` is None until there is a result.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    policy = models.CharField(max_length=80)
    build = models.CharField(max_length=60)
    as_of = models.DateField()
    before_version = models.CharField(max_length=64)
    after_version = models.CharField(max_length=64)
    before = models.TextField()
    after = models.TextField()
    draft = models.ForeignKey(Draft, models.SET_NULL, null=True, related_name="simulations")
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("policy", "build", "before_version", "after_version"), name="simulated_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.policy}: {self.before_version} -> {self.after_version}"

    @property
    def kept_until(self) -> dt.datetime | None:
        """When the result is removed, None while there is none."""
        keep: dt.timedelta = settings.KEEP
        return self.done_at and self.done_at + keep


class OutcomeQuerySet(models.QuerySet["Outcome"]):
    """Sets of outcomes. Every read for a person begins with ``visible_to``."""

    def visible_to(self, person: Person) -> "OutcomeQuerySet":
        """Return the outcomes of the accounts that ``person`` may see."""
        return self.filter(seller__in=Seller.objects.visible_to(person))


class Outcome(models.Model):
    """One account in a simulation; None is no score or no tier. ``metric`` did it, by ``points``."""

    simulation = models.ForeignKey(Simulation, models.CASCADE, related_name="outcomes")
    seller = models.ForeignKey(Seller, models.CASCADE, related_name="+")
    before = models.FloatField(null=True)
    after = models.FloatField(null=True)
    change = models.FloatField(null=True)
    tier_before = models.CharField(max_length=80, blank=True)
    tier_after = models.CharField(max_length=80, blank=True)
    metric = models.CharField(max_length=80, blank=True)
    points = models.FloatField(null=True)

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("simulation", "seller"), name="outcome_once"),)
        indexes = (models.Index(fields=("simulation", "change"), name="outcome_by_change"),)

    def __str__(self) -> str:
        return f"{self.seller_id}: {self.change}"

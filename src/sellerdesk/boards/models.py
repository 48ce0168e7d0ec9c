from typing import Any
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from sellerdesk.boards.layout import Layout
from sellerdesk.people.models import Person


class Sharing(models.TextChoices):
    """Who sees a board beside its owner; colleagues are staff, or the people of the same vendor."""

    PRIVATE = "private", _("Only me")
    READ = "read", _("Colleagues may look")
    EDIT = "edit", _("Colleagues may look and change")


class BoardQuerySet(models.QuerySet["Board"]):
    """Sets of boards. Every read for a person begins with ``visible_to``."""

    def visible_to(self, person: Person) -> "BoardQuerySet":
        """Return the person's own boards and those that colleagues share."""
        if not person.is_authenticated or not person.is_active:
            return self.none()
        colleagues = Q(owner__vendor=person.vendor_id) if person.vendor_id else Q(owner__vendor__isnull=True)
        shared = colleagues & ~Q(sharing=Sharing.PRIVATE)
        return self.filter(Q(owner=person) | shared, removed_at=None)

    def owned_by(self, person: Person) -> "BoardQuerySet":
        """Return the person's own boards, those that were removed included."""
        return self.filter(owner=person) if person.is_authenticated and person.is_active else self.none()


class Board(models.Model):
    """Somebody's arrangement of figures and charts. It holds no number: each reader's are computed anew,
    within the reader's own reach. ``version`` grows with every change and tells a later save from a lost one.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    owner = models.ForeignKey(Person, models.CASCADE, related_name="boards")
    name = models.CharField(max_length=80)
    sharing = models.CharField(max_length=8, choices=Sharing.choices, default=Sharing.PRIVATE)
    layout = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True)

    objects = BoardQuerySet.as_manager()

    class Meta:
        ordering = ("name", "id")
        indexes = (models.Index(fields=("owner", "removed_at"), name="board_by_owner"),)

    def __str__(self) -> str:
        return self.name

    @property
    def content(self) -> Layout:
        """The checked layout; one that another version of the product wrote and this one cannot read is
        shown as empty."""
        try:
            return Layout.model_validate(self.layout)
        except ValidationError:
            return Layout()

    def may_change(self, person: Person) -> bool:
        """Whether ``person``, who sees the board, may change it."""
        return self.owner_id == person.pk or self.sharing == Sharing.EDIT

    def plain(self) -> dict[str, Any]:
        """What the log keeps of it."""
        return {"name": self.name, "sharing": self.sharing, "version": self.version}

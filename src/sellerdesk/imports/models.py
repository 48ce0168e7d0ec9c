import datetime as dt
import uuid
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sellerdesk.jobs.models import Job
from sellerdesk.people.models import Person, Reach, Role


def may_import(person: Person) -> bool:
    """Whether ``person`` may bring data in and take it back: files are not parted by reach, so all of it."""
    return _sees_all(person) and person.role in (Role.ADMINISTRATOR, Role.PROGRAMME_MANAGER)


def may_read_imports(person: Person) -> bool:
    """Whether ``person`` may read what was imported and refused."""
    return may_import(person) or (_sees_all(person) and person.role == Role.ANALYST)


def _sees_all(person: Person) -> bool:
    return person.is_authenticated and person.is_active and person.reach == Reach.ALL


class OwnMapping(models.Model):
    """A mapping that somebody here wrote. ``revision`` counts its changes, so that two people who edit it at
    the same time do not lose each other's work."""

    name = models.SlugField(max_length=60, unique=True)
    text = models.TextField()
    revision = models.PositiveIntegerField(default=1)
    owner = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="mappings")
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Place(models.TextChoices):
    """Where the files of an import come from."""

    UPLOAD = "upload", _("Uploaded")
    SERVER = "server", _("From a folder of the server")
    COMMAND = "command", _("By the command line")


class ImportQuerySet(models.QuerySet["Import"]):
    """Sets of imports. Every read for a person begins with ``visible_to``."""

    def visible_to(self, person: Person) -> "ImportQuerySet":
        return self if may_read_imports(person) else self.none()

    def given_up(self, before: dt.datetime) -> "ImportQuerySet":
        """Return those of which nothing was imported and that nobody has touched since ``before``."""
        idle = Q(created_at__lt=before)
        for job in ("trial", "run"):
            idle &= Q(**{job: None}) | Q(**{f"{job}__ended_at__lt": before})
        return self.filter(idle, did__isnull=True, lake_id="")


class Import(models.Model):
    """Files on their way into the lake: tried, imported, perhaps undone.

    ``mapping`` is its name, ``text`` what it said then, for one of our own. ``files`` are name and size.
    ``told`` is what the dry run counted, ``did`` what the import did (see ``reports``). ``started_at`` is the
    instant of the import in the lake: by it a job that is run twice knows its own work. ``lake_id`` names the
    import in the lake, empty while or when nothing of it is there.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="imports")
    created_at = models.DateTimeField()
    place = models.CharField(max_length=10, choices=Place.choices)
    path = models.TextField(blank=True)
    files = models.JSONField(default=list)
    mapping = models.CharField(max_length=60, blank=True)
    text = models.TextField(blank=True)
    choices = models.JSONField(default=dict)
    known_at = models.DateTimeField(null=True)
    told = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    did = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    started_at = models.DateTimeField(null=True)
    lake_id = models.CharField(max_length=40, blank=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="undone_imports")
    trial = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    run = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    build = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    undo = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-id")
        indexes = (models.Index(fields=("lake_id",), name="import_in_lake"),)

    def __str__(self) -> str:
        return ", ".join(self.names) or str(self.pk)

    @property
    def is_busy(self) -> bool:
        """Whether the files are being tried or imported."""
        return any(job is not None and job.is_unfinished for job in (self.trial, self.run))

    @property
    def names(self) -> list[str]:
        files: list[dict[str, Any]] = self.files
        return [str(file["name"]) for file in files]

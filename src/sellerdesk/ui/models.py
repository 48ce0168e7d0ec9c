import datetime as dt
from typing import Any, NoReturn

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class AppendOnly(Exception):
    """Somebody tried to change or remove what is written once."""


class LogQuerySet(models.QuerySet["LogEntry"]):
    def about(self, subject: str) -> "LogQuerySet":
        return self.filter(subject=subject)

    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnly("log entries cannot be changed")

    def delete(self) -> NoReturn:
        raise AppendOnly("log entries cannot be removed")


class LogEntry(models.Model):
    """One thing that happened: what, to which subject, by whom, when, with which facts.

    ``subject`` and ``by`` are ``kind:id`` (``seller:VN-1``, ``person:7``, ``command:sync_sellers``). Entries
    are only ever added; the database refuses anything else by a trigger.
    """

    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=160)
    by = models.CharField(max_length=160)
    at = models.DateTimeField()
    facts = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    objects = LogQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-id")
        indexes = (models.Index(fields=("subject", "-at"), name="log_subject"),)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.subject} by {self.by}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly("log entries cannot be changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly("log entries cannot be removed")


def record(verb: str, subject: str, *, by: str, at: dt.datetime, **facts: Any) -> LogEntry:
    """Add an entry. Call it in the transaction of the change that it tells of."""
    return LogEntry.objects.create(verb=verb, subject=subject, by=by, at=at, facts=facts)


class Kept(models.Model):
    """A small choice of one person that follows them from browser to browser: ``by`` is ``person:id``."""

    by = models.CharField(max_length=160)
    name = models.CharField(max_length=60)
    value = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("by", "name"), name="kept_once"),)

    def __str__(self) -> str:
        return f"{self.by} {self.name}"

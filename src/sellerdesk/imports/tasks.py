"""What the worker does for imports: try, import, build, undo."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from sellerdesk.imports import storing
from sellerdesk.imports.actions import ask_build, discard, subject
from sellerdesk.imports.mappings import of_import
from sellerdesk.imports.models import Import, Place, may_import
from sellerdesk.imports.reports import as_json, of_entry
from sellerdesk.jobs.registry import Failed, Later, Task, Text, forgetting, job
from sellerdesk.sellers import lake as desk_lake
from sellerdesk.sellers.actions import sync
from sellerdesk.ui import formats
from sellerdesk.ui.models import record
from sellerloop.lake.build import build
from sellerloop.lake.failure import LakeBusy
from sellerloop.lake.imports import ImportOptions, import_events, try_import
from sellerloop.lake.rebuild import next_build
from sellerloop.lake.storage import Lake
from sellerloop.lake.undo import undo_import
from sellerloop.speech.message import Message, gettext_noop

_STEPS = {
    "settle": gettext_noop("Bringing facts together"),
    "facts": gettext_noop("Counting days"),
    "score": gettext_noop("Scoring"),
}
_WORKER = "command:work"
_GONE = gettext_noop("This import was discarded meanwhile.")
_NOTHING_TO_UNDO = gettext_noop("Nothing of this import is in the lake.")


@job("imports.try", allowed=may_import)
def try_files(task: Task) -> dict[str, Any]:
    """Count what an import would do."""
    row = _row(task)
    with _lake(), _speaking(task):
        rejects = storing.folder_of(row.pk) / storing.TRIED
        rejects.parent.mkdir(parents=True, exist_ok=True)
        report = try_import(
            Lake(settings.LAKE),
            of_import(row),
            storing.sources(row),
            options=_options(row),
            now=task.now,
            progress=task.progress,
            rejects=rejects,
        )
    row.told = as_json(report)
    row.save(update_fields=["told"])
    return {"address": _address(row)}


@job("imports.run", allowed=may_import)
def import_files(task: Task) -> dict[str, Any]:
    """Import; run again after a crash, it finds in the lake what it did."""
    row, lake = _row(task), Lake(settings.LAKE)
    if row.started_at is None:
        row.started_at = task.now
        row.save(update_fields=["started_at"])
    with _lake(), _speaking(task):
        entry = next((e for e in lake.current().imports if e.created_at == row.started_at), None)
        if entry is not None:
            row.did, row.lake_id = _told(of_entry(entry), row.told), entry.id
        else:
            report = import_events(
                lake,
                of_import(row),
                storing.sources(row),
                options=_options(row),
                now=row.started_at,
                progress=task.progress,
            )
            row.did, row.lake_id = as_json(report), report.manifest
    with transaction.atomic():
        if task.params.get("build") and row.lake_id and task.by is not None:
            row.build = ask_build(by=task.by, now=task.now)
        row.save(update_fields=["did", "lake_id", "build"])
        record("import.done", subject(row), by=_by(task), at=task.now, lake=row.lake_id, **_counts(row))
    if row.place == Place.UPLOAD:
        storing.discard_sources(row.pk)
    return {"address": _address(row)}


@job("imports.build", allowed=may_import)
def build_lake(task: Task) -> dict[str, Any]:
    """Build, and mirror the sellers."""
    lake = Lake(settings.LAKE)
    with _lake():
        options = next_build(settings.LAKE, lake.current(), day=task.now.date())
        done = build(lake, options, now=task.now, progress=_in_words(task.progress))
    snapshot = desk_lake.current()
    assert snapshot is not None
    sync(snapshot, by=_by(task), now=task.now)
    return {"address": reverse("sellers:list"), "build": done.id}


@job("imports.undo", allowed=may_import)
def undo_files(task: Task) -> dict[str, Any]:
    """Take an import back; run again after a crash, it finds that it is gone."""
    row, lake = _row(task), Lake(settings.LAKE)
    if row.undone_at is None:
        if not row.lake_id:
            raise Failed(_NOTHING_TO_UNDO)
        with _lake():
            if any(entry.id == row.lake_id for entry in lake.current().imports):
                undo_import(lake, row.lake_id, now=task.now)
        with transaction.atomic():
            row.undone_at, row.undone_by = task.now, task.by
            row.save(update_fields=["undone_at", "undone_by"])
            record("import.undone", subject(row), by=_by(task), at=task.now, lake=row.lake_id)
    return {"address": _address(row)}


@forgetting
def discard_given_up(before: dt.datetime, now: dt.datetime) -> int:
    """Discard files that nobody imported, and what is left of those that were; their history stays."""
    rows = list(Import.objects.given_up(before))
    for row in rows:
        discard(row, by=_WORKER, now=now)
    drafts = Import.objects.filter(did__isnull=True).values_list("pk", flat=True)
    storing.discard_stray({str(pk) for pk in drafts}, before)
    return len(rows)


def _row(task: Task) -> Import:
    row = Import.objects.filter(pk=task.params["import"]).first()
    if row is None:
        raise Failed(_GONE)
    return row


def _options(row: Import) -> ImportOptions:
    return ImportOptions(known_at=row.known_at, parameters=row.choices, say=formats.say)


@contextmanager
def _lake() -> Iterator[None]:
    """A lake that somebody writes to is one to come back to."""
    try:
        yield
    except LakeBusy as busy:
        text = gettext_noop("Waiting for another import or build to end")
        raise Later(Message(text), dt.timedelta(seconds=5)) from busy


@contextmanager
def _speaking(task: Task) -> Iterator[None]:
    """Refused rows are explained in the language of who asked."""
    with translation.override(str(task.params.get("language", "en"))):
        yield


def _in_words(progress: Callable[[Text, int, int], None]) -> Callable[[str, int, int], None]:
    return lambda step, done, of: progress(_STEPS.get(step, step), done, of)


def _told(entry: dict[str, Any], told: dict[str, Any] | None) -> dict[str, Any]:
    """What the lake kept of an import, with the counts by kind that the dry run foresaw."""
    same = told is not None and all(told[name] == entry[name] for name in ("read", "new", "refused"))
    return entry | {"kinds": told["kinds"] if told is not None and same else {}}


def _counts(row: Import) -> dict[str, Any]:
    return {name: row.did[name] for name in ("read", "new", "changed", "same")} if row.did else {}


def _address(row: Import) -> str:
    return reverse("imports:detail", args=[row.pk])


def _by(task: Task) -> str:
    return task.by.key if task.by is not None else _WORKER

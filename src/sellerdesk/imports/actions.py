import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from sellerdesk.imports import storing
from sellerdesk.imports.history import Past
from sellerdesk.imports.mappings import Known, fitting, known
from sellerdesk.imports.models import Import, OwnMapping, Place
from sellerdesk.imports.reports import of_entry
from sellerdesk.jobs.actions import enqueue
from sellerdesk.jobs.models import Job
from sellerdesk.people.models import Person
from sellerdesk.ui.models import record
from sellerloop.lake.failure import LakeError
from sellerloop.lake.mappings.load import parse_mapping, shipped
from sellerloop.speech.message import Message, gettext_noop

_SHOWN = 60  # characters of file names in a title


def begin(
    files: Sequence["UploadedFile[bytes]"],
    path: str,
    mapping: str,
    *,
    by: Person,
    now: dt.datetime,
    language: str,
) -> Import:
    """Take files in, uploaded or of the server, and try them with ``mapping``; when it is empty, with the one
    that fits their names. Raises LakeError with what is wrong, keeping nothing."""
    row = Import(id=uuid4(), by=by, created_at=now, known_at=now, path=path)
    row.place = Place.UPLOAD if files else Place.SERVER
    if files:
        row.files = storing.keep(row.pk, files)
    else:
        row.files = [_described(file) for file in storing.on_server(path)]
    try:
        with transaction.atomic():
            found = known()
            name = mapping or fitting(storing.sources(row), found)
            _take(row, found.get(name))
            row.save(force_insert=True)
            record("import.begun", subject(row), by=by.key, at=now, files=row.names, place=row.place)
            if row.mapping:
                try_it(row, by=by, now=now, language=language)
    except BaseException:
        storing.discard(row.pk)
        raise
    return row


def choose(
    row: Import,
    mapping: Known,
    choices: dict[str, str],
    known_at: dt.datetime | None,
    *,
    by: Person,
    now: dt.datetime,
    language: str,
) -> None:
    """Choose how to read the files, and try again; not while a job reads them as they were chosen before."""
    if row.is_busy:
        return
    with transaction.atomic():
        _take(row, mapping)
        row.choices, row.known_at, row.told = choices, known_at or row.known_at, None
        row.save()
        record("import.mapped", subject(row), by=by.key, at=now, mapping=row.mapping, choices=choices)
        try_it(row, by=by, now=now, language=language)


def try_it(row: Import, *, by: Person, now: dt.datetime, language: str) -> Job:
    """Ask for the dry run."""
    title = Message(gettext_noop("Try the import of {files}"), {"files": _short(row)})
    row.trial = _ask("imports.try", row, title, by, now, language=language)
    row.save(update_fields=["trial"])
    return row.trial


def run(row: Import, *, build: bool, by: Person, now: dt.datetime, language: str) -> Job:
    """Ask for the import, and for a build after it."""
    title = Message(gettext_noop("Import {files}"), {"files": _short(row)})
    with transaction.atomic():
        row.run = _ask("imports.run", row, title, by, now, language=language, build=build)
        row.save(update_fields=["run"])
    return row.run


def ask_build(*, by: Person, now: dt.datetime) -> Job:
    """Ask for a build of everything that the lake knows."""
    return enqueue("imports.build", {}, by=by, key="build", title=gettext_noop("Build"), now=now)


def ask_undo(past: Past, *, by: Person, now: dt.datetime) -> Import:
    """Ask to take an import back; one that came by the command line becomes known to the desk."""
    with transaction.atomic():
        row = past.row or _adopted(past)
        title = Message(gettext_noop("Undo the import of {files}"), {"files": _short(row)})
        row.undo = _ask("imports.undo", row, title, by, now)
        row.save(update_fields=["undo"])
    return row


def discard(row: Import, *, by: str, now: dt.datetime) -> None:
    """Forget files that were not imported. ``by`` is the key of a person or command."""
    with transaction.atomic():
        record("import.discarded", subject(row), by=by, at=now, files=row.names)
        row.delete()
    storing.discard(row.pk)


class Stale(Exception):
    """Somebody else changed the mapping meanwhile, or has one of this name."""


def save_mapping(name: str, text: str, revision: int | None, *, by: Person, now: dt.datetime) -> OwnMapping:
    """Write a mapping of our own: a new one, or ``revision`` of one anew.

    Raises LakeError with the first mistake of the text, and Stale when there is another revision by now.
    """
    mapping = parse_mapping(text, f"{name}.yaml")
    if mapping.mapping != name:
        raise LakeError(
            Message(
                gettext_noop("The first line has to say: mapping: {name}"),
                {"name": name},
            )
        )
    with transaction.atomic():
        if revision is None and name in shipped():
            raise Stale  # no mapping of one's own takes the place of one that everybody's files find
        if revision is None:
            try:
                with transaction.atomic():
                    row = OwnMapping.objects.create(name=name, text=text, owner=by, changed_at=now)
            except IntegrityError:
                raise Stale from None
        else:
            now_is = {"text": text, "revision": revision + 1, "owner": by, "changed_at": now}
            if not OwnMapping.objects.filter(name=name, revision=revision).update(**now_is):
                raise Stale
            row = OwnMapping.objects.get(name=name)
        record("mapping.saved", f"mapping:{name}", by=by.key, at=now, revision=row.revision)
    return row


def subject(row: Import) -> str:
    """Return the name under which the log knows an import."""
    return f"import:{row.pk}"


def _ask(kind: str, row: Import, title: Message, by: Person, now: dt.datetime, **params: Any) -> Job:
    key = f"import:{row.pk}"
    return enqueue(kind, {"import": str(row.pk), **params}, by=by, key=key, title=title, now=now)


def _take(row: Import, mapping: Known | None) -> None:
    row.mapping, row.text = (mapping.name, mapping.text) if mapping else ("", "")


def _adopted(past: Past) -> Import:
    entry = past.entry
    assert entry is not None
    files = [{"name": source.name, "bytes": source.bytes} for source in entry.sources]
    made = {"started_at": entry.created_at, "created_at": entry.created_at, "did": of_entry(entry)}
    return Import.objects.create(
        place=Place.COMMAND, files=files, mapping=entry.mapping, lake_id=entry.id, **made
    )


def _described(path: Path) -> dict[str, object]:
    return {"name": path.name, "bytes": path.stat().st_size}


def _short(row: Import) -> str:
    """The first file and how many more, in any language."""
    names = row.names or [str(row.pk)]
    first = names[0] if len(names[0]) <= _SHOWN else names[0][:_SHOWN] + "…"
    return f"{first} + {len(names) - 1}" if len(names) > 1 else first

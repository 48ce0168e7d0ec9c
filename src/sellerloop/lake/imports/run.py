"""One import from files to a commit."""

import datetime as dt
import hashlib
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sellerloop.lake.imports.intake import prepare
from sellerloop.lake.imports.merge import Merge
from sellerloop.lake.imports.report import ImportReport, KindReport
from sellerloop.lake.imports.session import ImportOptions, Session, session
from sellerloop.lake.manifest import ImportEntry, SourceFile
from sellerloop.lake.mappings.fragment import unfit
from sellerloop.lake.mappings.schema import Mapping as MappingFile
from sellerloop.lake.sources.find import Found, assign, expand
from sellerloop.lake.sources.stage import Progress
from sellerloop.lake.storage import Lake
from sellerloop.speech.message import gettext_noop


def import_events(
    lake: Lake,
    mapping: MappingFile,
    sources: Sequence[str | Path],
    *,
    options: ImportOptions,
    now: dt.datetime,
    progress: Progress,
) -> ImportReport:
    """Import ``sources`` (files, folders, patterns) by ``mapping``, in one commit or not at all.

    Refused rows are listed in the lake's folder ``rejects``; all others are kept. Raises LakeError when a
    file is missing, damaged or too large, the mapping does not fit, or the lake is busy, damaged or full.
    """
    with _merged(lake, mapping, sources, options, now, progress) as work:
        shared, merge, writer = work.session, work.merge, work.session.writer
        entry = _entry(shared, work.found, work.kinds, merge.fed)
        if set(merge.files.values()) == set(writer.parent.files):
            writer.keep()
            return _report(shared, entry, work.kinds, manifest="")
        writer.commit(
            merge.files.values(),
            watermark=merge.watermark,
            imports=(*writer.parent.imports, entry),
            build=writer.parent.build,
        )
        return _report(shared, entry, work.kinds, manifest=writer.id)


def try_import(
    lake: Lake,
    mapping: MappingFile,
    sources: Sequence[str | Path],
    *,
    options: ImportOptions,
    now: dt.datetime,
    progress: Progress,
    rejects: Path,
) -> ImportReport:
    """Return what :func:`import_events` would do now, and change nothing; refused rows are listed in the file
    ``rejects``. It takes the lake's lock and as long as the import. Raises what the import would raise."""
    with _merged(lake, mapping, sources, options, now, progress) as work:
        report = _report(
            work.session,
            _entry(work.session, work.found, work.kinds, work.merge.fed),
            work.kinds,
            manifest="",
        )
        if report.rejects is None:
            return report
        shutil.copyfile(report.rejects, rejects)
        return replace(report, rejects=rejects)


@dataclass(frozen=True, slots=True)
class _Work:
    """An import with everything written and nothing committed."""

    session: Session
    found: Mapping[str, Sequence[Found]]
    merge: Merge
    kinds: Mapping[str, KindReport]


@contextmanager
def _merged(
    lake: Lake,
    mapping: MappingFile,
    sources: Sequence[str | Path],
    options: ImportOptions,
    now: dt.datetime,
    progress: Progress,
) -> Iterator[_Work]:
    parameters = _chosen(mapping, options.parameters)
    found = assign(expand(sources), mapping.sources, options.limits)
    with (
        lake.writer("import", now=now) as writer,
        session(mapping, options, writer, now=now, progress=progress) as shared,
    ):
        merge = Merge(shared)
        yield _Work(shared, found, merge, merge.run(prepare(shared, found, parameters)))


def _chosen(mapping: MappingFile, given: Mapping[str, str]) -> dict[str, str]:
    for name, value in given.items():
        if name not in mapping.parameters:
            text = gettext_noop("The mapping {mapping} has no choice {name}; it has: {names}")
            names = ", ".join(mapping.parameters) or "-"
            raise unfit(text, mapping=mapping.mapping, name=name, names=names)
        if value not in (choices := mapping.parameters[name].choices):
            text = gettext_noop("{name} cannot be {value}; choose one of: {choices}")
            raise unfit(text, name=name, value=value, choices=", ".join(choices))
    return {name: given.get(name, parameter.default) for name, parameter in mapping.parameters.items()}


def _entry(
    shared: Session, found: Mapping[str, Sequence[Found]], kinds: Mapping[str, KindReport], fed: set[str]
) -> ImportEntry:
    refused = shared.rejects.rows.most_common()
    rejects = ""
    if refused:
        rejects = shared.writer.put(f"rejects/{shared.writer.id}.csv", shared.rejects.path.read_bytes())
    of_kinds = sum(kind.refused for kind in kinds.values())
    unread = sum(count for _, count in refused) - of_kinds
    return ImportEntry(
        id=shared.writer.id,
        mapping=shared.mapping.mapping,
        created_at=shared.now,
        known_at=shared.options.known_at,
        sources=tuple(_fingerprint(file) for files in found.values() for file in files),
        read=unread + sum(kind.read for kind in kinds.values()),
        new=sum(kind.new for kind in kinds.values()),
        changed=sum(kind.changed for kind in kinds.values()),
        same=sum(kind.same for kind in kinds.values()),
        refused=tuple(refused),
        rejects=rejects,
        fed=tuple(sorted(fed)),
    )


def _report(
    shared: Session, entry: ImportEntry, kinds: Mapping[str, KindReport], *, manifest: str
) -> ImportReport:
    return ImportReport(
        id=entry.id,
        mapping=entry.mapping,
        created_at=entry.created_at,
        read=entry.read,
        new=entry.new,
        changed=entry.changed,
        same=entry.same,
        refused=dict(entry.refused),
        kinds=kinds,
        rejects=shared.writer.root / entry.rejects if entry.rejects else None,
        samples=tuple(shared.rejects.samples),
        manifest=manifest,
    )


def _fingerprint(file: Found) -> SourceFile:
    with file.path.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    return SourceFile(file.name, file.path.stat().st_size, digest)

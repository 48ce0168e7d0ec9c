"""From paths, folders and patterns to the files of each source."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from glob import has_magic
from pathlib import Path

from sellerloop.lake.failure import LakeError
from sellerloop.lake.sources.limits import Limits
from sellerloop.lake.sources.options import Format, SourceOptions
from sellerloop.speech.message import Message, gettext_noop

_ENDINGS: Mapping[str, Format] = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".xlsx": "xlsx",
    ".parquet": "parquet",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
}
_ZIP, _PARQUET = b"PK\x03\x04", b"PAR1"
_STARTS: Mapping[Format, bytes] = {"xlsx": _ZIP, "parquet": _PARQUET}


@dataclass(frozen=True, slots=True)
class Found:
    """A file to import; ``name`` is its path within the folder given, or its own name."""

    name: str
    path: Path


def expand(arguments: Sequence[str | Path]) -> tuple[Found, ...]:
    """Return the files that ``arguments`` (files, folders or patterns) name. Raises LakeError for an argument
    that names nothing."""
    found: list[Found] = []
    for argument in arguments:
        path = Path(argument)
        if path.is_dir():
            inside = sorted(
                entry for entry in path.rglob("*") if entry.is_file() and not _hidden(entry, path)
            )
            found += [Found(entry.relative_to(path).as_posix(), entry) for entry in inside]
        elif path.is_file():
            found.append(Found(path.name, path))
        elif has_magic(str(path)) and (hits := sorted(_glob(path))):
            found += [Found(hit.name, hit) for hit in hits]
        else:
            raise LakeError(Message(gettext_noop("There is no file {file}"), {"file": str(argument)}))
    return tuple(found)


def assign(
    found: Sequence[Found], sources: Mapping[str, SourceOptions], limits: Limits
) -> dict[str, tuple[Found, ...]]:
    """Return the files of every source by name, none for an optional one without files.

    A single file goes to the only source whatever its name. Raises LakeError when a source has no file, or a
    file is too large or is not what its name says.
    """
    if len(sources) == 1 and len(found) == 1:
        assigned = {name: tuple(found) for name in sources}
    else:
        assigned = {name: _matching(found, options) for name, options in sources.items()}
    for name, options in sources.items():
        if not assigned[name] and not options.optional:
            text = gettext_noop("No file for {source}: looked for {patterns}")
            raise LakeError(Message(text, {"source": name, "patterns": ", ".join(options.file)}))
        for file in assigned[name]:
            _check(file.path, format_of(file.path, options), limits)
    if not any(assigned.values()):
        patterns = ", ".join(options.file[0] for options in sources.values())
        raise LakeError(
            Message(gettext_noop("No file matches the mapping: {patterns}"), {"patterns": patterns})
        )
    return assigned


def format_of(path: Path, options: SourceOptions) -> Format:
    """Return the declared format, or the one of the file's ending. Raises LakeError when neither is known."""
    if options.format is not None:
        return options.format
    if path.suffix.lower() not in _ENDINGS:
        text = gettext_noop("{file}: a file of this kind cannot be imported; use {endings}")
        raise LakeError(Message(text, {"file": path.name, "endings": " ".join(_ENDINGS)}))
    return _ENDINGS[path.suffix.lower()]


def _matching(found: Sequence[Found], options: SourceOptions) -> tuple[Found, ...]:
    def names(file: Found) -> tuple[str, str, str]:
        return file.name, file.path.name, f"{file.path.parent.name}/{file.path.name}"

    return tuple(
        file
        for file in found
        if any(fnmatch(name, pattern) for name in names(file) for pattern in options.file)
    )


def _check(path: Path, format: Format, limits: Limits) -> None:
    limit = limits.document if format == "json" else limits.file
    try:
        with path.open("rb") as file:
            start, size = file.read(4), path.stat().st_size
    except OSError as error:
        text = gettext_noop("{file} cannot be read: {detail}")
        raise LakeError(Message(text, {"file": path.name, "detail": error.strerror})) from error
    if size > limit:
        text = gettext_noop("{file} is larger than the {limit} bytes allowed for its kind")
        raise LakeError(Message(text, {"file": path.name, "limit": limit}))
    if (format in _STARTS and start != _STARTS[format]) or (
        format not in _STARTS and start in _STARTS.values()
    ):
        text = gettext_noop("{file} is not a {format} file")
        raise LakeError(Message(text, {"file": path.name, "format": format}))


def _hidden(entry: Path, folder: Path) -> bool:
    return any(part.startswith((".", "~")) for part in entry.relative_to(folder).parts)


def _glob(path: Path) -> list[Path]:
    anchor = Path(path.anchor) if path.is_absolute() else Path()
    hits = anchor.glob(str(path.relative_to(anchor)))
    return [hit for hit in hits if hit.is_file() and not hit.name.startswith((".", "~"))]

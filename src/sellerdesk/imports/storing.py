"""Where files of imports lie: uploads below the folder for state, and folders of the server that are open.

An upload is streamed to disk beside its place, and takes it when it is whole; one that is interrupted or too
large leaves nothing.
"""

import datetime as dt
import shutil
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler
from django.http import HttpRequest

from sellerdesk.imports.models import Import, Place, may_import
from sellerloop.lake.failure import LakeError
from sellerloop.lake.sources.find import Found, expand, format_of
from sellerloop.lake.sources.options import SourceOptions
from sellerloop.speech.message import Message, gettext_noop

TRIED = "tried.csv"
_LONGEST = 120  # bytes of a file's name
_HEAD = 4096
_ANY = SourceOptions(file=("*",))
_FOREIGN = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"\x1f\x8b": "gzip",
    b"7z\xbc\xaf": "7z",
    b"Rar!": "RAR",
    b"\xd0\xcf\x11\xe0": "XLS",
    b"\x7fELF": "ELF",
    b"SQLite": "SQLite",
    b"PK\x03\x04": "ZIP",
    b"PAR1": "Parquet",
}


class CappedUpload(TemporaryFileUploadHandler):
    """Streams files to disk, for those who may import, up to the size that the desk allows in all."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.taken = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.taken += len(raw_data)
        assert self.request is not None
        if not may_import(self.request.user):  # type: ignore[arg-type]
            raise StopUpload(connection_reset=True)
        if self.taken > settings.UPLOAD_LIMIT:
            self.request.upload_too_large = True  # type: ignore[attr-defined]
            raise StopUpload(connection_reset=False)
        super().receive_data_chunk(raw_data, start)


def folder_of(id: UUID) -> Path:
    """Return the folder of one import's own files."""
    uploads: Path = settings.UPLOADS
    return uploads / str(id)


def keep(id: UUID, files: Iterable["UploadedFile[bytes]"]) -> list[dict[str, object]]:
    """Move uploaded files to the folder of import ``id`` and return their names and sizes.

    Raises LakeError, keeping nothing, for two files of one name or one that is not what its name says.
    """
    folder = folder_of(id) / "files"
    folder.mkdir(parents=True)
    kept: list[dict[str, object]] = []
    try:
        for file in files:
            path = folder / safe_name(file.name or "")
            if path.exists():
                raise _trouble(gettext_noop("Two of the files are called {file}"), file=path.name)
            source = file.temporary_file_path()  # type: ignore[attr-defined]
            check(path.name, Path(source))
            shutil.move(source, path)
            kept.append({"name": path.name, "bytes": path.stat().st_size})
    except BaseException:
        discard(id)
        raise
    return kept


def discard(id: UUID) -> None:
    """Remove the files of import ``id``."""
    shutil.rmtree(folder_of(id), ignore_errors=True)


def discard_sources(id: UUID) -> None:
    """Remove the uploaded files of import ``id``, but not what the dry run refused."""
    shutil.rmtree(folder_of(id) / "files", ignore_errors=True)


def discard_stray(kept: Collection[str], before: dt.datetime) -> None:
    """Remove what has lain among the uploads since ``before``, but for the folders of the imports ``kept``:
    uploads that a killed server left half done, and what dry runs refused of files that are imported."""
    uploads: Path = settings.UPLOADS
    for path in uploads.iterdir():
        if path.name in kept or path.stat().st_mtime >= before.timestamp():
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def safe_name(name: str) -> str:
    """Return ``name`` without folders, signs that cannot be seen, and what would hide it; not too long."""
    plain = "".join(
        sign for sign in unicodedata.normalize("NFC", name) if unicodedata.category(sign)[0] not in "C"
    )
    plain = plain.replace("\\", "/").rpartition("/")[2].lstrip(".~ ") or "file"
    stem, dot, ending = plain.rpartition(".")
    if not dot or len(ending) > 10:
        stem, dot, ending = plain, "", ""
    room = _LONGEST - len((dot + ending).encode())
    return stem.encode()[:room].decode(errors="ignore") + dot + ending


def check(name: str, path: Path) -> None:
    """Raise LakeError when the content of ``path`` cannot be what the ending of ``name`` says."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    format = format_of(Path(name), _ANY)
    begins = next((kind for start, kind in _FOREIGN.items() if head.startswith(start)), "")
    if not head:
        raise _trouble(gettext_noop("{file} is empty"), file=name)
    wanted = {"xlsx": "ZIP", "parquet": "Parquet"}.get(format, "")
    binary = b"\0" in head and head[:2] not in (b"\xff\xfe", b"\xfe\xff")
    if begins != wanted or (binary and not wanted):
        text = gettext_noop("{file} is not a {format} file; it begins like {kind}")
        other = gettext_noop("something else")
        raise _trouble(text, file=name, format=format, kind=begins or Message(other))


def on_server(text: str) -> list[Path]:
    """Return the files that ``text`` names: a file or folder inside the folders that are open for imports.

    Links are followed before anything is looked at. Raises LakeError with a sentence for a person.
    """
    open_folders: Sequence[Path] = [folder.resolve() for folder in settings.IMPORT_FOLDERS]
    if not open_folders:
        raise _trouble(
            gettext_noop(
                "No folder of the server is open for imports. Whoever runs the desk opens one with"
                " SELLERDESK_IMPORT_FOLDERS; or upload the files."
            )
        )
    places = [folder / text for folder in open_folders if "\0" not in text and len(text) < 1000]
    found = next((path for path in places if _inside(path, open_folders) and _there(path)), None)
    if found is None:
        names = ", ".join(str(folder) for folder in open_folders)
        raise _trouble(
            gettext_noop(
                "There is no such file or folder in the folders that are open for imports: {folders}"
            ),
            folders=names,
        )
    files = [file.path for file in expand([found]) if _inside(file.path, open_folders)]
    known = [path for path in files if _known(path)]
    if not known:
        raise _trouble(gettext_noop("{file} holds no file that can be imported"), file=found.name)
    return known


def sources(row: Import) -> list[Path]:
    """Return the files of an import, looked for anew. Raises LakeError when they are not there (any more)."""
    if row.place == Place.SERVER:
        return on_server(row.path)
    files = sorted((folder_of(row.pk) / "files").glob("*"))
    if not files:
        raise _trouble(gettext_noop("The files of this import are not kept any more; upload them again"))
    return files


def found(paths: Iterable[Path]) -> list[Found]:
    return [Found(path.name, path) for path in paths]


def _inside(path: Path, folders: Sequence[Path]) -> bool:
    try:
        real = path.resolve()
    except (OSError, RuntimeError):  # a circle of links
        return False
    return any(real.is_relative_to(folder) for folder in folders)


def _there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # such as a name that no file can have
        return False


def _known(path: Path) -> bool:
    try:
        format_of(path, _ANY)
    except LakeError:
        return False
    return True


def _trouble(text: str, **values: object) -> LakeError:
    return LakeError(Message(text, values))

"""Files through the pages: dry run, import, build, refused rows, undo; on a lake of their own."""

import csv
import datetime as dt
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from sellerdesk.imports.models import Import
from sellerdesk.jobs.ending import forget
from sellerdesk.jobs.models import Job, State
from sellerdesk.jobs.worker import run, run_due
from sellerdesk.ui.models import LogEntry
from sellerloop.lake.storage import Lake
from tests.sellerdesk.desk import SignedIn

ROW = {
    "account": "VN-1",
    "market": "VN",
    "zone": "Asia/Ho_Chi_Minh",
    "known_at": "2026-10-10T00:00:00Z",
    "placed_at": "2026-10-01T18:30:00Z",
    "amount": "150000",
    "currency": "VND",
}
Row = Mapping[str, object]


def orders(*numbers: int, **changes: object) -> bytes:
    return table([{**ROW, "order_id": f"o{number}", **changes} for number in numbers])


def table(rows: list[dict[str, object]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


@pytest.fixture
def own(settings: Any, tmp_path: Path, signed_in: SignedIn) -> Iterator[Path]:
    """A lake of its own, empty, and a place for uploads."""
    settings.LAKE, settings.UPLOADS = tmp_path / "lake", tmp_path / "uploads"
    settings.FILE_UPLOAD_TEMP_DIR = settings.UPLOADS
    settings.UPLOADS.mkdir()
    yield settings.LAKE
    left = [path.name for path in settings.UPLOADS.iterdir() if path.is_file()]
    assert not left, "an upload left its temporary file"


def send(client: Client, *files: tuple[str, bytes], **data: str) -> Any:
    sent = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post("/imports/new/", {**data, "files": sent})


def begun(client: Client, *files: tuple[str, bytes], **data: str) -> str:
    """Send files and return the address of their import, tried."""
    answer = send(client, *files, **data)
    assert answer.status_code == 302, text(answer)
    run_due()
    return str(answer["Location"])


def text(answer: Any) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(body.decode())


def test_from_a_file_to_facts_and_back(own: Path, signed_in: SignedIn) -> None:
    client = signed_in("programme")
    sound, bad = orders(1, 2), orders(3, amount="ten").split(b"\r\n", 1)[1]
    address = begun(client, ("order.csv", sound + bad))
    page = text(client.get(address))
    assert "What the import would do" in page and "Import for real" in page and "not a whole number" in page
    assert not Lake(own).current().imports
    client.post(f"{address}run/", {"build": "on"})
    client.post(f"{address}run/", {"build": "on"})
    run_due()
    lake = Lake(own).current()
    assert [entry.new for entry in lake.imports] == [2] and lake.build is not None
    page = text(client.get(address))
    assert "What the import did" in page and "Undo this import" in page
    refused = text(client.get(f"{address}refused/?reason=not_a_number"))
    assert "order.csv" in refused and "<code>ten</code>" in refused
    assert "ten" in text(client.get(f"{address}refused/file/"))
    client.post(f"{address}undo/")
    run_due()
    assert Lake(own).current().imports == ()
    assert "Undone" in text(client.get("/imports/")) and "Undone" in text(client.get(address))
    verbs = set(LogEntry.objects.filter(subject__startswith="import:").values_list("verb", flat=True))
    assert verbs == {"import.begun", "import.done", "import.undone", "rejects.exported"}
    assert not list((own.parent / "uploads").rglob("order.csv"))


def test_an_import_that_was_not_built_says_so_where_it_is_looked_at(own: Path, signed_in: SignedIn) -> None:
    client = signed_in("programme")
    address = begun(client, ("order.csv", orders(1)))
    assert "Build now" not in text(client.get(address))
    client.post(f"{address}run/")
    run_due()
    assert "Build now" in text(client.get(address))
    client.post("/imports/build/")
    run_due()
    assert "Build now" not in text(client.get(address))


def test_an_import_by_the_command_line_is_listed_and_can_be_undone(own: Path, signed_in: SignedIn) -> None:
    client = signed_in("programme")
    begun_at = begun(client, ("order.csv", orders(1)))
    client.post(f"{begun_at}run/")
    run_due()
    Import.objects.all().delete()
    entry = Lake(own).current().imports[0].id
    assert entry in text(client.get("/imports/"))
    assert "order.csv" in text(client.get(f"/imports/{entry}/"))
    answer = client.post(f"/imports/{entry}/undo/")
    run_due()
    assert Lake(own).current().imports == () and "Undone" in text(client.get(answer["Location"]))


def test_a_cancelled_import_leaves_the_lake_as_it_was(own: Path, signed_in: SignedIn) -> None:
    client = signed_in("programme")
    address = begun(client, ("order.csv", orders(1)))
    before = {path for path in own.rglob("*") if path.is_file()}
    client.post(f"{address}run/")
    job = Job.objects.get(kind="imports.run")
    Job.objects.filter(pk=job.pk).update(cancel_asked=True, state=State.RUNNING, fence=1)
    job.refresh_from_db()
    run_cancelled(job)
    assert {path for path in own.rglob("*") if path.is_file()} == before
    assert "Cancelled, not imported" in text(client.get(address))
    client.post(f"{address}run/")
    run_due()
    assert Lake(own).current().imports[0].new == 1


def run_cancelled(job: Job) -> None:
    """A worker that has taken the job up meets the wish to cancel at its first step."""
    run(job, timezone.now)
    job.refresh_from_db()
    assert job.state == State.CANCELLED


def test_a_worker_killed_between_the_import_and_its_report_tells_it_once(
    own: Path, signed_in: SignedIn
) -> None:
    client = signed_in("programme")
    address = begun(client, ("order.csv", orders(1, 2)))
    client.post(f"{address}run/")
    run_due()
    row = Import.objects.get()
    entry, did = row.lake_id, row.did
    Import.objects.update(did=None, lake_id="")
    Job.objects.filter(kind="imports.run").update(state=State.WAITING)
    run_due()
    row.refresh_from_db()
    assert (row.lake_id, row.did) == (entry, did)
    assert len(Lake(own).current().imports) == 1


def test_what_is_imported_is_what_was_tried(own: Path, signed_in: SignedIn) -> None:
    client = signed_in("programme")
    address = str(send(client, ("order.csv", orders(1)))["Location"])
    client.post(f"{address}run/")
    assert not Job.objects.filter(kind="imports.run").exists(), "not tried yet"
    client.post(f"{address}choose/", {"mapping": "olist"})
    client.post(f"{address}discard/")
    run_due()
    row = Import.objects.get()
    assert row.mapping == "native" and row.told is not None
    client.post(f"{address}run/")
    client.post(f"{address}choose/", {"mapping": "olist"})
    run_due()
    assert [entry.mapping for entry in Lake(own).current().imports] == ["native"]


def test_a_colleague_reads_how_far_an_import_is_and_does_not_steer_it(own: Path, signed_in: SignedIn) -> None:
    address = str(send(signed_in("programme"), ("order.csv", orders(1)))["Location"])
    job = Job.objects.get()
    for name, mine in (("programme", True), ("admin", True), ("analyst", False)):
        page = text(signed_in(name).get(address))
        assert "Waiting for its turn" in page and (f"/jobs/{job.pk}/" in page) is mine


def test_while_somebody_writes_the_job_waits(own: Path, signed_in: SignedIn) -> None:
    client = signed_in("programme")
    with Lake(own).writer("import", now=timezone.now()):
        address = begun(client, ("order.csv", orders(1)))
        assert "Waiting for another import" in text(client.get(address))
    Job.objects.update(due_at=timezone.now())
    run_due()
    assert "What the import would do" in text(client.get(address))


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("order.csv", b"%PDF-1.7 not a table", "begins like PDF"),
        ("order.xlsx", b"account,market\n1,2\n", "not a xlsx file"),
        ("order.parquet", b"PK\x03\x04zip", "begins like ZIP"),
        ("order.csv", b"\x00\x01\x02\x03", "something else"),
        ("order.csv", b"", "is empty"),
        ("order.exe", b"MZ", "cannot be imported"),
        ("order", b"a,b", "cannot be imported"),
    ],
)
def test_what_is_not_what_it_says_is_refused_with_a_sentence(
    own: Path, signed_in: SignedIn, name: str, content: bytes, sentence: str
) -> None:
    answer = send(signed_in("programme"), (name, content))
    assert answer.status_code == 400
    page = text(answer)
    assert sentence in page or (not content and "Choose files" in page)
    assert not Import.objects.exists() and not list((own.parent / "uploads").iterdir())


def test_a_wrong_encoding_is_told_row_by_row(own: Path, signed_in: SignedIn) -> None:
    client = signed_in("programme")
    rows = table([{**ROW, "order_id": "đơn-1"}, {**ROW, "order_id": "o2"}])
    address = begun(client, ("order.csv", rows.decode().encode("cp1258", "replace")))
    page = text(client.get(address))
    assert "not valid in the declared encoding" in page


def test_a_file_beyond_the_size_is_refused_and_leaves_nothing(
    own: Path, signed_in: SignedIn, settings: Any
) -> None:
    settings.UPLOAD_LIMIT = 1000
    answer = send(signed_in("programme"), ("order.csv", orders(*range(100))))
    assert answer.status_code == 400 and "larger than" in text(answer)
    assert not Import.objects.exists()


def test_names_are_made_safe(own: Path, signed_in: SignedIn) -> None:
    client = signed_in("programme")
    address = begun(client, (f"../../{'ố' * 10_000}\u202e.csv", orders(1)), mapping="native")
    (row,) = Import.objects.all()
    (name,) = row.names
    assert len(name.encode()) <= 120 and "/" not in name and "\u202e" not in name
    assert client.get(address).status_code == 200


def test_two_files_of_one_name_are_refused(own: Path, signed_in: SignedIn) -> None:
    answer = send(signed_in("programme"), ("order.csv", orders(1)), ("order.csv", orders(2)))
    assert "Two of the files" in text(answer)


@pytest.mark.parametrize("path", ["../lake", "/etc/passwd", "link", "inside/../../lake", "x\0y", "a" * 999])
def test_no_path_leads_out_of_the_open_folders(
    own: Path, signed_in: SignedIn, settings: Any, tmp_path: Path, path: str
) -> None:
    folder = tmp_path / "open"
    folder.mkdir()
    (tmp_path / "secret.csv").write_bytes(orders(1))
    (folder / "link").symlink_to(tmp_path / "secret.csv")
    settings.IMPORT_FOLDERS = [folder]
    answer = signed_in("programme").post("/imports/new/", {"path": path})
    assert answer.status_code == 400 and not Import.objects.exists()


def test_a_folder_of_the_server_is_read_without_what_links_lead_out_to(
    own: Path, signed_in: SignedIn, settings: Any, tmp_path: Path
) -> None:
    client, folder = signed_in("programme"), tmp_path / "open" / "order"
    folder.mkdir(parents=True)
    (folder / "a.csv").write_bytes(orders(1))
    (tmp_path / "secret.csv").write_bytes(orders(2))
    (folder / "b.csv").symlink_to(tmp_path / "secret.csv")
    answer = client.post("/imports/new/", {"path": "order"})
    assert "No folder of the server is open" in text(answer)
    settings.IMPORT_FOLDERS = [tmp_path / "open"]
    answer = client.post("/imports/new/", {"path": "order"})
    run_due()
    (row,) = Import.objects.all()
    assert row.names == ["a.csv"] and row.told is not None and row.told["new"] == 1
    assert client.get(answer["Location"]).status_code == 200


def test_files_that_nobody_imported_go_and_imports_keep_their_history(
    own: Path, signed_in: SignedIn, settings: Any
) -> None:
    client, uploads = signed_in("programme"), own.parent / "uploads"
    imported = begun(client, ("order.csv", orders(1) + orders(2, amount="ten").split(b"\r\n", 1)[1]))
    client.post(f"{imported}run/")
    given_up = begun(client, ("order.csv", orders(3)))
    run_due()
    waiting = str(send(client, ("order.csv", orders(4)))["Location"])
    later = timezone.now() + settings.KEEP + dt.timedelta(hours=1)
    (uploads / "half.upload").write_bytes(b"killed")
    forget(later - dt.timedelta(hours=2))
    assert Import.objects.count() == 3 and (uploads / "half.upload").exists()
    forget(later)
    assert client.get(given_up).status_code == 404 and client.get(waiting).status_code == 200
    assert [path.name for path in uploads.iterdir()] == [waiting.split("/")[2]]
    assert LogEntry.objects.filter(verb="import.discarded", by="command:work").count() == 1
    page = text(client.get(imported))
    assert "What the import did" in page and "not a whole number" in page
    assert "ten" in text(client.get(f"{imported}refused/file/"))
    client.post(f"{imported}undo/")
    run_due()
    assert Lake(own).current().imports == () and "Undone" in text(client.get(imported))


def test_analysts_read_and_do_not_import(own: Path, signed_in: SignedIn) -> None:
    address = begun(signed_in("programme"), ("order.csv", orders(1)))
    analyst = signed_in("analyst")
    page = text(analyst.get(address))
    assert "What the import would do" in page and "Import for real" not in page
    for action in ("run", "choose", "discard", "undo", "make"):
        assert analyst.post(f"{address}{action}/").status_code == 403
    assert send(analyst, ("order.csv", orders(1))).status_code == 403
    assert signed_in("lead").get(address).status_code == 403
    assert not Job.objects.filter(kind="imports.run").exists()

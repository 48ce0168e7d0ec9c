import datetime as dt
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from sellerdesk.sellers.actions import replace_targets
from sellerdesk.sellers.models import TargetRow
from sellerdesk.ui.models import LogEntry
from tests.sellerdesk.desk import SignedIn
from tests.sellerdesk.world import AS_OF

HEAD = "metric,op,value,owner,effective_from,effective_to,market\n"
OTDR = "tts.otdr,>=,90,Chen Yu,2026-01-01,,\n"


def load(tmp_path: Path, text: str) -> str:
    file, out = tmp_path / "targets.csv", StringIO()
    file.write_text(text, encoding="utf-8-sig")
    call_command("targets", str(file), stdout=out)
    return out.getvalue()


def shown(signed_in: SignedIn, seller: str, **query: str) -> tuple[str, str]:
    page = signed_in("admin").get(f"/sellers/{seller}/", query)
    line = next(line for line in page.context["lines"] if line.code == "OTDR")
    return line.target, line.target_tone


def test_the_target_in_force_is_shown_with_whether_it_is_reached(signed_in: SignedIn, tmp_path: Path) -> None:
    assert shown(signed_in, "VN-1") == ("", "none")
    load(tmp_path, HEAD + OTDR + "tts.otdr,>=,99.5,Lead,2026-01-01,,VN\n")
    assert shown(signed_in, "US-1")[0] == "≥\u202f90\u202f%"
    assert shown(signed_in, "VN-1") == ("≥\u202f99.5\u202f%", "bad")


def test_an_earlier_day_shows_the_target_of_that_day(signed_in: SignedIn, tmp_path: Path) -> None:
    load(tmp_path, HEAD + "tts.otdr,>=,80,A,2026-01-01,2026-11-01,\ntts.otdr,>=,90,A,2026-11-01,,\n")
    before = (AS_OF - dt.timedelta(days=40)).isoformat()
    assert shown(signed_in, "US-1", as_of=before)[0] == "≥\u202f80\u202f%"
    assert shown(signed_in, "US-1")[0] == "≥\u202f90\u202f%"


def test_the_rows_page_shows_it_too(signed_in: SignedIn, tmp_path: Path) -> None:
    load(tmp_path, HEAD + OTDR)
    page = signed_in("admin").get("/sellers/VN-1/metrics/tts.otdr/").content.decode()
    assert "target, reached" in page or "target, missed" in page


@pytest.mark.django_db
def test_a_bad_table_changes_nothing_and_names_every_problem(tmp_path: Path) -> None:
    load(tmp_path, HEAD + OTDR)
    with pytest.raises(CommandError) as refused:
        load(tmp_path, HEAD + "no.such,>=,90,A,2026-01-01,,\ntts.otdr,<=,x,A,someday,,\n")
    text = str(refused.value)
    assert "nothing was changed" in text and "row 1" in text and text.count("row 2") >= 2
    assert TargetRow.objects.get().metric == "tts.otdr"


@pytest.mark.django_db
def test_a_file_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"absent\.csv"):
        call_command("targets", str(tmp_path / "absent.csv"))


@pytest.mark.django_db
def test_replacing_targets_is_logged() -> None:
    row = {"metric": "tts.nrr", "op": "<=", "value": "1", "owner": "A", "effective_from": "2026-01-01"}
    assert replace_targets([row], by="command:test", now=timezone.now()) == 1
    assert LogEntry.objects.get(verb="targets.replaced").facts == {"targets": 1}
    assert str(TargetRow.objects.get()) == "tts.nrr <= 1 from 2026-01-01"

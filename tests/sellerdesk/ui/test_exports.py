import csv
import datetime as dt
import io

import pyarrow.parquet as pq
import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from sellerdesk.ui import exports
from sellerdesk.ui.exports import Column, Fact, Format, Kind, Table, asked_format, download, facts, neutral

HOSTILE = ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1+1"]
AT = dt.datetime(2026, 11, 23, 6, 30, tzinfo=dt.UTC)
COLUMNS = [
    Column("name", "Tên"),
    Column("score", "Score", Kind.NUMBER),
    Column("orders", "Orders", Kind.COUNT),
    Column("as_of", "As of", Kind.DAY),
    Column("seen", "Seen", Kind.MOMENT),
    Column("fine", "Fine", Kind.FLAG),
]
ROW = ["Hà Nội", -3.25, 7, dt.date(2026, 11, 22), AT, True]
EMPTY = [None] * 6


def made(rows: list[list[object]], form: Format, told: list[Fact] | None = None) -> bytes:
    response = download(Table("sellers", COLUMNS, rows, told or []), form)
    return b"".join(response.streaming_content)  # type: ignore[arg-type]


def sheet(content: bytes) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def test_what_a_spreadsheet_would_run_is_written_as_text() -> None:
    for cell in HOSTILE:
        assert str(neutral(cell)).startswith("'")


def test_numbers_stay_numbers_and_nothing_is_empty() -> None:
    assert neutral(-3.5) == -3.5 and neutral(0) == 0 and neutral(None) == "" and neutral("fine") == "fine"


@given(st.lists(st.lists(st.text(max_size=12), min_size=2, max_size=2), max_size=6))
def test_every_cell_comes_back(rows: list[list[str]]) -> None:
    table = Table("x", [Column("a", "a"), Column("b", "b")], rows)
    text = b"".join(download(table, Format.CSV).streaming_content).decode()  # type: ignore[arg-type]
    back = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert back == [["a", "b"], *([str(neutral(cell)) for cell in row] for row in rows)]


@pytest.mark.parametrize("form", Format)
def test_a_download_names_its_file_and_its_kind(form: Format) -> None:
    response = download(Table("sellers", COLUMNS, [ROW]), form)
    assert f'filename="sellers.{form}"' in response["Content-Disposition"]
    assert response.streaming and response["Content-Type"].split(";")[0] in {
        "text/csv",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.apache.parquet",
    }


def test_csv_says_first_what_it_was_narrowed_to_in_which_zone() -> None:
    told = facts(filters={"Market": "=VN"}, at=AT, data_to=AT, policies=["sps-us@2026"], build="b1")
    lines = made([ROW], Format.CSV, told).decode("utf-8-sig").splitlines()
    assert lines[0] == "# Filters: Market: =VN"
    assert all(line.startswith("# ") for line in lines[:5]) and "(UTC)" in lines[1]
    assert lines[5].startswith("Tên,") and lines[6].startswith("Hà Nội,-3.25,7,2026-11-22,2026-11-23T06:30")


def test_what_stands_before_the_head_is_one_cell_that_nothing_runs() -> None:
    told = facts(filters={"q": '1",=cmd()\r\n=cmd()'}, at=AT)
    rows = list(csv.reader(io.StringIO(made([ROW], Format.CSV, told).decode("utf-8-sig"), newline="")))
    assert [len(row) for row in rows[:3]] == [1, 1, 6] and rows[0][0].startswith("# ")


def test_a_workbook_holds_texts_that_nothing_runs_and_numbers_that_are_numbers() -> None:
    told = facts(filters={}, at=AT, build="=b1")
    hostile = [[text, 1.5, 2, None, None, False] for text in HOSTILE]
    rows = sheet(made([ROW, *hostile, EMPTY], Format.XLSX, told))
    assert rows[0][:2] == ["Filters", "none"] and rows[2][:2] == ["Build", "=b1"]
    head = rows[len(told) + 1]
    assert head[0] == "Tên" and head[4] == "Seen (UTC)"
    assert rows[len(told) + 2] == ["Hà Nội", -3.25, 7, dt.date(2026, 11, 22), AT.replace(tzinfo=None), True]
    assert [row[0] for row in rows[len(told) + 3 :][: len(HOSTILE)]] == [f"'{cell}" for cell in HOSTILE]


def test_parquet_keeps_types_texts_and_facts() -> None:
    told = facts(filters={"Market": "Việt Nam"}, at=AT, build="b1")
    table = pq.read_table(io.BytesIO(made([ROW, ["=1", *EMPTY[1:]], EMPTY], Format.PARQUET, told)))
    assert table.to_pylist()[0] == dict(zip((c.key for c in COLUMNS), ROW, strict=True))
    assert table.column("name").to_pylist() == ["Hà Nội", "=1", None]
    metadata = table.schema.metadata
    assert metadata[b"filters"].decode() == "Market: Việt Nam" and metadata[b"label:name"].decode() == "Tên"


def test_a_table_longer_than_a_piece_arrives_whole() -> None:
    rows = [[str(n), n / 2, n, None, AT, None] for n in range(23_456)]
    table = pq.read_table(io.BytesIO(made(rows, Format.PARQUET)))
    assert table.num_rows == len(rows) and table.column("orders").to_pylist() == list(range(len(rows)))
    assert made(rows, Format.CSV).count(b"\r\n") == len(rows) + 1


def test_a_table_that_no_spreadsheet_should_hold_is_refused_before_anything_is_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(exports, "SHEET_ROWS", 3)
    with pytest.raises(exports.TooLong):
        download(Table("sellers", COLUMNS, [ROW] * 4), Format.XLSX)
    assert len(sheet(made([ROW] * 3, Format.XLSX))) == 4


def test_a_format_that_we_do_not_write_is_csv() -> None:
    ask = RequestFactory().get
    assert asked_format(ask("/", {"format": "xlsx"})) is Format.XLSX
    assert asked_format(ask("/", {"format": "exe"})) is asked_format(ask("/")) is Format.CSV

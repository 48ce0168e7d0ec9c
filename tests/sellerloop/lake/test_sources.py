"""Files of every kind become rows with numbers; what cannot be read is named, the rest is kept."""

import csv
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from sellerloop.lake.engines.duck import connect
from sellerloop.lake.failure import LakeError
from sellerloop.lake.sources import delimited
from sellerloop.lake.sources.delimited import read_delimited
from sellerloop.lake.sources.find import assign, expand
from sellerloop.lake.sources.limits import Limits
from sellerloop.lake.sources.options import SourceOptions
from sellerloop.lake.sources.rows import ROW, Flaw
from sellerloop.lake.sources.stage import FILE, Stage

LIMITS = Limits()


@dataclass
class Read:
    """What staging gave: rows as dicts with their numbers, and flaws as (row, column, code)."""

    rows: list[dict[str, Any]]
    flaws: list[tuple[int, str, str]]
    said: list[Flaw] = field(default_factory=list)


@pytest.fixture
def stage(tmp_path: Path) -> Callable[..., Read]:
    def run(*paths: Path, limits: Limits = LIMITS, **options: Any) -> Read:
        options.setdefault("file", "*")
        declared = SourceOptions(**options)
        found = assign(expand(paths), {"table": declared}, limits)["table"]
        said: list[Flaw] = []
        scratch = tmp_path / "scratch"
        scratch.mkdir(exist_ok=True)
        with connect() as connection:
            staging = Stage(connection, scratch, limits, lambda _, f: said.extend(f), lambda *_: None, [])
            relation = staging.source("table", found, declared)
            assert relation is not None
            table = connection.sql(f"SELECT * FROM {relation.name} ORDER BY {FILE}, {ROW}").to_arrow_table()
        return Read(table.to_pylist(), [(flaw.row, flaw.column, flaw.code) for flaw in said], said)

    return run


def rows(read: Read, *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in (ROW, *names)) for row in read.rows]


# -- CSV ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("gb18030", "gb18030"), ("utf-16", "utf-16")],
)
def test_every_declared_encoding_is_read(tmp_path: Path, stage: Any, encoding: str, declared: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("id,note\n1,好评\n2,Đánh giá\n".encode(encoding))
    assert rows(stage(path, encoding=declared), "id", "note") == [(2, "1", "好评"), (3, "2", "Đánh giá")]


def test_undecodable_bytes_name_row_and_column(tmp_path: Path, stage: Any) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("id,note\n1,好\n2,ok\n".encode("gb18030") + b"3,caf\xe9\n")
    read = stage(path)
    assert rows(read, "id") == [(3, "2")]
    assert read.flaws == [(2, "note", "encoding"), (4, "note", "encoding")]
    assert "�" in read.said[0].value


def test_ragged_rows_are_named_and_rows_keep_their_numbers(tmp_path: Path, stage: Any) -> None:
    path = tmp_path / "a.csv"
    path.write_text('a,b,c\n1,2,3\n4,5\n"x\ny",6,7\n8,9,10,11\n\n12,13,14\n')
    read = stage(path)
    assert rows(read, "a") == [(2, "1"), (4, "x\ny"), (7, "12")]
    assert read.flaws == [(3, "", "ragged"), (5, "", "ragged")]
    assert dict(read.said[1].values) == {"expected": 3, "actual": 4}


def test_an_open_quote_loses_only_what_follows(tmp_path: Path, stage: Any) -> None:
    path = tmp_path / "a.csv"
    path.write_text('a,b\n1,2\n"3,4\n5,6\n')
    read = stage(path)
    assert rows(read, "a") == [(2, "1")]
    assert read.flaws == [(3, "", "ragged")]


def test_a_record_larger_than_a_block_ends_the_file(
    tmp_path: Path, stage: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delimited, "_BLOCK", 64)
    path = tmp_path / "a.csv"
    path.write_text('a,b\n1,2\n"3,4\n' + "5,6\n" * 100)
    read = stage(path)
    assert rows(read, "a") == [(2, "1")]
    assert read.flaws == [(3, "", "unreadable")]


def test_dialect_header_names_and_nulls_are_declared(tmp_path: Path, stage: Any) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Report of today\nOrder No.;Amount;note\n 7 ;1.234,50;n/a\n8;; x \n")
    options = {"delimiter": ";", "skip": 1, "nulls": ["", "n/a"], "columns": {"order_id": "Order No."}}
    read = stage(path, **options)
    assert rows(read, "order_id", "note") == [(3, "7", None), (4, "8", "x")]


@given(
    st.lists(
        st.lists(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0\r\ufdd0"), max_size=6)),
        max_size=8,
    ),
    st.sampled_from(",;\t"),
)
def test_good_and_ragged_rows_are_told_apart_as_a_naive_reader_does(
    lines: list[list[str]], mark: str
) -> None:
    """Oracle: the standard library's reader, row by row."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=mark, quoting=csv.QUOTE_ALL)
    writer.writerow(["a", "b"])
    for line in lines:
        writer.writerow(line)
    text = out.getvalue()
    expected, ragged = [], []
    for number, line in enumerate(
        list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))[1:], start=2
    ):
        values = [cell.strip() or None for cell in line]
        if len(line) not in (0, 2):
            ragged.append(number)
        elif any(values):
            expected.append((number, *values))
    flaws: list[Flaw] = []
    with _file(text) as path:
        reading = read_delimited(path, SourceOptions(file=("*",), delimiter=mark), flaws.extend)
        got = [(row[ROW], row["a"], row["b"]) for batch in reading.batches for row in batch.to_pylist()]
    assert got == expected
    assert [flaw.row for flaw in flaws] == ragged


class _file:
    """A scratch file in memory's folder, for tests that need many."""

    def __init__(self, text: str) -> None:
        self.path = Path("/dev/shm") / f"sellerloop-{id(self)}.csv"
        self.text = text

    def __enter__(self) -> Path:
        self.path.write_bytes(self.text.encode())
        return self.path

    def __exit__(self, *_: object) -> None:
        self.path.unlink()


# -- workbooks ---------------------------------------------------------------------------------------------


def workbook(path: Path, lines: list[list[Any]], sheet: str = "Orders") -> Path:
    with xlsxwriter.Workbook(
        path, {"strings_to_formulas": False, "default_date_format": "yyyy-mm-dd"}
    ) as book:
        page = book.add_worksheet(sheet)
        for number, line in enumerate(lines):
            page.write_row(number, 0, line)
    return path


def test_a_sheet_is_read_with_its_own_row_numbers(tmp_path: Path, stage: Any) -> None:
    path = workbook(tmp_path / "a.xlsx", [["id", "paid"], ["x", True], ["", ""], [7.0, 1.5]])
    assert rows(stage(path), "id", "paid") == [(2, "x", "true"), (4, "7", "1.5")]


def test_a_formula_is_never_run(tmp_path: Path, stage: Any) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["id", "n"])
        page.write_string(1, 0, "=cmd|' /C calc'!A0")
        page.write_formula(1, 1, "=1+1", None, 2)
    assert rows(stage(path), "id", "n") == [(2, "=cmd|' /C calc'!A0", "2")]


def test_a_number_that_lost_digits_is_refused(tmp_path: Path, stage: Any) -> None:
    read = stage(workbook(tmp_path / "a.xlsx", [["id"], [576461413038785752], ["576461413038785752"]]))
    assert rows(read, "id") == [(3, "576461413038785752")]
    assert read.flaws == [(2, "id", "lost_digits")]


def test_sheets_are_chosen_by_name_or_number(tmp_path: Path, stage: Any) -> None:
    path = workbook(tmp_path / "a.xlsx", [["id"], ["x"]], sheet="Đơn hàng")
    assert rows(stage(path, sheet="Đơn hàng"), "id") == [(2, "x")]
    with pytest.raises(LakeError, match="no sheet 2; it has: Đơn hàng"):
        stage(path, sheet=2)


def bomb(path: Path, size: int) -> Path:
    workbook(path, [["id"]])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros.bin", b"\0" * size)
    return path


def test_a_zip_bomb_is_refused_unopened(tmp_path: Path, stage: Any) -> None:
    with pytest.raises(LakeError, match="unpacks to"):
        stage(bomb(tmp_path / "a.xlsx", 30_000_000))
    with pytest.raises(LakeError, match="unpacks to"):
        stage(bomb(tmp_path / "b.xlsx", 5_000_000), limits=replace(LIMITS, unpacked=1_000_000))


def test_a_bomb_that_declares_a_small_size_is_damaged(tmp_path: Path, stage: Any) -> None:
    path = bomb(tmp_path / "a.xlsx", 30_000_000)
    data = path.read_bytes().replace((30_000_000).to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    path.write_bytes(data)
    with pytest.raises(LakeError, match="damaged"):
        stage(path)


def test_too_many_cells_are_refused(tmp_path: Path, stage: Any) -> None:
    path = workbook(tmp_path / "a.xlsx", [["id"]] * 100)
    with pytest.raises(LakeError, match="100 cells, more than the 50 cells allowed"):
        stage(path, limits=replace(LIMITS, cells=50))


def test_two_cells_in_far_corners_do_not_fill_the_memory(tmp_path: Path, stage: Any) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        page.write(0, 0, "id")
        page.write(1_048_575, 16_383, "x")
    with pytest.raises(LakeError, match="17179869184 cells"):
        stage(path)


# -- JSON --------------------------------------------------------------------------------------------------


def test_json_lines_keep_every_digit_and_every_number(tmp_path: Path, stage: Any) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": 1729382256910270465, "p": {"x": "1.10"}}\nnot json\n\n{"id": "b", "more": [1]}\n')
    read = stage(path, columns={"id": "id", "x": "p.x"})
    assert rows(read, "id", "x") == [(1, "1729382256910270465", "1.10"), (4, "b", None)]
    assert read.flaws == [(2, "", "not_json")]


def test_an_interrupted_last_line_is_named(tmp_path: Path, stage: Any) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": "a"}\n{"id": "b')
    read = stage(path, columns={"id": "id"})
    assert (rows(read, "id"), read.flaws) == ([(1, "a")], [(2, "", "not_json")])


def test_a_line_without_end_is_not_swallowed(tmp_path: Path, stage: Any) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"id": "a"}\n' + b"x" * 10_000)
    read = stage(path, columns={"id": "id"}, limits=replace(LIMITS, document=5_000))
    assert (rows(read, "id"), read.flaws) == ([(1, "a")], [(2, "", "unreadable")])


PAGE = {"code": 0, "data": {"orders": [{"id": "1"}, {"id": "2", "lines": [{"n": 1}]}]}}


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (PAGE, [(1, "1"), (2, "2")]),
        ({"code": 0, "data": {}}, []),
        ({"code": 0}, []),
        ({"code": 0, "data": {"orders": None}}, []),
        ({"code": 0, "data": {"orders": {"id": "9"}}}, [(1, "9")]),
    ],
)
def test_the_records_of_a_page_are_found(tmp_path: Path, stage: Any, page: Any, expected: Any) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(page))
    read = stage(path, columns={"id": "id"}, path="data.orders", success={"code": "0"})
    assert (rows(read, "id"), read.flaws) == (expected, [])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"code": 105002, "message": "expired"}', "error_page"),
        ('{"code": 0, "data"', "not_json"),
        ("[]", "error_page"),
    ],
)
def test_a_page_that_is_an_error_is_not_an_empty_page(
    tmp_path: Path, stage: Any, text: str, code: str
) -> None:
    path = tmp_path / "a.json"
    path.write_text(text)
    read = stage(path, columns={"id": "id"}, path="data.orders", success={"code": "0"})
    assert (read.rows, read.flaws) == ([], [(1, "", code)])


def test_folders_around_a_file_are_columns(tmp_path: Path, stage: Any) -> None:
    path = tmp_path / "7495" / "57600" / "a.json"
    path.parent.mkdir(parents=True)
    path.write_text('[{"id": "m"}]')
    read = stage(tmp_path / "7495", file="*.json", columns={"id": "id"}, folders=["shop", "conversation"])
    assert rows(read, "shop", "conversation", "id") == [(1, "7495", "57600", "m")]


# -- Parquet, and finding files ----------------------------------------------------------------------------


def test_parquet_keeps_types_and_rows(tmp_path: Path, stage: Any) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"Order No.": ["a", "b"], "n": [1, 2], "another odd": [1, 2]}), path)
    assert rows(stage(path, columns={"id": "Order No."}), "id", "n") == [(1, "a", 1), (2, "b", 2)]


def test_an_interrupted_upload_is_named(tmp_path: Path, stage: Any) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"n": list(range(1000))}), path)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(LakeError, match="damaged or incomplete"):
        stage(path)


@pytest.mark.parametrize(
    ("name", "content"), [("a.xlsx", b"a,b\n"), ("a.csv", b"PK\x03\x04"), ("a.parquet", b"")]
)
def test_content_must_match_the_ending(tmp_path: Path, stage: Any, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(LakeError, match="is not a"):
        stage(path)


def test_files_of_several_shapes_are_stacked_by_name(tmp_path: Path, stage: Any) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "1.csv").write_text("id,a\n1,x\n")
    (tmp_path / "x" / "2.csv").write_text("b,id\ny,2\n")
    read = stage(tmp_path / "x", file="*.csv")
    assert [(row[FILE], row["id"], row["a"], row["b"]) for row in read.rows] == [
        (0, "1", "x", None),
        (1, "2", None, "y"),
    ]


def test_arguments_are_files_folders_or_patterns(tmp_path: Path) -> None:
    for name in ("a.csv", "sub/b.csv", ".hidden.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("id\n")
    assert [file.name for file in expand([tmp_path])] == ["a.csv", "sub/b.csv"]
    assert [file.name for file in expand([tmp_path / "*.csv"])] == ["a.csv"]
    with pytest.raises(LakeError, match="There is no file"):
        expand([tmp_path / "none.csv"])


def test_what_is_missing_or_too_large_is_said_before_reading(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id\n")
    found = expand([tmp_path])
    two = {"a": SourceOptions(file=("a.csv",)), "b": SourceOptions(file=("b.csv", "c.csv"))}
    with pytest.raises(LakeError, match=r"No file for b: looked for b.csv, c.csv"):
        assign(found, two, LIMITS)
    with pytest.raises(LakeError, match="larger than the 2 bytes"):
        assign(found, {"a": two["a"]}, replace(LIMITS, file=2))
    optional = {name: SourceOptions(file=("x.csv",), optional=True) for name in "ab"}
    with pytest.raises(LakeError, match="No file matches"):
        assign(found, optional, LIMITS)

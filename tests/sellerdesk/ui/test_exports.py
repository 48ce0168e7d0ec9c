import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from sellerdesk.ui.exports import csv_lines, csv_response, neutral

HOSTILE = ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1+1"]


def test_what_a_spreadsheet_would_run_is_written_as_text() -> None:
    for cell in HOSTILE:
        assert str(neutral(cell)).startswith("'")


def test_numbers_stay_numbers_and_nothing_is_empty() -> None:
    assert neutral(-3.5) == -3.5 and neutral(0) == 0 and neutral(None) == "" and neutral("fine") == "fine"


@given(st.lists(st.lists(st.text(max_size=12), min_size=2, max_size=2), max_size=6))
def test_every_cell_comes_back(rows: list[list[str]]) -> None:
    text = "".join(csv_lines(["a", "b"], rows))
    back = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert back == [["a", "b"], *([str(neutral(cell)) for cell in row] for row in rows)]


def test_a_download_names_its_file() -> None:
    response = csv_response("sellers.csv", ["a"], [["đ"]])
    assert 'filename="sellers.csv"' in response["Content-Disposition"]
    assert b"".join(response.streaming_content).decode("utf-8-sig") == "a\r\nđ\r\n"  # type: ignore[arg-type]

import csv
import datetime as dt
import io
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from sellerdesk.sellers.lake import current
from sellerdesk.sellers.models import TargetRow
from sellerdesk.sellers.tables import cell
from sellerdesk.ui.formats import measure
from sellerdesk.ui.models import LogEntry
from sellerloop.events.registry import contract
from sellerloop.lake.reader import EVERYTHING
from sellerloop.metrics.targets import Period
from tests.sellerdesk.desk import SignedIn

ADDRESS = "/sellers/VN-1/metrics/tts.otdr/"


@pytest.fixture
def client(signed_in: SignedIn) -> Client:
    return signed_in("admin")


def keys(client: Client, **query: str) -> list[str]:
    """All keys, page by page."""
    found: list[str] = []
    after = ""
    while True:
        context = client.get(ADDRESS, {**query, "after": after}).context
        found += [row.key for row in context["rows"]]
        after = context["after"]
        if not after:
            return found


def test_the_rows_are_parted_into_those_that_count_and_those_that_do_not(client: Client) -> None:
    everything = keys(client)
    parts = [keys(client, shown=shown) for shown in ("counted", "asked", "left_out")]
    assert sorted(everything) == sorted(key for part in parts for key in part)
    assert all(parts) and len(set(everything)) == len(everything) > 50


def test_high_is_good_so_a_late_order_counts_against(client: Client) -> None:
    rows = client.get(ADDRESS, {"shown": "asked"}).context["rows"]
    assert {row.outcome for row in rows} == {"Counts against"} and {row.tone for row in rows} == {"bad"}
    choices = {choice.code: choice.label for choice in client.get(ADDRESS).context["choices"]}
    assert choices["asked"] == "Counts against" and choices["counted"] == "Fine"


def test_every_row_left_out_says_why_in_words(client: Client) -> None:
    rows = client.get(ADDRESS, {"shown": "left_out"}).context["rows"]
    assert {row.reason for row in rows} == {"Has happened: Cancelled", "Does not count: Creator sample"}


def test_the_page_says_over_which_days_and_under_which_rule(client: Client) -> None:
    page = client.get(ADDRESS).content.decode()
    assert "24 Oct \u2013 22 Nov 2026" in page and "Asia/Ho_Chi_Minh" in page
    assert "95 % interval" in page and "points lost" in page


def test_the_way_of_the_metric_is_shown_day_by_day_with_its_target(client: Client) -> None:
    TargetRow.objects.create(
        metric="tts.otdr",
        op=">=",
        value="88.5",
        owner="ops@demo.example",
        effective_from=dt.date(2026, 1, 1),
        period=Period.WINDOW.value,
    )
    snapshot = current()
    assert snapshot is not None
    day, first = dt.date(2026, 11, 1), dt.date(2026, 1, 1)
    whole = snapshot.card("VN-1", "sps-us", day, EVERYTHING, since=first)
    assert whole is not None
    history = {point.as_of: point.value for point in whole.courses["tts.otdr"]}
    course = client.get(ADDRESS, {"as_of": day}).context["course"]
    known = {shown: value for shown, value in history.items() if shown <= day}
    assert [shown for shown, _ in course.rows] == sorted(known, reverse=True)[:91]
    assert [text for _, (text,) in course.rows] == [measure(known[d], "percent") for d, _ in course.rows]
    assert any(tick.value == "target" for _, sheet in course.sheets for tick in sheet.levels)
    card = client.get("/sellers/VN-1/").content.decode()
    assert f'href="{ADDRESS}?policy=sps-us&amp;as_of=2026-11-23#history"' in card


def test_an_unknown_metric_is_not_there(client: Client) -> None:
    assert client.get("/sellers/VN-1/metrics/no.such/").status_code == 404
    assert client.get("/sellers/VN-1/metrics/no.such/export/").status_code == 404


@pytest.mark.parametrize("odd", ["x", "' or 1=1 --", "\x00", "z" * 5000])
def test_an_odd_cursor_is_harmless(client: Client, odd: str) -> None:
    assert client.get(ADDRESS, {"after": odd}).status_code == 200


def test_the_newest_come_first_and_every_row_leads_to_its_order(client: Client) -> None:
    rows = client.get(ADDRESS).context["rows"]
    page = client.get(ADDRESS).content.decode()
    days = [orders_day(client, row.key) for row in rows[:8]]
    assert days == sorted(days, reverse=True)
    assert all(f'href="/orders/of/VN-1/{row.key}/?as_of=2026-11-23"' in page for row in rows)
    assert client.get(rows[0].href).status_code == 200


def orders_day(client: Client, key: str) -> Any:
    return client.get(f"/orders/of/VN-1/{key}/").context["order"]["due_deliver_date"]


def test_each_outcome_and_each_reason_says_how_many_rows_it_has(client: Client) -> None:
    context = client.get(ADDRESS).context
    for choice in context["choices"]:
        assert choice.count == len(keys(client, shown=choice.code)) > 0
    assert len(context["reasons"]) == 2
    for reason in context["reasons"]:
        rows = keys(client, why=reason.code)
        assert len(rows) == reason.count > 0
        shown = client.get(ADDRESS, {"why": reason.code}).context["rows"]
        assert {row.reason for row in shown} == {reason.label}


def test_days_and_numbers_narrow_the_rows(client: Client) -> None:
    everything = keys(client)
    some = keys(client, since="2026-11-10", until="2026-11-12")
    assert 0 < len(some) < len(everything) and set(some) < set(everything)
    assert keys(client, number=f" #{everything[3].lower()}") == [everything[3]]
    assert keys(client, number="no-such-number") == [] == keys(client, why="99")
    assert keys(client, since="yesterday", why="", shown="?") == everything
    page = client.get(ADDRESS, {"number": "no-such-number"}).content.decode()
    assert "No rows match" in page and "Show all" in page


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet"])
def test_the_export_holds_every_row_of_the_choice(client: Client, form: str) -> None:
    response: Any = client.get(f"{ADDRESS}export/", {"shown": "asked", "format": form})
    content = b"".join(
        part if isinstance(part, bytes) else part.encode() for part in response.streaming_content
    )
    assert exported(content, form) == keys(client, shown="asked")
    entry = LogEntry.objects.get(verb="rows.exported")
    assert entry.subject == "seller:VN-1" and entry.facts["metric"] == "tts.otdr"


def test_an_export_that_is_refused_is_told_and_not_recorded(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sellerdesk.ui.exports.SHEET_ROWS", 3)
    answer = client.get(f"{ADDRESS}export/", {"format": "xlsx"})
    assert answer.status_code == 400 and b"take CSV or Parquet" in answer.content
    assert not LogEntry.objects.filter(verb="rows.exported").exists()


def test_money_of_no_known_currency_is_in_none() -> None:
    price = next(column for column in contract("product").columns if column.name == "price")
    assert cell(price, 199_99, "UTC") == "199.99" and cell(price, 199_99, "UTC", "USD") == "$199.99"


def exported(content: bytes, form: str) -> list[str]:
    """The numbers in an exported file."""
    if form == "parquet":
        table = pq.read_table(io.BytesIO(content))
        assert b"Counts against" in table.schema.metadata[b"filters"]
        return table.column("key").to_pylist()
    if form == "xlsx":
        rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
        head = next(place for place, row in enumerate(rows) if row[0] == "Number")
        return [str(row[0]) for row in rows[head + 1 :]]
    lines = content.decode("utf-8-sig").splitlines()
    assert any(line.startswith("# Filters:") and "Counts against" in line for line in lines)
    return [
        row["Number"] for row in csv.DictReader(line for line in lines if not line.startswith(("#", '"#')))
    ]


def test_a_metric_of_another_kind_shows_its_own_columns(client: Client) -> None:
    page = client.get("/sellers/VN-1/metrics/tts.sfcr/")
    assert (
        "Cancelled" in page.context["table"].head
        or "Who caused the cancellation" in page.context["table"].head
    )
    empty = client.get("/sellers/VN-1/metrics/tts.im_dsat/").content.decode()
    assert "No rows here" in empty

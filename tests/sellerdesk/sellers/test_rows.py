import csv
import io
from typing import Any

import pytest
from django.test import Client

from sellerdesk.ui.models import LogEntry
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
    choices = dict(client.get(ADDRESS).context["choices"])
    assert choices["asked"] == "Counts against" and choices["counted"] == "Fine"


def test_every_row_left_out_says_why_in_words(client: Client) -> None:
    rows = client.get(ADDRESS, {"shown": "left_out"}).context["rows"]
    assert {row.reason for row in rows} == {"Has happened: Cancelled", "Does not count: Creator sample"}


def test_the_page_says_over_which_days_and_under_which_rule(client: Client) -> None:
    page = client.get(ADDRESS).content.decode()
    assert "24 Oct \u2013 22 Nov 2026" in page and "Asia/Ho_Chi_Minh" in page
    assert "95 % interval" in page and "points lost" in page


def test_an_unknown_metric_is_not_there(client: Client) -> None:
    assert client.get("/sellers/VN-1/metrics/no.such/").status_code == 404
    assert client.get("/sellers/VN-1/metrics/no.such/export/").status_code == 404


@pytest.mark.parametrize("odd", ["x", "' or 1=1 --", "\x00", "z" * 5000])
def test_an_odd_cursor_is_harmless(client: Client, odd: str) -> None:
    assert client.get(ADDRESS, {"after": odd}).status_code == 200


def test_the_export_holds_every_row_of_the_choice(client: Client) -> None:
    response: Any = client.get(f"{ADDRESS}export/", {"shown": "asked"})
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["Number"] for row in rows] == keys(client, shown="asked")
    entry = LogEntry.objects.get(verb="rows.exported")
    assert entry.subject == "seller:VN-1" and entry.facts["metric"] == "tts.otdr"


def test_a_metric_of_another_kind_shows_its_own_columns(client: Client) -> None:
    page = client.get("/sellers/VN-1/metrics/tts.sfcr/")
    assert (
        "Cancelled" in page.context["table"].head
        or "Who caused the cancellation" in page.context["table"].head
    )
    empty = client.get("/sellers/VN-1/metrics/tts.im_dsat/").content.decode()
    assert "No rows here" in empty

import csv
import re

import pytest

from sellerdesk.people.models import Person
from sellerdesk.sellers.forms import ORDERS, FilterForm
from sellerdesk.sellers.models import Band, Seller
from sellerdesk.ui.models import LogEntry
from tests.sellerdesk.desk import SignedIn
from tests.sellerdesk.world import NAMES, UNSCORED

METRICS = {"tts.aht": "Handling time", "tts.nrr": "Negative reviews"}


def found(query: dict[str, str]) -> set[str]:
    form = FilterForm(query, Seller.objects.all(), metrics=METRICS)
    return set(form.rows().values_list("pk", flat=True))


def plain(content: bytes) -> str:
    """A page without the tokens of its forms, which differ each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", content.decode())


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ({}, set(NAMES)),
        ({"q": "ha noi"}, {"VN-1"}),
        ({"q": "kitchen noi"}, {"VN-1"}),
        ({"q": "旗舰"}, {"CN-1"}),
        ({"q": "vn-"}, {"VN-1", "VN-2"}),
        ({"q": "nothing like it"}, set()),
        ({"market": "CN"}, {"CN-1", "CN-2"}),
        ({"market": "CN", "category": "home"}, {"CN-1"}),
        ({"band": "none"}, {UNSCORED}),
        ({"market": "Atlantis"}, set(NAMES)),
        ({"language": "zh"}, {"CN-1", "CN-2"}),
        ({"metric": "tts.aht", "state": "none"}, {"VN-2", UNSCORED}),
        ({"metric": "tts.aht"}, set(NAMES)),
        ({"metric": "was.removed", "state": "none"}, {"VN-2", UNSCORED}),
        ({"low": "1e400"}, set(NAMES)),
        ({"low": "0"}, set(NAMES) - {UNSCORED}),
        ({"high": "0"}, set()),
        ({"owner": "'; drop table", "band": "x", "sort": "y"}, set(NAMES)),
    ],
)
def test_filters_narrow_the_list(cast: dict[str, Person], query: dict[str, str], ids: set[str]) -> None:
    assert found(query) == ids


def test_the_bands_part_the_list(cast: dict[str, Person]) -> None:
    parts = [found({"band": band.value}) for band in Band]
    assert sum(map(len, parts)) == len(NAMES) and set().union(*parts) == set(NAMES)
    for seller in Seller.objects.all():
        assert seller.pk in found({"band": seller.band.value})


def test_owners_are_a_filter_and_nobody_is_one(cast: dict[str, Person]) -> None:
    assert found({"owner": str(cast["manager"].pk)}) == {"VN-1", "CN-1"}
    assert found({"owner": "-"}) == set(NAMES) - {"VN-1", "CN-1"}


def test_choices_name_nothing_that_is_not_theirs(cast: dict[str, Person]) -> None:
    form = FilterForm({}, Seller.objects.visible_to(cast["vendor"]))
    offered = [str(code) for field in form for code, _ in getattr(field.field, "choices", [])]
    assert "CN" not in offered and str(cast["manager"].pk) not in offered
    assert [field.name for field in form.narrowing] == ["q", "band", "move"]


def test_a_filter_of_another_cannot_be_used_to_look_beyond(cast: dict[str, Person]) -> None:
    form = FilterForm({"market": "CN"}, Seller.objects.visible_to(cast["vendor"]))
    assert [seller.pk for seller in form.rows()] == ["US-1"]


@pytest.mark.parametrize("sort", ORDERS)
def test_every_order_holds_on_the_page(signed_in: SignedIn, sort: str) -> None:
    page = signed_in("admin").get("/sellers/", {"sort": sort}).context["page"]
    column = ORDERS[sort][1].column
    values = [getattr(row, column) for row in page.rows if getattr(row, column) is not None]
    assert values == sorted(values, reverse=sort.startswith("-")) and len(page.rows) == len(NAMES)


def test_a_list_asked_for_in_part_comes_in_part(signed_in: SignedIn) -> None:
    client = signed_in("admin")
    part = plain(client.get("/sellers/", {"market": "VN"}, headers={"HX-Request": "true"}).content)
    assert part.lstrip().startswith('<div id="results"') and "<html" not in part
    assert part in plain(client.get("/sellers/", {"market": "VN"}).content)


def test_the_export_holds_exactly_the_rows_and_runs_nothing(signed_in: SignedIn) -> None:
    response = signed_in("admin").get("/sellers/export/", {"market": "US"})
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    facts = [line for line in text.splitlines() if line.startswith("# ")]
    assert facts[0] == "# Filters: Market: United States" and "(UTC)" in facts[1] and "sps-us" in facts[3]
    rows = list(csv.DictReader(line for line in text.splitlines() if not line.startswith("# ")))
    assert {row["Number"] for row in rows} == {"US-1", "US-2", "US-3"}
    hostile = next(row for row in rows if row["Number"] == "US-2")
    assert hostile["Name"].startswith("'=cmd") and float(hostile["Score"]) > 0
    entry = LogEntry.objects.get(verb="sellers.exported")
    assert entry.facts == {"filters": {"market": "US"}, "format": "csv"}


def test_a_long_or_odd_question_is_answered(signed_in: SignedIn) -> None:
    client = signed_in("admin")
    for odd in (
        "x" * 10_000,
        "\u200b\u202e",
        '"',
        "%",
        "_",
        "'",
        "\x00",
        "* OR marks :",
        "\ud7ff",
        "a" * 100,
    ):
        for name in ("q", "market", "owner", "sort", "low", "metric", "state", "after", "columns"):
            assert client.get("/sellers/", {name: odd}).status_code == 200
    assert b"Passed over" in client.get("/sellers/", {"q": "x" * 10_000}).content
    assert b"Passed over" in client.get("/sellers/", {"metric": "was.removed", "state": "missed"}).content
    hidden = client.get("/sellers/", {"q": "ha\u200b no\u202ei"}).context["page"].rows
    assert [seller.pk for seller in hidden] == ["VN-1"]

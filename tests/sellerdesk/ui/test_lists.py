"""Chips take one filter away and keep the rest; an order turns round; an undo leads to a page of the desk."""

from typing import Any

import pytest
from django.http import QueryDict
from django.test import RequestFactory

from sellerdesk.ui.filters import chips
from sellerdesk.ui.specimens import SampleFilters
from sellerdesk.ui.tables import Column, table
from sellerdesk.ui.templatetags.lists import table_head
from sellerdesk.ui.toasts import toast

COLUMNS = [
    Column("name", "Name", sort="name", fixed=True),
    Column("score", "Score", sort="share", numeric=True),
    Column("owner", "Owner", off=True),
]


def test_a_chip_takes_away_its_filter_and_the_place_in_the_list_only() -> None:
    query = QueryDict("q=ha+noi&market=VN&after=abc&sort=name")
    form = SampleFilters(query)
    form.full_clean()
    first = chips(form, query)[0]
    assert first.value == "ha noi" and QueryDict(first.href[1:]).dict() == {"market": "VN", "sort": "name"}


def heads(address: str, sort: str) -> dict[str, tuple[str, str]]:
    request = RequestFactory().get(address)
    shown: dict[str, Any] = table_head({"request": request}, table(request, "t", COLUMNS, sort))
    return {column.key: (aria, href) for column, aria, href in shown["heads"]}


def test_a_sorted_column_turns_round_and_a_numeric_one_begins_with_the_greatest() -> None:
    found = heads("/?q=x&after=abc", "name")
    assert found["name"] == ("ascending", "?q=x&sort=-name")
    assert found["score"] == ("none", "?q=x&sort=-share") and "owner" not in found
    assert heads("/", "-name")["name"] == ("descending", "?sort=name")


def test_a_column_that_no_table_has_hides_nothing() -> None:
    request = RequestFactory().get("/?columns=none,such")
    assert table(request, "t", COLUMNS).shown == {"name": True, "score": True, "owner": False}
    request = RequestFactory().get("/?columns=owner")
    assert table(request, "t", COLUMNS).shown == {"name": True, "score": False, "owner": True}


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_an_undo_elsewhere_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="page of the desk"):
        toast(RequestFactory().get("/"), "Done", undo=address)

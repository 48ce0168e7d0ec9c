"""Nobody sees what is not theirs: names, numbers and counts of foreign accounts appear on no page."""

from collections.abc import Iterator
from typing import Any

import pytest

from sellerdesk.people.models import Person
from sellerdesk.sellers import lake
from sellerdesk.sellers.models import Seller
from sellerloop.lake.reader import Scope
from tests.sellerdesk.desk import SignedIn
from tests.sellerdesk.world import NAMES

SCOPED = {"manager": {"VN-1", "CN-1"}, "lead": {"VN-1", "VN-2"}, "vendor": {"US-1"}, "outsider": set[str]()}
QUERIES: tuple[dict[str, str], ...] = (
    {},
    {"q": "a"},
    {"market": "CN"},
    {"market": "US"},
    {"band": "weak"},
    {"sort": "-share"},
    {"owner": "-"},
    {"metric": "tts.otdr", "state": "missed"},
    {"q": "home", "market": "US"},
    {"after": "WzAuMSwgIkNOLTEiXQ"},
)


def crawl(signed_in: SignedIn, person: str) -> Iterator[tuple[str, str]]:
    """Every page, part and export that a person can reach, for every account there is."""
    client = signed_in(person)
    for query in QUERIES:
        for address in ("/sellers/", "/sellers/export/"):
            for headers in ({}, {"HX-Request": "true"}):
                yield f"{address} {query}", _text(client.get(address, query, headers=headers))
    for seller in NAMES:
        for part in ("", "metrics/tts.otdr/", "metrics/tts.otdr/export/", "metrics/tts.nrr/"):
            yield f"{seller} {part}", _text(client.get(f"/sellers/{seller}/{part}"))


@pytest.mark.parametrize("person", SCOPED)
def test_no_page_names_a_foreign_account_or_colleague(
    signed_in: SignedIn, cast: dict[str, Person], person: str
) -> None:
    foreign = set(NAMES) - SCOPED[person]
    signs = {NAMES[account][0] for account in foreign} | {f"{account}-0" for account in foreign}
    known = {cast[person].name, *(s.owner.name for s in Seller.objects.visible_to(cast[person]) if s.owner)}
    signs |= {other.name for other in cast.values()} - known
    for address, text in crawl(signed_in, person):
        found = [sign for sign in signs if sign in text]
        assert not found, f"{address} shows {found}"


@pytest.mark.parametrize("person", SCOPED)
def test_pages_are_the_same_whether_the_others_exist_or_not(
    signed_in: SignedIn, cast: dict[str, Person], person: str
) -> None:
    """Not a count, a rank or a choice may change with what others have."""
    before = dict(crawl(signed_in, person))
    Seller.objects.exclude(pk__in=SCOPED[person]).delete()
    Seller.objects.create(
        id="ZZ-9", name="Newcomer", type="seller", market="JP", zone="UTC", category="new", search="new"
    )
    after = dict(crawl(signed_in, person))
    assert {address for address in before if before[address] != after[address]} == set()


def test_pages_of_the_lake_are_read_within_the_scope(cast: dict[str, Person]) -> None:
    """Even if the list let a foreign account through, the lake would not."""
    snapshot = lake.current()
    assert snapshot is not None
    scope = Scope(None, frozenset({"VN-1"}))
    day = snapshot.as_ofs("sps-us")[-1]
    assert snapshot.card("CN-1", "sps-us", day, scope) is None
    assert snapshot.score_history("CN-1", "sps-us", scope) == []
    assert snapshot.rows("CN-1", "sps-us", "tts.otdr", (day, day), scope) == []
    assert {s.account for s in snapshot.scores("sps-us", day, scope)} == {"VN-1"}
    assert set(snapshot.worst("sps-us", day, scope)) <= {"VN-1"}


def _text(response: Any) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    lines = body.decode().splitlines()
    told = ("csrfmiddlewaretoken", "# Exported")  # what differs each time
    return "\n".join(line for line in lines if not any(each in line for each in told))

"""Why a score changed: what the page shows adds up to what the scorecard shows."""

import datetime as dt
import os
import re
from pathlib import Path

import pytest
from django.test import Client

from sellerdesk.people.models import Person, Reach, Role
from sellerdesk.sellers import lake
from sellerdesk.sellers.change import explained
from sellerdesk.sellers.models import Seller, scope_of
from sellerdesk.sellers.question import Question
from sellerdesk.sellers.spans import days_of
from sellerloop.lake.reader import Snapshot
from tests.sellerdesk.desk import SignedIn
from tests.sellerdesk.living import AS_OF

PAIRS = [(7, 0), (30, 0), (44, 20), (1, 0)]


@pytest.fixture
def person(db: None) -> Person:
    return Person.objects.create_user(
        "all@desk.example", "sees-everything", name="All", role=Role.PROGRAMME_MANAGER, reach=Reach.ALL
    )


@pytest.fixture
def client(living: Path, person: Person) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client


def question(person: Person, seller: Seller, policy: str = "sps-us") -> Question:
    snapshot = lake.current()
    assert isinstance(snapshot, Snapshot)
    days = snapshot.as_ofs(policy)
    scope = scope_of(person, Seller.objects.filter(pk=seller.pk))
    return Question(seller, snapshot, scope, snapshot.policies[policy], days, days[-1], None)


def test_cells_add_up_both_ways_to_the_change_that_is_shown(living: Path, person: Person) -> None:
    for seller in Seller.objects.visible_to(person):
        asked = question(person, seller)
        scores = {s.as_of: s.score for s in asked.snapshot.score_history(seller.pk, "sps-us", asked.scope)}
        for back, front in PAIRS:
            since, day = AS_OF - dt.timedelta(back), AS_OF - dt.timedelta(front)
            found = explained(asked, since, day, known_then=False)
            before, after = scores[since], scores[day]
            if before is None or after is None:
                assert found.total is None and found.sentences
                continue
            assert found.total == pytest.approx(round(after, 2) - round(before, 2), abs=1e-9)
            parts, columns = found.parts(), found.columns
            assert round(sum(part.total for part in parts), 2) == found.total
            assert round(sum(column.total for column in columns), 2) == found.total
            assert all(round(sum(part.cells), 2) == part.total for part in parts)


def test_the_page_and_its_part_say_the_same(client: Client) -> None:
    seller = Seller.objects.filter(change__isnull=False).first()
    assert seller is not None
    address = f"/sellers/{seller.pk}/change/"
    page, part = client.get(address), client.get(address, headers={"HX-Request": "true"})
    assert page.status_code == part.status_code == 200
    assert b"<html" in page.content and b"<html" not in part.content
    words = re.search(rb'change-words">(.*?)</p>', page.content)
    assert words and words.group(1) in part.content


def test_bad_days_are_told_and_answered(client: Client) -> None:
    seller = Seller.objects.first()
    assert seller is not None
    address = f"/sellers/{seller.pk}/change/"
    for query, said in (
        ("?from=1999-01-01&to=2050-01-01", b"Nothing was scored as of"),
        ("?from=2026-11-20&to=2026-11-01", b"were exchanged"),
        ("?from=yesterday", b"could not be read"),
        ("?from=2026-11-10&to=2026-11-10", b"Why the score changed"),
        ("?known=then&from=2026-11-01&to=2026-11-15", b"as it was known then"),
    ):
        response = client.get(address + query)
        assert response.status_code == 200 and said in response.content, query


def test_a_build_without_facts_is_told(signed_in: SignedIn) -> None:
    for page in ("change", "outlook", "what-if"):
        response = signed_in("manager").get(f"/sellers/CN-1/{page}/")
        assert response.status_code == 200 and b"holds no daily facts" in response.content


def test_days_default_to_the_last_seven() -> None:
    days = [AS_OF - dt.timedelta(n) for n in reversed(range(20))]
    found = days_of({}, days)
    assert found is not None and (found.since, found.as_of) == (AS_OF - dt.timedelta(7), AS_OF)
    assert days_of({}, days[:1]) is None


def test_a_part_asked_for_after_another_build_speaks_of_that_build(client: Client, living: Path) -> None:
    """A build that ends while a page is open moves the pointer: the part comes from the new build, whole."""
    seller = Seller.objects.filter(change__isnull=False).first()
    assert seller is not None
    address = f"/sellers/{seller.pk}/change/?from=2026-11-10&to=2026-11-20"
    before = client.get(address, headers={"HX-Request": "true"})
    os.utime(living / "CURRENT")
    after = client.get(address, headers={"HX-Request": "true"})
    assert before.status_code == after.status_code == 200
    assert before.content == after.content

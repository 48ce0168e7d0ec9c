"""The metric page: sums as counted by hand, drill-down, and nothing of anybody else's accounts."""

import datetime as dt
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.test import Client

from bench.naive.counts import naive_readings
from sellerdesk.metrics.aims import aims_of
from sellerdesk.metrics.answer import answer_of, sums
from sellerdesk.metrics.question import Question, question_of
from sellerdesk.people.models import Person, Reach, Role, Vendor
from sellerdesk.sellers import lake as desk_lake
from sellerdesk.sellers.models import Seller
from sellerloop.lake.divisions import Place
from sellerloop.lake.overview import Among, Overview, Sum, TooMany
from sellerloop.lake.reader import EVERYTHING, Scope, Snapshot
from sellerloop.lake.storage import Lake
from sellerloop.metrics.pooled import pool
from sellerloop.metrics.spec import Aggregation, Unit
from tests.sellerdesk.desk import SignedIn
from tests.sellerdesk.living import AS_OF, POLICIES

DAYS = [AS_OF - dt.timedelta(days=back) for back in (28, 7, 0)]


@pytest.fixture
def snapshot(living: Path) -> Snapshot:
    found = desk_lake.current()
    assert found is not None
    return found


@pytest.fixture
def everybody(living: Path) -> Person:
    return Person.objects.create_user(
        "all@x.example", "long-enough-1", name="A", role=Role.ANALYST, reach=Reach.ALL
    )


@pytest.fixture(scope="session")
def events(living_lake: Path) -> Mapping[str, list[dict[str, Any]]]:
    lake = Lake(living_lake)
    manifest = lake.current()
    kinds = {table.removeprefix("events/") for table in manifest.tables("events/")}
    return {
        kind: [
            row for file in lake.files(manifest, f"events/{kind}") for row in pq.read_table(file).to_pylist()
        ]
        for kind in kinds
    }


def ask(person: Person, metric: str, **asked: str) -> Question:
    question = question_of(asked, person, metric)
    assert question is not None
    return question


@pytest.mark.parametrize(
    "place", [Place(), Place("VN"), Place(category="beauty"), Place("VN", None, "growth")]
)
def test_every_sum_is_what_counting_by_hand_gives(
    snapshot: Snapshot, events: Mapping[str, list[dict[str, Any]]], place: Place
) -> None:
    resolved = snapshot.policies[POLICIES[0]]
    chosen = {
        a.id
        for a in snapshot.accounts(EVERYTHING)
        if all(getattr(a, word) == getattr(place, word) for word in place.kind)
    }
    assert chosen
    by_hand = naive_readings(events, resolved.metrics.values(), [AS_OF])
    checked = 0
    for name, metric in resolved.metrics.items():
        own = [one for (account, _, of), one in by_hand.items() if of == metric.id and account in chosen]
        found = Overview(snapshot, Among(POLICIES[0], name, place), EVERYTHING).history([AS_OF])
        if all(one.num is None for one in own):
            assert not found
            continue
        num, den = sum(one.num or 0 for one in own), sum(one.den or 0 for one in own)
        wanted = pool(metric, [num, den])
        assert (found[0].num, found[0].den or 0) == (num, den), name
        assert found[0].value == (None if wanted.value is None else pytest.approx(float(wanted.value))), name
        assert found[0].accounts == sum(one.value is not None for one in own), name
        checked += metric.aggregation is not Aggregation.TOTAL
    assert checked >= 5


@pytest.mark.parametrize("policy", POLICIES)
def test_published_segments_equal_the_sums_over_their_accounts(snapshot: Snapshot, policy: str) -> None:
    every = frozenset(account.id for account in snapshot.accounts(EVERYTHING))
    for name, metric in snapshot.policies[policy].metrics.items():
        if metric.aggregation is Aggregation.QUANTILE:
            continue
        published, added = Among(policy, name), Among(policy, name, accounts=every)
        assert same(
            Overview(snapshot, published, EVERYTHING).history(DAYS),
            Overview(snapshot, added, EVERYTHING).history(DAYS),
        )
        words = ("market", "category", "tier")
        one, other = (
            Overview(snapshot, among, EVERYTHING).parts(words, DAYS) for among in (published, added)
        )
        for word in words:
            assert one[word].keys() == other[word].keys()
            for key, days in one[word].items():
                assert same(days.values(), other[word][key].values())
        left, right = (Overview(snapshot, among, EVERYTHING).spread(AS_OF) for among in (published, added))
        assert left.accounts == right.accounts and left.marks == pytest.approx(right.marks)


def same(one: Any, other: Any) -> bool:
    def plain(found: Sum) -> tuple[object, ...]:
        return found.as_of, found.num, found.den or 0, found.value, found.accounts, found.members

    return [plain(a) for a in one] == [plain(b) for b in other]


def test_a_limited_reach_gets_sums_over_exactly_its_accounts(snapshot: Snapshot) -> None:
    accounts = sorted(a.id for a in snapshot.accounts(EVERYTHING))[:3]
    among, scope = Among("sps-us", "tts.nrr"), Scope(None, frozenset(accounts))
    [found] = Overview(snapshot, among, scope).history([AS_OF])
    cards = [snapshot.card(a, "sps-us", AS_OF, EVERYTHING) for a in accounts]
    own = [m for card in cards if card for m in card.metrics if m.metric == "tts.nrr"]
    assert (found.num, found.den) == (sum(m.num or 0 for m in own), sum(m.den or 0 for m in own))
    assert found.members == 3
    assert {pull.account for pull in Overview(snapshot, among, scope).pulls(found, 50)} <= set(accounts)
    shares = Overview(snapshot, among, scope).parts(("market",), [AS_OF])["market"]
    assert sum(days[AS_OF].members for days in shares.values()) == 3
    assert Overview(snapshot, among, scope).spread(AS_OF).accounts == found.accounts
    assert Overview(snapshot, among, Scope()).history([AS_OF]) == []


def test_no_published_segment_is_shown_to_a_reach_that_does_not_cover_it(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    query = Snapshot.query
    monkeypatch.setattr(
        Snapshot,
        "query",
        lambda self, table, *rest, **more: read.append(table) or query(self, table, *rest, **more),
    )
    everybody = frozenset(a.id for a in snapshot.accounts(EVERYTHING))
    for scope in (Scope(None, everybody), Scope(frozenset({"VN"}), everybody), Scope()):
        among = Among("sps-us", "tts.nrr", Place("VN"))
        Overview(snapshot, among, scope).history(DAYS)
        Overview(snapshot, among, scope).parts(("category", "tier"), DAYS)
        Overview(snapshot, among, scope).spread(AS_OF)
    assert not {"published/segments", "published/spreads"} & set(read)
    lead = Overview(snapshot, Among("sps-us", "tts.nrr"), Scope(frozenset({"VN"}), None)).history([AS_OF])
    assert same(
        lead, Overview(snapshot, Among("sps-us", "tts.nrr", Place("VN")), EVERYTHING).history([AS_OF])
    )
    assert (
        Overview(snapshot, Among("sps-us", "tts.nrr", Place("CN")), Scope(frozenset({"VN"}), None)).history(
            [AS_OF]
        )
        == []
    )


def test_a_vendors_page_is_the_same_to_the_byte_whatever_other_vendors_have(living: Path) -> None:
    ids = list(Seller.objects.order_by("pk").values_list("pk", flat=True))
    mine, other = (Vendor.objects.create(code=code, name=code) for code in ("one", "two"))
    person = Person.objects.create_user(
        "v@x.example", "long-enough-1", name="V", role=Role.VENDOR_LEAD, reach=Reach.VENDOR, vendor=mine
    )
    Seller.objects.filter(pk__in=ids[:4]).update(vendor=mine)
    client = Client()
    client.force_login(person)
    pages = ["/metrics/tts.nrr/", "/metrics/tts.otdr/?market=VN", "/metrics/sps.late_dispatch/?band=weak"]
    before = [plain(client.get(page).content) for page in pages]
    Seller.objects.filter(pk__in=ids[4:]).update(vendor=other, name="Canary 4711", owner=None)
    assert [plain(client.get(page).content) for page in pages] == before
    Seller.objects.exclude(pk__in=ids[:4]).delete()
    assert [plain(client.get(page).content) for page in pages] == before


def plain(content: bytes) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", content.decode())


def test_a_selection_adds_up_what_the_list_of_sellers_shows(everybody: Person) -> None:
    question = ask(everybody, "tts.nrr", market="VN", band="weak")
    listed = set(Seller.objects.filter(market="VN", share__lt=0.6).values_list("pk", flat=True))
    assert question.accounts == listed
    found = sums(question).get(AS_OF)
    assert (found.members if found else 0) == len(listed)


def test_the_page_says_what_it_shows(everybody: Person) -> None:
    for metric in ("tts.nrr", "tts.aht", "sps.delivered_90"):
        question = ask(everybody, metric)
        answer = answer_of(question, aims_of(metric, question.base, question.spec))
        assert answer.total is not None and answer.figure.value == answer.total.value
        assert answer.course is not None and len(answer.course.rows) == 45
        for table in answer.tables:
            shares = sum(row.width for row in table.rows)
            assert shares == pytest.approx(100), table.word


def test_money_of_several_markets_has_no_sum_and_says_why(everybody: Person) -> None:
    for market in ("", "VN"):
        question = ask(everybody, "tts.nrr", market=market)
        vars(question.overview)["metric"] = question.spec.with_(unit=Unit.MONEY)
        answer = answer_of(question, aims_of("tts.nrr", question.base, question.spec))
        assert (answer.total is None) == (not market)
        assert ("choose a market" in answer.figure.reason) == (not market)


def test_an_old_build_without_segments_still_answers(synced: Path, signed_in: SignedIn) -> None:
    page = signed_in("analyst").get("/metrics/tts.otdr/")
    assert page.status_code == 200 and b"Day by day" in page.content
    assert "7 sellers" not in page.content.decode()


def test_too_many_sellers_are_told_and_not_added_up(
    everybody: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sellerloop.lake.overview.MOST", 2)
    client = Client()
    client.force_login(everybody)
    with pytest.raises(TooMany):
        question = ask(everybody, "tts.nrr", owner="-")
        sums(question)
    assert b"Too many sellers" in client.get("/metrics/tts.nrr/?owner=-").content


@pytest.mark.parametrize(
    "address, status",
    [
        ("/metrics/no.such/", 404),
        ("/metrics/tts.nrr/?seller=XX-0", 404),
        ("/metrics/tts.nrr/?seller=CN-1", 404),
        ("/metrics/tts.nrr/?as_of=2031-02-30&policy=nope&market=%00&tier=%E2%80%8F", 200),
        ("/metrics/tts.nrr/?as_of=1999-01-01", 200),
        ("/metrics/im.first_response_p50/", 200),
        ("/metrics/shop.gmv/", 200),
        ("/metrics/?q=" + "x" * 10_000, 200),
        ("/metrics/events/no_such/", 404),
    ],
)
def test_bad_addresses_get_a_clear_answer(signed_in: SignedIn, address: str, status: int) -> None:
    assert signed_in("lead").get(address).status_code == status


def test_every_metric_and_event_kind_has_its_page(signed_in: SignedIn) -> None:
    client = signed_in("analyst", "vi")
    for page in ("/metrics/", "/metrics/events/"):
        links = set(re.findall(r'class="row-link" href="([^"]+)"', client.get(page).content.decode()))
        assert len(links) > 10
        assert all(client.get(link).status_code == 200 for link in links)


def test_the_catalogue_is_found_by_words_of_the_language_without_accents(signed_in: SignedIn) -> None:
    found = signed_in("analyst", "vi").get("/metrics/", {"q": "ty le giao hang dung han"}).content.decode()
    assert "tts.otdr" in found and "im.satisfaction" not in found

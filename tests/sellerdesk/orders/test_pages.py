"""The pages on orders and conversations: what they show, to whom, and what they say to odd questions."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from sellerdesk.orders.lookup import find
from sellerdesk.people.models import Person, Reach, Role
from sellerdesk.sellers import lake
from sellerdesk.sellers.models import Seller
from sellerloop.lake import lookup_numbers
from sellerloop.lake.reader import session
from tests.sellerdesk.desk import SignedIn

ODD = [
    "no-such-number",
    "' or 1=1 --",
    "\u202eabc\u200b",
    "\u0661\u0662",
    "x" * 10_000,
    "a " * 5000,
    "<b>O1</b>",
    "%",
    "#",
    "\x00",
]


def numbers(
    root: Path, kind: str, columns: str, where: str = "true", limit: int = 20
) -> list[tuple[Any, ...]]:
    snapshot = lake.current()
    assert snapshot is not None and snapshot.lake.root == root
    files = [str(path) for path in snapshot.lake.files(snapshot.manifest, f"settled/{kind}")]
    rows = "read_parquet(?, union_by_name = true)"
    sql = f"select distinct {columns} from {rows} where {where} order by all limit ?"
    return session().execute(sql, [files, limit]).fetchall()


@pytest.fixture
def everybody(living: Path) -> dict[str, Person]:
    """Somebody who sees everything, and somebody who sees one seller."""
    one = Seller.objects.order_by("pk").first()
    assert one is not None
    given = {"role": Role.ANALYST, "reach": Reach.ALL}
    whole = Person.objects.create_user("all@example.com", "a-long-password", name="All", **given)
    given = {"role": Role.ACCOUNT_MANAGER, "reach": Reach.PORTFOLIO}
    narrow = Person.objects.create_user("one@example.com", "a-long-password", name="One", **given)
    one.owner = narrow
    one.save()
    return {"all": whole, "one": narrow}


def browser(person: Person, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(person)
    return client


@pytest.mark.parametrize(
    ("kind", "column"),
    [
        ("order", "order_id"),
        ("parcel_scan", "parcel_id"),
        ("review", "review_id"),
        ("request", "request_id"),
        ("chat", "chat_id"),
    ],
)
def test_any_number_leads_to_its_page_and_a_foreign_one_is_like_none(
    living: Path, everybody: dict[str, Person], kind: str, column: str
) -> None:
    own = Seller.objects.visible_to(everybody["one"]).get().pk
    client = browser(everybody["all"])
    for account, number in numbers(living, kind, f"account, {column}"):
        (hit,) = find(everybody["all"], f"\u200b #{number.lower()} ")
        assert client.get(hit.url).status_code == 200
        assert f"/{account}/" in hit.url
        assert bool(find(everybody["one"], number)) == (account == own)


def test_what_cannot_be_seen_reads_like_what_is_not_there(living: Path, everybody: dict[str, Person]) -> None:
    client = browser(everybody["one"])
    own = Seller.objects.visible_to(everybody["one"]).get().pk
    (account, order), *_ = numbers(living, "order", "account, order_id", f"account <> '{own}'")
    missing, foreign = client.get("/orders/of/XX/O1/"), client.get(f"/orders/of/{account}/{order}/")
    assert missing.status_code == foreign.status_code == 404
    assert plain(missing) == plain(foreign)
    assert client.get(f"/orders/of/{own}/{order}/").status_code == 404  # right shop, foreign order
    answers = [client.get("/orders/", {"q": text}) for text in (order, "O1")]
    assert answers[0].content.decode().replace(order, "O1").count("Nothing has this number") == 1
    assert plain(answers[0]).replace(order, "O1") == plain(answers[1])


def plain(response: Any) -> str:
    lines = response.content.decode().splitlines()
    return "\n".join(line for line in lines if "csrf" not in line and 'name="next"' not in line)


@pytest.mark.parametrize("text", ODD)
def test_odd_questions_get_a_plain_answer(everybody: dict[str, Person], text: str) -> None:
    client = browser(everybody["all"])
    response = client.get("/orders/", {"q": text})
    page = response.content.decode()
    assert response.status_code == 200 and "<b>O1</b>" not in page and len(page) < 60_000
    assert client.get("/orders/of/x/" + text.replace("/", "").replace("\x00", "") + "/").status_code == 404


def test_several_numbers_give_a_choice(living: Path, everybody: dict[str, Person]) -> None:
    wanted = [number for (number,) in numbers(living, "order", "order_id", limit=3)]
    page = browser(everybody["all"]).get("/orders/", {"q": ", ".join(wanted)})
    assert [hit.title for hit in page.context["found"].hits] == [
        f"Order {number}" for number in sorted(wanted)
    ]


def test_the_page_of_an_order_tells_its_story_in_order_of_time(
    living: Path, everybody: dict[str, Person]
) -> None:
    client = browser(everybody["all"])
    for account, order in numbers(living, "request", "account, order_id", limit=5):
        response = client.get(f"/orders/of/{account}/{order}/")
        story = response.context["story"]
        times = [entry.at for entry in story]
        assert times == sorted(times) and {"Order placed", "Request closed"} & {e.title for e in story}
        (meaning, *_) = response.context["meanings"]
        names = {line.name for line in (*meaning.lines, *meaning.others)}
        assert "On-time delivery rate" in names or len(names) > 2
        assert all(line.why or line.deciding for line in meaning.others)


def test_text_of_buyers_is_text_and_says_its_language(living: Path, everybody: dict[str, Person]) -> None:
    (account, chat), *_ = numbers(
        living, "message", "account, chat_id", "text is not null and language = 'zh'"
    )
    page = browser(everybody["all"]).get(f"/orders/chats/{account}/{chat}/").content.decode()
    assert re.search(r'<p class="said-text" lang="zh" dir="auto">', page)


def test_an_order_without_scans_says_so(signed_in: SignedIn) -> None:
    page = signed_in("admin").get("/orders/of/VN-1/VN-1-00001/").content.decode()
    assert "No parcel scan of this order was imported" in page and "What happened" in page


def test_a_build_without_the_index_says_what_to_do(
    everybody: dict[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = lake.current()
    assert snapshot is not None
    monkeypatch.setattr("sellerdesk.orders.lookup.has_numbers", lambda _: False)
    monkeypatch.setattr("sellerdesk.orders.views.has_numbers", lambda _: False)
    client, seller = browser(everybody["all"]), Seller.objects.all()[0].pk
    for address in ("/orders/?q=O1", f"/orders/of/{seller}/O1/", f"/orders/chats/{seller}/C1/"):
        response = client.get(address)
        assert response.status_code == 200 and "Build the lake again" in response.content.decode()
    assert lookup_numbers.bucket_tables([], [1]) == []


@pytest.mark.parametrize("language", ["vi", "zh-hans"])
def test_the_pages_speak_every_language(living: Path, everybody: dict[str, Person], language: str) -> None:
    client = browser(everybody["all"], language)
    (account, order), *_ = numbers(living, "request", "account, order_id")
    page = client.get(f"/orders/of/{account}/{order}/").content.decode()
    assert "What happened" not in page and "Counts against" not in page


def test_nobody_who_is_not_signed_in_gets_an_answer(living: Path) -> None:
    for address in ("/orders/?q=O1", "/orders/of/x/y/", "/orders/chats/x/y/"):
        assert Client().get(address)["Location"].startswith("/account/login/")


def test_no_page_on_orders_names_a_foreign_seller(living: Path, everybody: dict[str, Person]) -> None:
    """The canary: every kind of number of everybody else, and every address made of them."""
    client, own = browser(everybody["one"]), Seller.objects.visible_to(everybody["one"]).get()
    names = {s.pk: s.name for s in Seller.objects.exclude(pk=own.pk)}
    numbered = [
        ("order", "order_id"),
        ("parcel_scan", "parcel_id"),
        ("chat", "chat_id"),
        ("request", "request_id"),
    ]
    for kind, column in numbered:
        found = numbers(living, kind, f"account, {column}", f"account <> '{own.pk}'", limit=400)[::40]
        together = " ".join(number for _, number in found)
        pages = [client.get("/orders/", {"q": text}) for text in (together, *(n for _, n in found))]
        pages += [client.get(f"/orders/of/{shop}/{n}/") for account, n in found for shop in (account, own.pk)]
        pages += [
            client.get(f"/orders/chats/{shop}/{n}/") for account, n in found for shop in (account, own.pk)
        ]
        for page in pages:
            text = plain(page)
            assert page.status_code in (200, 404)
            assert not [sign for pair in names.items() for sign in pair if sign in text]


def test_an_order_keeps_its_page_when_a_build_finishes_while_it_is_open(
    living: Path, everybody: dict[str, Person]
) -> None:
    client = browser(everybody["all"])
    (account, order), *_ = numbers(living, "order", "account, order_id")
    address = f"/orders/of/{account}/{order}/?as_of=2026-11-01"
    before = client.get(address)
    lake.current.__globals__["_OPEN"].clear()  # the pointer moved: the snapshot is opened anew
    after = client.get(address)
    assert before.status_code == after.status_code == 200
    assert str(before.context["meanings"][0].as_of) == "2026-11-01" == str(after.context["meanings"][0].as_of)
    assert client.get(f"/orders/of/{account}/{order}/?as_of=nonsense").status_code == 200

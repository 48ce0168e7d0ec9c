"""A link opens one scorecard to read, and nothing else."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sellerdesk.people.models import Person
from sellerdesk.sellers import printing
from sellerdesk.sellers.letter import language_of
from sellerdesk.sellers.links import SellerLink, Terms, give, revoke
from sellerdesk.ui.models import LogEntry
from tests.sellerdesk.desk import SignedIn
from tests.sellerdesk.world import NAMES

GIVING = {"manager": 200, "programme": 200, "admin": 200, "analyst": 403, "lead": 404, "vendor": 404}


def token_of(cast: dict[str, Person], seller: str = "CN-1", language: str = "vi", days: int = 7) -> str:
    terms = Terms(language, days, f"once-{seller}-{language}-{SellerLink.objects.count()}")
    token = give(seller, terms, by=cast["manager"], now=timezone.now())
    assert token is not None
    return token


def pages(token: str) -> list[str]:
    return [
        reverse("sellers:shared", args=[token]),
        reverse("sellers:shared_rows", args=[token, "tts.otdr"]),
        reverse("sellers:shared_rows", args=[token, "tts.otdr"]) + "?shown=asked",
    ]


def test_anybody_with_the_link_reads_this_seller_and_no_other(cast: dict[str, Person]) -> None:
    for address in pages(token_of(cast)):
        response = Client().get(address)
        text = response.content.decode()
        assert response.status_code == 200 and "杭州雅居家居旗舰店" in text
        assert 'lang="vi"' in text
        others = [name for key, (name, *_) in NAMES.items() if key != "CN-1"]
        assert not [name for name in others if name in text]
        assert not [key for key in NAMES if key != "CN-1" and key in text]
        assert response["Cache-Control"] == "no-store"
        assert "noindex" in response["X-Robots-Tag"] and response["Referrer-Policy"] == "no-referrer"
        assert "sessionid" not in response.cookies


def test_the_page_leads_nowhere_but_to_its_own_rows(cast: dict[str, Person]) -> None:
    token = token_of(cast)
    own = f"/sellers/shared/{token}/"
    for address in pages(token):
        text = Client().get(address).content.decode()
        ways = [way for way in re.findall(r'href="([^"]*)"', text) if not way.startswith("/static/")]
        assert ways and all(way.startswith((own, "?")) for way in ways)
        assert "<form" not in text and "<script" not in text


def test_no_name_of_a_colleague_and_no_peers(cast: dict[str, Person]) -> None:
    token = token_of(cast, language="en")
    for address in pages(token):
        text = Client().get(address).content.decode()
        assert not [person.name for person in cast.values() if person.name in text]
        assert 'lang="en"' in text and "peers" not in text.lower()


@pytest.mark.parametrize("cause", ["expired", "revoked", "wrong", "unlisted", "short"])
def test_every_link_that_does_not_open_reads_the_same(cast: dict[str, Person], cause: str) -> None:
    token = token_of(cast)
    link = SellerLink.objects.get()
    address = reverse("sellers:shared", args=[token])
    match cause:
        case "expired":
            SellerLink.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
        case "revoked":
            assert revoke(link, by=cast["manager"], now=timezone.now())
        case "unlisted":
            type(link.seller).objects.filter(pk="CN-1").update(listed=False)
        case _:
            address = reverse("sellers:shared", args=["x" * 43 if cause == "wrong" else "x"])
    client = Client(headers={"accept-language": "en"})
    missing = client.get(reverse("sellers:shared", args=["never-given"]))
    response = client.get(address)
    assert response.status_code == missing.status_code == 404
    assert response.content == missing.content and b"This link does not open" in response.content


def test_a_metric_that_does_not_exist_opens_nothing_and_no_token_is_logged(
    cast: dict[str, Person], caplog: pytest.LogCaptureFixture
) -> None:
    token = token_of(cast)
    for metric in ("no.such_metric", "x" * 10_000, "\u200f\u200b"):
        assert Client().get(reverse("sellers:shared_rows", args=[token, metric])).status_code == 404
    assert token not in caplog.text


def test_a_signed_in_person_gets_no_more_by_a_link(cast: dict[str, Person], signed_in: SignedIn) -> None:
    token = token_of(cast)
    assert (
        signed_in("vendor").get(f"/sellers/shared/{token}/").content
        == Client().get(f"/sellers/shared/{token}/").content
    )
    assert Client().get("/sellers/CN-1/").status_code == 302
    assert Client().post(f"/sellers/shared/{token}/").status_code == 405


@pytest.mark.parametrize("person", GIVING)
def test_who_sees_the_seller_and_looks_after_sellers_may_give(signed_in: SignedIn, person: str) -> None:
    assert signed_in(person).get("/sellers/CN-1/links/").status_code == GIVING[person]


def test_a_link_is_made_once_shown_once_and_recorded(signed_in: SignedIn) -> None:
    client = signed_in("manager")
    page = client.get("/sellers/CN-1/links/").content.decode()
    once = re.search(r'name="once" value="(\w+)"', page)
    assert once is not None
    form = {"language": "zh-hans", "days": "30", "once": once.group(1)}
    for _twice in range(2):
        assert client.post("/sellers/CN-1/links/", form).status_code == 302
    assert SellerLink.objects.count() == 1
    shown, again = (client.get("/sellers/CN-1/links/").content.decode() for _ in range(2))
    found = re.search(r'value="http://testserver(/sellers/shared/[^"]+)"', shown)
    assert found and "/sellers/shared/" not in again
    assert Client().get(found.group(1)).status_code == 200
    token = found.group(1).split("/")[3]
    link = SellerLink.objects.get()
    assert token not in link.digest and link.seen == 1
    for _twice in range(2):
        assert client.post(f"/sellers/CN-1/links/{link.pk}/take-back/").status_code == 302
    assert Client().get(found.group(1)).status_code == 404
    verbs = LogEntry.objects.filter(subject="seller:CN-1", verb__startswith="seller_link")
    assert sorted(verbs.values_list("verb", flat=True)) == [
        "seller_link.made",
        "seller_link.opened",
        "seller_link.revoked",
    ]
    assert token not in str(list(LogEntry.objects.values_list("facts", flat=True)))


def test_a_foreign_link_cannot_be_taken_back(cast: dict[str, Person], signed_in: SignedIn) -> None:
    token_of(cast)
    link = SellerLink.objects.get()
    assert signed_in("manager").post(f"/sellers/VN-1/links/{link.pk}/take-back/").status_code == 404
    assert signed_in("lead").post(f"/sellers/CN-1/links/{link.pk}/take-back/").status_code == 404
    assert SellerLink.objects.get().revoked_at is None


def test_links_are_counted_by_address(cast: dict[str, Person]) -> None:
    client = Client(REMOTE_ADDR="203.0.113.9")
    answers = [client.get("/sellers/shared/guess/").status_code for _ in range(62)]
    assert answers[:60] == [404] * 60 and answers[-1] == 429


def test_paper_speaks_the_sellers_language(signed_in: SignedIn) -> None:
    client = signed_in("manager")
    assert 'lang="zh-hans"' in client.get("/sellers/CN-1/print/").content.decode()
    assert 'lang="vi"' in client.get("/sellers/CN-1/print/?language=vi").content.decode()
    assert 'lang="zh-hans"' in client.get("/sellers/CN-1/print/?language=xx").content.decode()
    assert [language_of("", name) for name in ("vi", "zh", "zh-Hans", "th", "")] == [
        "vi",
        "zh-hans",
        "zh-hans",
        "en",
        "en",
    ]


def test_a_machine_without_the_library_has_no_button_and_no_page(
    signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "_engine", lambda: None)
    client = signed_in("manager")
    assert b"/pdf/" not in client.get("/sellers/CN-1/print/").content
    assert client.get("/sellers/CN-1/pdf/").status_code == 404


@pytest.mark.skipif(not printing.available(), reason="Pango is not on this machine")
def test_the_pdf_is_one_and_is_recorded(signed_in: SignedIn) -> None:
    response = signed_in("manager").get("/sellers/CN-1/pdf/")
    assert response.status_code == 200 and response.content.startswith(b"%PDF-")
    assert response["Content-Disposition"].startswith("attachment")
    assert LogEntry.objects.filter(verb="scorecard.printed", subject="seller:CN-1").exists()

"""Policies as people read them: every pack in three languages, and what differs in sentences."""

import html
import re
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

import sellerdesk
import sellerloop
from sellerdesk.people.models import Person
from sellerdesk.policies.differing import groups
from sellerdesk.policies.known import Version
from sellerdesk.policies.reading import Reading
from sellerdesk.sellers.models import Seller
from sellerloop.policy.dump import plain
from sellerloop.policy.schema import Policy
from sellerloop.policy.versions import version_of
from sellerloop.scores.packs import packs
from tests.sellerdesk.desk import SignedIn
from tests.sellerdesk.policies.browser import Browser

ROOTS = [Path(str(module.__file__)).parent for module in (sellerdesk, sellerloop)]
LATIN = re.compile(r"[A-Za-z]{3,}")
CODES = {"html", "head", "xlsx", "csv"}


def catalogue(language: str) -> dict[str, str]:
    """Every text of the product with its translation."""
    found: dict[str, str] = {}
    for root in ROOTS:
        with (root / "locale" / language / "LC_MESSAGES" / "django.po").open("rb") as file:
            for message in read_po(file):
                if isinstance(message.id, str) and isinstance(message.string, str):
                    found[message.id] = message.string
    return found


def pieces(client: Client, address: str) -> list[str]:
    """The visible texts of a page's main part, without what is code or is marked as English."""
    page = client.get(address).content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    main = re.sub(r"<(code|textarea|script)\b.*?</\1>", " ", main, flags=re.S)
    main = re.sub(r'<(td|textarea)[^>]*lang="en".*?</\1>', " ", main, flags=re.S)
    return [html.unescape(text).strip() for text in re.split(r"<[^>]*>", main) if text.strip()]


@pytest.mark.parametrize("pack", sorted(packs()))
def test_no_english_word_of_ours_on_a_chinese_page(signed_in: SignedIn, pack: str) -> None:
    chinese = " ".join(catalogue("zh_Hans").values())
    allowed = {word.lower() for word in LATIN.findall(chinese)} | CODES
    allowed |= {word.lower() for word in LATIN.findall(" ".join(packs()))}
    allowed |= {part.lower() for p in packs()[pack] for m in p.metrics for part in LATIN.findall(m.id)}
    for text in pieces(signed_in("programme", "zh-hans"), reverse("policies:policy", args=[pack])):
        strange = {word for word in LATIN.findall(text) if word.lower() not in allowed}
        assert not strange, text


@pytest.mark.parametrize("pack", sorted(packs()))
def test_no_english_text_of_ours_on_a_vietnamese_page(signed_in: SignedIn, pack: str) -> None:
    vietnamese = catalogue("vi")
    texts = {text for text, told in vietnamese.items() if told != text} - set(vietnamese.values())
    for address in (f"/policies/{pack}/", f"/policies/{pack}/diff/", f"/policies/{pack}/try/"):
        found = texts & set(pieces(signed_in("programme", "vi"), address))
        assert not found, address


def test_what_a_policy_assumes_is_told_in_words() -> None:
    for versions in packs().values():
        policy = versions[-1]
        with translation.override("zh-hans"):
            facts = Reading(Version(policy, version_of(policy), shipped=True)).facts
            told = next((text for term, text in facts if term == gettext("Assumed")), "")
        assert bool(told) == bool(policy.assumed or (policy.score and policy.score.assumed))
        assert not LATIN.search(told), told


def test_every_assumed_figure_is_marked_and_every_source_is_listed(signed_in: SignedIn) -> None:
    page = signed_in("manager").get("/policies/sps-us/").content.decode()
    policy = packs()["sps-us"][-1]
    assert page.count("mark-assumed") >= sum(part.certainty.value == "assumed" for part in policy.score.parts)  # type: ignore[union-attr]
    for source in policy.sources:
        assert html.escape(source.ref) in page
    assert policy.disclaimer in page and version_of(policy) in page


def sentences(
    changes: dict[str, object], language: str = "en", pack: str = "sps-us"
) -> set[tuple[str, str, str]]:
    """The sentences for a policy in which the values at some places were replaced."""
    old = packs()[pack][-1]
    document = plain(old)
    for path, value in changes.items():
        *way, last = [int(step) if step.isdigit() else step for step in path.split("/")]
        holder = document
        for step in way:
            holder = holder[step]
        holder[last] = value
    new = Policy.model_validate(document)
    with translation.override(language):
        found = groups(*(Version(policy, version_of(policy), shipped=False) for policy in (old, new)))
        return {(s.thing, s.old, s.new) for group in found for s in group.sentences}


def test_differences_are_told_with_names_and_units() -> None:
    assert sentences({"bands/2/points/1/score": "3.5"}) == {
        ("Points of Seller-fault cancellation rate at 1\u202f%", "4", "3.5")
    }
    assert sentences({"score/parts/0/weight": "0.2"}) == {
        ("Weight of Negative review rate", "25\u202f%", "20\u202f%")
    }
    assert sentences({"effective_from": "2026-12-01"}) == {("in force from", "1 Jul 2025", "1 Dec 2026")}
    assert sentences({"metrics/0/min/n": 5}) == {("Minimum sample of Negative review rate", "1", "5")}
    assert sentences({"tiers/0/levels/0/at": "4.2"}) == {("Level: where Star begins", "4", "4.2")}
    assert sentences({"metrics/6/window/days": 60}) == {
        ("Days that count for Orders delivered in 90 days", "the last 90 days", "the last 60 days")
    }


def test_a_band_point_that_moved_is_told_as_one_change() -> None:
    assert sentences({"bands/2/points/1/value": "0.5"}) == {
        ("Seller-fault cancellation rate, value that earns 4", "1\u202f%", "0.5\u202f%")
    }


def test_conditions_of_gates_are_told_in_words() -> None:
    ((thing, old, new),) = sentences({"gates/0/all_of/0/value": "2"})
    assert thing == "Floors of the fulfilment policy, conditions"
    assert "Seller-fault cancellation rate ≤ 2.5\u202f%" in old and "≤ 2\u202f%" in new


@pytest.mark.parametrize("language", ["vi", "zh-hans"])
def test_differences_are_told_in_the_language_of_the_person(language: str) -> None:
    for changes in (
        {"score/parts/0/weight": "0.2"},
        {"effective_from": "2026-12-01"},
        {"tiers/0/levels/0/at": "4.2"},
    ):
        assert sentences(changes).isdisjoint(sentences(changes, language))


@pytest.mark.parametrize(
    "query", ["?old=zzz", "?new=%00", "?with=no-such", "?version=1' or 1", "?old=" + "a" * 9000]
)
def test_a_version_that_does_not_exist_is_not_found(signed_in: SignedIn, query: str) -> None:
    for page in ("/policies/sps-us/diff/", "/policies/sps-us/try/", "/policies/sps-us/"):
        assert signed_in("admin").get(page + query).status_code in (200, 404)


def test_any_two_policies_can_be_compared(signed_in: SignedIn) -> None:
    for pack in packs():
        assert signed_in("manager").get(f"/policies/sps-us/diff/?with={pack}").status_code == 200


@pytest.mark.parametrize("name", ["manager", "lead", "programme", "analyst"])
def test_policies_count_the_accounts_that_a_person_sees(people: dict[str, Person], name: str) -> None:
    """Whole markets were counted with the mirror, portfolios are counted now: neither is another number."""
    person = people[name]
    Seller.objects.filter(pk__in=Seller.objects.values("pk")[:2]).update(owner=people["manager"])
    scored = Seller.objects.visible_to(person).exclude(score=None)
    rows = Browser()(person).get(reverse("policies:list")).context["rows"]
    assert {row.policy.id: row.accounts for row in rows if row.accounts} == Counter(
        scored.values_list("policy", flat=True)
    )

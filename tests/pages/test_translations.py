"""No page that is asked for in Vietnamese or Chinese shows a text of the product in English."""

import re
from html.parser import HTMLParser

import pytest
from django.urls import reverse
from django.utils import translation

from sellerdesk.people import wording
from tests.pages.test_access import ACCESS
from tests.sellerdesk.desk import SignedIn
from tools.messages import ROOT, catalogue, read

PACKAGES = ("sellerloop", "sellerdesk")
CODES = ("code", "pre", "textarea")
SHOWN = ("aria-label", "title", "placeholder", "alt")


class Texts(HTMLParser):
    """The texts that people read or hear; codes are the same in every language."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.codes = 0

    def handle_endtag(self, tag: str) -> None:
        self.codes -= tag in CODES

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.codes += tag in CODES
        self.found |= {str(value) for name, value in attrs if name in SHOWN}

    def handle_data(self, data: str) -> None:
        if not self.codes:
            self.found.add(" ".join(data.split()))


def english(language: str) -> set[str]:
    """Texts of the catalogues that read differently in ``language``."""
    found = set()
    for package in PACKAGES:
        for message in read(catalogue(ROOT, package, language), language):
            singles = message.id if isinstance(message.id, tuple) else (message.id,)
            texts = message.string if isinstance(message.string, tuple) else (message.string,)
            found |= {text for text in singles if text and text not in texts}
    return {text for text in found if re.search(r"[a-z]{3}", text) and not re.search(r"[{%]", text)}


@pytest.mark.parametrize(("language", "folder"), [("vi", "vi"), ("zh-hans", "zh_Hans")])
@pytest.mark.parametrize("person", ["admin", "nobody"])
def test_no_english_is_left_on_any_page(signed_in: SignedIn, person: str, language: str, folder: str) -> None:
    ours, wrong = english(folder), []
    client = signed_in(person, language)
    for name, arguments in ACCESS:
        if name == "sellers:print":  # speaks the seller's language
            continue
        response = client.get(reverse(name, args=arguments))
        if response.streaming or "html" not in response.get("Content-Type", ""):
            continue
        page = Texts()
        page.feed(response.content.decode())
        wrong += [f"{name}: {text}" for text in page.found & ours]
    assert not wrong


@pytest.mark.parametrize(("language", "head"), [("vi", "Tên"), ("zh-hans", "名称")])
def test_exports_have_heads_in_the_persons_language(signed_in: SignedIn, language: str, head: str) -> None:
    response = signed_in("admin", language).get("/sellers/export/")
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    heads = next(line for line in text.splitlines() if not line.startswith("#"))
    assert head in heads


@pytest.mark.parametrize("language", ["vi", "zh-hans"])
def test_the_sign_in_librarys_texts_are_ours_where_it_has_none(language: str) -> None:
    with translation.override(language):
        same = [text for text in wording.TEXTS if translation.gettext(text) == text and text != "Email"]
        assert not same
        assert "3" in str(wording.CODES_LEFT % {"unused_count": 3, "total_count": 10})

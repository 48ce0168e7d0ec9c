"""What every response tells the browser, and what no page contains."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from tests.pages.test_access import ACCESS
from tests.sellerdesk.desk import SignedIn

PAGES = [
    "/account/login/",
    "/sellers/",
    "/sellers/VN-1/",
    "/sellers/VN-1/metrics/tts.otdr/",
    "/sellers/nowhere/",
]
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "form-action": "'self'",
}


class Inline(HTMLParser):
    """Collects what a strict policy forbids, and what a page lacks."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.ids: list[str] = []
        self.labels: set[str] = set()
        self.controls: list[dict[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "style" or (tag == "script" and "src" not in given):
            self.found.append(f"<{tag}>")
        inline = ("style", "on", "hx-on", "data-hx-on")
        self.found += [name for name in given if name.startswith(inline)]
        self.found += [str(value) for value in given.values() if str(value).startswith("javascript:")]
        if given.get("id"):
            self.ids.append(str(given["id"]))
        if tag == "label":
            self.labels.add(str(given.get("for")))
        if tag in {"input", "select", "textarea"} and given.get("type") != "hidden":
            self.controls.append(given)


@pytest.mark.parametrize("address", PAGES)
def test_the_content_policy_is_strict(signed_in: SignedIn, address: str) -> None:
    response = signed_in("admin").get(address)
    policy = dict(part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";"))
    assert POLICY.items() <= policy.items()
    assert (
        "unsafe" not in response["Content-Security-Policy"] and "*" not in response["Content-Security-Policy"]
    )


@pytest.mark.parametrize("address", PAGES)
def test_other_headers_are_safe(signed_in: SignedIn, address: str) -> None:
    response = signed_in("admin").get(address)
    assert response["X-Content-Type-Options"] == "nosniff" and response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin" and "no-store" in response["Cache-Control"]
    assert (
        response["Cross-Origin-Opener-Policy"] == "same-origin"
        and "camera=()" in response["Permissions-Policy"]
    )


def test_no_page_holds_inline_script_or_style_or_an_id_twice(signed_in: SignedIn) -> None:
    admin, nobody = signed_in("admin"), signed_in("nobody")
    for client in (admin, nobody):
        for (name, arguments), _ in ACCESS.items():
            response = client.get(reverse(name, args=arguments))
            if "html" not in response["Content-Type"] or response.status_code == 302:
                continue
            page = Inline()
            page.feed(response.content.decode())
            assert not page.found, f"{name}: {page.found}"
            assert len(page.ids) == len(set(page.ids)), name


def test_every_control_has_a_label(signed_in: SignedIn) -> None:
    for address in PAGES:
        page = Inline()
        page.feed(signed_in("admin").get(address).content.decode())
        for control in page.controls:
            named = (
                control.get("aria-label") or control.get("id") in page.labels or control.get("name") == "sort"
            )
            assert named, f"{address}: {control}"


def test_an_error_page_says_what_to_do_and_shows_no_trace(
    signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in("admin")
    client.raise_request_exception = False

    def fall_over(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("sellerdesk.sellers.question.lake.current", fall_over)
    response = client.get("/sellers/VN-1/")
    text = re.sub(r"<[^>]*>", " ", response.content.decode())
    assert response.status_code == 500 and "Try again in a minute" in text and "secret detail" not in text


def test_a_damaged_lake_is_told_in_the_persons_language(
    signed_in: SignedIn, settings: Any, tmp_path: Path
) -> None:
    (tmp_path / "CURRENT").write_text("{")
    settings.LAKE = tmp_path
    response = signed_in("admin").get("/sellers/VN-1/")
    assert response.status_code == 503 and "sellerloop doctor" in response.content.decode()
    assert "damaged" in response.content.decode()
    assert "damaged" not in signed_in("admin", "vi").get("/sellers/VN-1/").content.decode()

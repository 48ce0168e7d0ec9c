"""A person's way through the product in a real browser: sign in, list, scorecard, rows; in three languages.

The desk runs as its own process with the settings of demo mode: real server, hashed assets, strict policy.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from sellerdesk.people.demo import PASSWORD
from tests.sellerdesk.world import make_lake

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
LANGUAGES = ("en", "vi", "zh-hans")
THEMES = ("light", "dark")
WIDTHS = (1360, 390)
PAGES = (
    "/sellers/",
    "/sellers/?q=nobody-has-this-name",
    "/sellers/VN-1/",
    "/sellers/US-3/",
    "/sellers/VN-1/metrics/tts.otdr/",
    "/ui/preferences/",
    "/account/password/",
    "/sellers/nowhere/",
    "/today/",
)
WORDY = PAGES[0], PAGES[2], PAGES[4]  # where other languages could break the layout
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_OVERTAKEN = "net::ERR_ABORTED"  # asked for while typing, and not wanted any more
OVERFLOW = "document.documentElement.scrollWidth - innerWidth"

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine: apt install chromium")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The running desk's address."""
    folder = tmp_path_factory.mktemp("desk")
    port = _free_port()
    environment = os.environ | {
        "PYTHONPATH": str(ROOT / "src"),
        "DJANGO_SETTINGS_MODULE": "sellerdesk.config.settings",
        "SELLERDESK_DEMO": "on",
        "SELLERDESK_HTTPS": "off",
        "SELLERDESK_VAR": str(folder / "var"),
        "SELLERLOOP_LAKE": str(make_lake(folder / "lake")),
    }
    prepare = [sys.executable, "-m", "django", "prepare"]
    subprocess.run(prepare, env=environment, check=True, capture_output=True)
    serve = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--no-ws"]
    server = subprocess.Popen(
        [*serve, "sellerdesk.config.wsgi:application"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield _answering(f"http://127.0.0.1:{port}", server)
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def session(browser: Browser, address: str) -> dict[str, object]:
    """The cookies of the signed-in programme manager."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}/account/login/")
    page.locator("button.demo-person", has_text="programme@demo.example").click()
    page.wait_for_url("**/today/")
    state = context.storage_state()
    context.close()
    return dict(state)


def open_context(
    browser: Browser,
    address: str,
    *,
    language: str = "en",
    theme: str = "light",
    width: int = 1360,
    **more: object,
) -> BrowserContext:
    context = browser.new_context(viewport={"width": width, "height": 900}, **more)  # type: ignore[arg-type]
    cookies = {"django_language": language, "desk_theme": theme}
    context.add_cookies([{"name": name, "value": value, "url": address} for name, value in cookies.items()])
    return context


def listen(page: Page) -> list[str]:
    """Collect what goes wrong in the browser: errors in the console, exceptions, refused resources."""
    wrong: list[str] = []
    page.on(
        "console",
        lambda message: wrong.append(message.text) if message.type in ("error", "warning") else None,
    )
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "requestfailed",
        lambda request: wrong.append(f"failed: {request.url}") if request.failure != _OVERTAKEN else None,
    )
    return wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_sign_in_list_scorecard_rows(browser: Browser, address: str, language: str) -> None:
    with translation.override(language):
        sign_in, sellers, today = gettext("Sign in"), gettext("Sellers"), gettext("Today")
        metric, against = gettext("On-time delivery rate"), gettext("Counts against")
    context = open_context(browser, address, language=language)
    page = context.new_page()
    wrong = listen(page)
    page.goto(f"{address}/")
    assert page.locator("html").get_attribute("lang") == language
    page.locator("#id_login").fill("analyst@demo.example")
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name=sign_in, exact=True).click()
    expect(page.get_by_role("heading", name=today, exact=True)).to_be_visible()
    page.get_by_role("navigation").get_by_role("link", name=sellers, exact=True).first.click()
    expect(page.get_by_role("heading", name=sellers, exact=True)).to_be_visible()
    page.locator("#id_q").fill("ha noi")
    page.locator("#id_q").press("Enter")
    expect(page.locator("#results tbody tr")).to_have_count(1)
    page.get_by_role("link", name="Hà Nội Home & Kitchen").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hà Nội Home & Kitchen")
    page.get_by_role("rowheader").get_by_role("link", name=metric).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(metric)
    page.get_by_role("link", name=against, exact=True).click()
    expect(page.locator("tbody tr").first).to_contain_text(against)
    assert not wrong
    context.close()


def test_filters_work_in_place_and_the_way_back_is_right(
    browser: Browser, address: str, session: dict[str, object]
) -> None:
    context = open_context(browser, address, storage_state=session)
    page = context.new_page()
    wrong = listen(page)
    page.goto(f"{address}/sellers/")
    page.evaluate("document.title = 'the same page'")
    page.locator("#id_market").select_option("CN")
    expect(page.locator("#results tbody tr")).to_have_count(2)
    assert "market=CN" in page.url and page.title() == "the same page"
    page.reload()
    expect(page.locator("#results tbody tr")).to_have_count(2)
    page.get_by_role("link", name="广州潮流女装").click()
    page.go_back()
    expect(page.locator("#results tbody tr")).to_have_count(2)
    assert not wrong
    context.close()


def test_what_stands_behind_a_figure_opens_by_key_and_closes_by_escape(
    browser: Browser, address: str, session: dict[str, object]
) -> None:
    context = open_context(browser, address, storage_state=session)
    page = context.new_page()
    page.goto(f"{address}/sellers/VN-1/")
    page.locator("a.figure-value").first.focus()
    tip = page.locator("[role=tooltip]").first
    expect(tip).to_be_visible()
    expect(tip).to_contain_text("Period")
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    page.keyboard.press("/")
    expect(page.locator("#palette input")).to_be_focused()
    context.close()


def test_it_reads_and_filters_without_any_script(
    browser: Browser, address: str, session: dict[str, object]
) -> None:
    context = open_context(browser, address, storage_state=session, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/sellers/")
    page.locator("#id_market").select_option("US")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#results tbody tr")).to_have_count(3)
    page.locator("summary[aria-label=Language]").click()
    page.get_by_role("button", name="Tiếng Việt").click()
    assert page.locator("html").get_attribute("lang") == "vi" and "market=US" in page.url
    context.close()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_accessible_fits_and_is_quiet(
    browser: Browser, address: str, session: dict[str, object], theme: str, width: int
) -> None:
    problems: list[str] = []
    for language in LANGUAGES:
        context = open_context(
            browser, address, language=language, theme=theme, width=width, storage_state=session
        )
        page = context.new_page()
        for path in PAGES if language == "en" else WORDY:
            problems += _problems(page, address, path, language, whole=language == "en")
        context.close()
    context = open_context(browser, address, theme=theme, width=width)
    problems += _problems(context.new_page(), address, "/account/login/", "en", whole=True)
    context.close()
    assert not problems


def _problems(page: Page, address: str, path: str, language: str, *, whole: bool) -> list[str]:
    """What is wrong with a page: overflow and noise in every language, axe in one (colours and roles do not
    depend on the words) and on the scorecard, whose words are longest."""
    wrong = listen(page)
    page.goto(address + path)
    found = [f"{path} {language}: {text}" for text in wrong if "404" not in text]
    if page.evaluate(OVERFLOW) > 0:
        found.append(f"{path} {language}: wider than the window by {page.evaluate(OVERFLOW)}")
    if whole or path == "/sellers/VN-1/":
        results = Axe().run(page, options={"runOnly": TAGS})
        found += [
            f"{path} {language}: {violation['id']}: {violation['nodes'][0]['html'][:160]}"
            for violation in results.response["violations"]
        ]
    return found


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port


def _answering(address: str, server: subprocess.Popen[bytes]) -> str:
    """Wait until the desk answers; AssertionError when it does not within 30 s."""
    for _ in range(300):
        assert server.poll() is None, "the desk ended while starting"
        try:
            with urllib.request.urlopen(f"{address}/account/login/", timeout=5):
                return address
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the desk does not answer")

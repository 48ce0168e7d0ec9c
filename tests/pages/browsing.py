"""A real browser before a desk that runs as its own process: real server, hashed assets, strict policy."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from bench.pages.desk import Desk, running
from tests.sellerdesk.world import make_lake

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
LANGUAGES = ("en", "vi", "zh-hans")
THEMES = ("light", "dark")
WIDTHS = (1360, 390)
OVERFLOW = "document.documentElement.scrollWidth - innerWidth"
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_OVERTAKEN = "net::ERR_ABORTED"  # asked for while typing, and not wanted any more

needs_browser = pytest.mark.skipif(
    CHROMIUM is None, reason="no chromium on this machine: apt install chromium"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser, for one module only: while it lives, its thread may not ask the database of other tests."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        yield found
        found.close()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A running desk on the lake of seven accounts."""
    home = tmp_path_factory.mktemp("desk")
    make_lake(home / "lake")
    with running(home, demo=False) as found:
        yield found


@pytest.fixture(scope="module")
def living_desk(tmp_path_factory: pytest.TempPathFactory, living_lake: Path) -> Iterator[Desk]:
    """A running desk on a copy of the simulated marketplace."""
    home = tmp_path_factory.mktemp("living-desk")
    shutil.copytree(living_lake, home / "lake")
    with running(home, demo=False) as found:
        yield found


def open_context(
    browser: Browser,
    desk: Desk,
    *,
    signed_in: bool = True,
    language: str = "en",
    theme: str = "light",
    width: int = 1360,
    scripts: bool = True,
) -> BrowserContext:
    """Open a window of its own, as the programme manager unless not ``signed_in``."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, java_script_enabled=scripts, reduced_motion="reduce"
    )
    cookies = {"django_language": language, "desk_theme": theme}
    if signed_in:
        cookies["sessionid"] = desk.session
    context.add_cookies(
        [{"name": name, "value": value, "url": desk.address} for name, value in cookies.items()]
    )
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


def faults(page: Page) -> Iterator[str]:
    """Yield what is wrong with a page as it is seen now."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": _TAGS}}).response
    for violation in found["violations"]:
        yield f"{page.url}: {violation['id']} at {[node['target'] for node in violation['nodes']][:3]}"
    if (over := page.evaluate(OVERFLOW)) > 0:
        yield f"{page.url}: {over} px wider than the screen"

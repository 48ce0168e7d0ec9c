"""Every page in a real browser, on a simulated marketplace: in every language, theme and width it is
accessible, stays within the screen and makes no noise. Pages are found by address: a new one is seen too."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from bench.pages.desk import Desk, running
from tests.pages.test_journey import CHROMIUM, LANGUAGES, OVERFLOW, TAGS, THEMES, WIDTHS, listen, open_context
from tests.sellerdesk.living import make_living_lake

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine: apt install chromium")

STATES = ("/sellers/?q=nobody-has-this-name", "/find/?q=no-such-thing", "/no/such/page/")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    home = tmp_path_factory.mktemp("desk")
    make_living_lake(home / "lake")
    with running(Path(home), demo=False) as desk:
        yield desk


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        yield found
        found.close()


def faults(page: Page, address: str) -> Iterator[str]:
    """What is wrong with a page as it is seen now."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}}).response
    for violation in found["violations"]:
        yield f"{address}: {violation['id']} at {[node['target'] for node in violation['nodes']][:3]}"
    if (over := page.evaluate(OVERFLOW)) > 0:
        yield f"{address}: {over} px wider than the screen"


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_can_be_used(desk: Desk, browser: Browser, language: str, theme: str, width: int) -> None:
    context = open_context(browser, desk.address, language=language, theme=theme, width=width)
    context.add_cookies([{"name": "sessionid", "value": desk.session, "url": desk.address}])
    page = context.new_page()
    wrong = listen(page)
    pages = desk.pages()
    assert len(pages) >= 20
    found = []
    for address in [*pages.values(), *STATES]:
        page.goto(desk.address + address)
        found += faults(page, address)
    missing = [text for text in wrong if "404" not in text]  # of the page that does not exist
    context.close()
    assert not found + missing, "\n".join(found + missing)

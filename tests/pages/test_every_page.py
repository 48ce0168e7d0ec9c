"""Every page in a real browser, on a simulated marketplace: in every language, theme and width it is
accessible, stays within the screen and makes no noise. Pages are found by address: a new one is seen too."""

import pytest
from playwright.sync_api import Browser

from bench.pages.desk import Desk
from tests.pages.browsing import (
    LANGUAGES,
    THEMES,
    WIDTHS,
    browser,
    faults,
    listen,
    living_desk,
    needs_browser,
    open_context,
)

__all__ = ["browser", "living_desk"]
pytestmark = needs_browser

STATES = (
    "/sellers/?q=nobody-has-this-name",
    "/find/?q=no-such-thing",
    "/no/such/page/",
    "/account/password/",
)


@pytest.fixture(scope="module")
def addresses(living_desk: Desk) -> list[str]:
    """Every page that a person may ask for."""
    pages = living_desk.pages()
    assert len(pages) >= 20
    return [*pages.values(), *STATES]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_can_be_used(
    living_desk: Desk, browser: Browser, addresses: list[str], language: str, theme: str, width: int
) -> None:
    found = []
    for signed_in, paths in ((True, addresses), (False, ["/account/login/"])):
        context = open_context(
            browser, living_desk, signed_in=signed_in, language=language, theme=theme, width=width
        )
        page = context.new_page()
        wrong = listen(page)
        for path in paths:
            page.goto(living_desk.address + path)
            found += faults(page)
        found += [text for text in wrong if "404" not in text]  # of the page that does not exist
        context.close()
    assert not found, "\n".join(found)

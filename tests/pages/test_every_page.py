"""Every page in a real browser, on a simulated marketplace: in every language, theme and width it is
accessible, stays within the screen and makes no noise. Pages are found by address: a new one is seen too."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from bench.pages.desk import Desk, running
from tests.pages.browsing import (
    LANGUAGES,
    THEMES,
    WIDTHS,
    browser,
    faults,
    listen,
    needs_browser,
    open_context,
)
from tests.sellerdesk.living import make_living_lake

__all__ = ["browser"]
pytestmark = needs_browser

STATES = (
    "/sellers/?q=nobody-has-this-name",
    "/find/?q=no-such-thing",
    "/no/such/page/",
    "/account/password/",
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A running desk on a simulated marketplace."""
    home = tmp_path_factory.mktemp("desk")
    make_living_lake(home / "lake")
    with running(home, demo=False) as found:
        yield found


@pytest.fixture(scope="module")
def addresses(desk: Desk) -> list[str]:
    """Every page that a person may ask for."""
    pages = desk.pages()
    assert len(pages) >= 20
    return [*pages.values(), *STATES]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_can_be_used(
    desk: Desk, browser: Browser, addresses: list[str], language: str, theme: str, width: int
) -> None:
    found = []
    for signed_in, paths in ((True, addresses), (False, ["/account/login/"])):
        context = open_context(
            browser, desk, signed_in=signed_in, language=language, theme=theme, width=width
        )
        page = context.new_page()
        wrong = listen(page)
        for path in paths:
            page.goto(desk.address + path)
            found += faults(page)
        found += [text for text in wrong if "404" not in text]  # of the page that does not exist
        context.close()
    assert not found, "\n".join(found)

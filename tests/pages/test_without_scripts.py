"""Pages read without any script: everything is there, what would come later is a link, and every form can be
sent by a button that is seen."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from bench.pages.desk import Desk
from tests.pages.browsing import browser, living_desk, needs_browser, open_context

__all__ = ["browser", "living_desk"]
pytestmark = needs_browser

_FEW = 40  # signs; less is no page
_ASKED = 8  # forms that ask, at least
_SPECIMENS = "/ui/gallery/"  # shows buttons that do nothing
_ASKING = """() => [...document.forms].map((form) => {
  const names = [...form.elements].map((field) => field.name).filter(Boolean);
  return form.method === "get" ? `${new URL(form.action).pathname}: ${[...new Set(names)].sort()}` : "";
})"""
_ALL_OPENED = "() => { for (const closed of document.querySelectorAll('details')) closed.open = true; }"
_OPENED = (
    "(form) => { for (let at = form; at; at = at.parentElement) if (at.matches('details')) at.open = true; }"
)
_FORMS = """() => [...document.forms].map((form) => {
  const buttons = [...form.elements].filter((field) => field.type === "submit");
  return {
    name: form.outerHTML.slice(0, 140),
    sent: buttons.some((button) => button.checkVisibility({ visibilityProperty: true }) && !button.disabled),
    marked: form.method === "get" || form.elements.namedItem("csrfmiddlewaretoken")?.value.length > 0,
  };
})"""
_LATER = "[hx-trigger*=load], [data-hx-trigger*=load]"
_WAITING = """(later) => [...document.querySelectorAll(`${later}, [aria-busy=true]`)]
  .filter((part) => !part.querySelector("a[href]")).map((part) => part.outerHTML.slice(0, 140))"""
_IDLE = """() => [...document.querySelectorAll("button[type=button], a:not([href]), a[href='#']")]
  .filter((each) => each.checkVisibility()).map((each) => each.outerHTML.slice(0, 140))"""
_NOWHERE = """() => [...document.querySelectorAll("a[href^='#']")].filter((link) => link.hash)
  .filter((link) => !document.getElementById(link.hash.slice(1))).map((link) => link.outerHTML)"""


@pytest.fixture(scope="module")
def page(browser: Browser, living_desk: Desk) -> Iterator[Page]:
    """A window without scripts."""
    context = open_context(browser, living_desk, scripts=False)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def addresses(living_desk: Desk) -> list[str]:
    """Every page that a person may ask for, and how it is sorted, narrowed and found nothing on."""
    pages = living_desk.pages()
    found = [address for address in pages.values() if address != _SPECIMENS]
    return [*found, "/sellers/?market=VN&state=missed", "/find/?q=star", "/find/?q=no-such-thing"]


def test_every_page_can_be_read_and_every_form_sent(
    page: Page, living_desk: Desk, addresses: list[str]
) -> None:
    found, later = [], set[str]()
    for address in addresses:
        page.goto(living_desk.address + address)
        found += [f"{address}: {fault}" for fault in faults(page)]
        parts = page.locator(_LATER).get_by_role("link").all()
        later |= {str(part.get_attribute("href")) for part in parts}
    assert not found, "\n".join(found)
    assert later, "some page brings a part of it later"
    assert all(page.request.get(living_desk.address + address).ok for address in later), later


def faults(page: Page) -> Iterator[str]:
    """Yield what a reader without scripts would miss."""
    main = page.locator("main")
    titles = main.get_by_role("heading", level=1).all_inner_texts()
    if len(titles) != 1 or not titles[0].strip():
        yield f"its titles are {titles}"
    if len(main.inner_text()) < len("".join(titles)) + _FEW:
        yield "it says nothing"
    page.evaluate(_ALL_OPENED)
    for form in page.evaluate(_FORMS):
        if not form["sent"]:
            yield f"no button sends {form['name']}"
        if not form["marked"]:
            yield f"the desk would refuse {form['name']}"
    yield from (f"it waits for a script: {part}" for part in page.evaluate(_WAITING, _LATER))
    yield from (f"nothing happens by {part}" for part in page.evaluate(_IDLE))
    yield from (f"nothing is at {part}" for part in page.evaluate(_NOWHERE))


def test_what_a_form_asks_for_comes(page: Page, living_desk: Desk, addresses: list[str]) -> None:
    tried = set[str]()
    for address in addresses:
        page.goto(living_desk.address + address)
        asking = page.evaluate(_ASKING)
        for place in (place for place, form in enumerate(asking) if form and form not in tried):
            tried.add(asking[place])
            page.goto(living_desk.address + address)
            form = page.locator("form").nth(place)
            form.evaluate(_OPENED)
            with page.expect_navigation() as answer:
                form.get_by_role("button").last.click()
            assert answer.value is not None and answer.value.ok, f"{address}: {asking[place]}"
            expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert len(tried) >= _ASKED

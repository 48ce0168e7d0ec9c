"""The gallery, the palette and the keys in a real browser, in every theme, width and language."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.pages.test_journey import (
    CHROMIUM,
    LANGUAGES,
    OVERFLOW,
    TAGS,
    THEMES,
    WIDTHS,
    address,
    browser,
    listen,
    open_context,
    session,
)

__all__ = ["address", "browser", "session"]
GALLERY = "/ui/gallery/"
SMALL_TEXT = """() => [...document.querySelectorAll('#main *')]
  .filter(e => !e.children.length && e.textContent.trim() && e.offsetWidth)
  .filter(e => parseFloat(getComputedStyle(e).fontSize) < 10)
  .map(e => e.textContent.trim()).slice(0, 5)"""

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine: apt install chromium")


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_is_accessible_fits_and_is_quiet(
    browser: Browser, address: str, session: dict[str, Any], theme: str, width: int, language: str
) -> None:
    context = open_context(
        browser, address, language=language, theme=theme, width=width, storage_state=session
    )
    page = context.new_page()
    wrong = listen(page)
    page.goto(address + GALLERY)
    page.evaluate("for (const each of document.querySelectorAll('#main details.more')) each.open = true")
    problems = [*wrong, *_violations(page)]
    if page.evaluate(OVERFLOW) > 0:
        problems.append(f"wider than the window by {page.evaluate(OVERFLOW)}")
    problems += [f"too small to read: {text}" for text in page.evaluate(SMALL_TEXT)]
    if language == "en":  # colours and roles do not depend on the words
        page.locator("[data-dialog=sample-dialog]").click()
        problems += _violations(page)
        page.keyboard.press("Escape")
        page.keyboard.press("Control+k")
        expect(page.locator("#palette [role=option]").first).to_be_visible(timeout=15_000)
        problems += _violations(page)
    context.close()
    assert not problems


def test_the_palette_leads_to_a_seller_by_keys_alone(
    browser: Browser, address: str, session: dict[str, Any]
) -> None:
    context = open_context(browser, address, storage_state=session)
    page = context.new_page()
    wrong = listen(page)
    page.goto(f"{address}/ui/preferences/")
    page.keyboard.press("/")
    box = page.get_by_role("combobox", name="Find a seller")
    expect(box).to_be_focused()
    page.keyboard.type("ha noi")
    expect(page.get_by_role("option", name="Hà Nội Home & Kitchen")).to_be_visible()
    chosen = page.locator("#palette [aria-selected=true]").get_attribute("id")
    assert box.get_attribute("aria-activedescendant") == chosen
    page.keyboard.press("Enter")
    page.wait_for_url("**/sellers/VN-1/")
    page.keyboard.press("Control+k")
    expect(page.locator("#palette [role=option]").first).to_be_visible()
    first = box.get_attribute("aria-activedescendant")
    page.keyboard.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") != first
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    assert not wrong
    context.close()


def test_keys_walk_select_and_open_rows_and_are_listed(
    browser: Browser, address: str, session: dict[str, Any]
) -> None:
    context = open_context(browser, address, storage_state=session)
    page = context.new_page()
    page.goto(address + GALLERY)
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("table[data-rows] tbody tr").nth(1).get_by_role("link")).to_be_focused()
    page.keyboard.press("x")
    expect(page.locator("table[data-rows] tbody tr").nth(1).get_by_role("checkbox")).to_be_checked()
    expect(page.locator("[data-pick-count]")).to_have_text("1")
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys on this page")
    expect(keys).to_contain_text("Next and previous row")
    expect(keys).to_contain_text("Sellers")
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("s")
    page.wait_for_url(re.compile("/sellers/$"))
    context.close()


def test_parts_work_without_any_script(browser: Browser, address: str, session: dict[str, Any]) -> None:
    context = open_context(browser, address, storage_state=session, java_script_enabled=False)
    page = context.new_page()
    page.goto(address + GALLERY)
    page.locator("[data-dialog=sample-dialog]").click()
    expect(page.get_by_role("dialog", name="Take the policy into force?")).to_be_visible()
    page.goto(address + GALLERY)
    page.get_by_role("button", name="Show the toast").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("status").first).to_contain_text("Undone.")
    page.locator("summary[aria-label='Columns and density']").click()
    page.get_by_label("Compact").check()
    page.get_by_role("button", name="Apply").click()
    expect(page.locator("table.dense")).to_be_visible()
    page.get_by_role("searchbox").first.fill("ha noi")
    page.get_by_role("searchbox").first.press("Enter")
    page.get_by_role("link", name="Hà Nội Home & Kitchen").click()
    assert page.url.endswith("/sellers/VN-1/")
    context.close()


def test_the_tour_goes_for_good_and_comes_back_when_asked(
    browser: Browser, address: str, session: dict[str, Any]
) -> None:
    context = open_context(browser, address, storage_state=session)
    page = context.new_page()
    page.goto(f"{address}/sellers/")
    strip = page.get_by_role("complementary", name="First-day tour")
    expect(strip).to_be_visible()
    strip.get_by_role("button", name="Put away").click()
    expect(strip).to_be_hidden()
    page.goto(f"{address}/ui/preferences/")
    expect(strip).to_be_hidden()
    page.locator("summary.face").click()
    page.get_by_role("button", name="First-day tour").click()
    expect(strip).to_be_visible()
    context.close()


def _violations(page: Page) -> list[str]:
    results = Axe().run(page, options={"runOnly": TAGS})
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in results.response["violations"]]

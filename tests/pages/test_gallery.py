"""The gallery, the palette and the keys in a real browser, in every theme, width and language."""

import re

import pytest
from playwright.sync_api import Browser, expect

from bench.pages.desk import Desk
from tests.pages.browsing import (
    LANGUAGES,
    THEMES,
    WIDTHS,
    browser,
    desk,
    faults,
    listen,
    needs_browser,
    open_context,
)

__all__ = ["browser", "desk"]
GALLERY = "/ui/gallery/"
SMALL_TEXT = """() => [...document.querySelectorAll('#main *')]
  .filter(e => !e.children.length && e.textContent.trim() && e.offsetWidth)
  .filter(e => parseFloat(getComputedStyle(e).fontSize) < 10)
  .map(e => e.textContent.trim()).slice(0, 5)"""

pytestmark = needs_browser


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_is_accessible_fits_and_is_quiet(
    browser: Browser, desk: Desk, theme: str, width: int, language: str
) -> None:
    context = open_context(browser, desk, language=language, theme=theme, width=width)
    page = context.new_page()
    wrong = listen(page)
    page.goto(desk.address + GALLERY)
    page.evaluate("for (const each of document.querySelectorAll('#main details.more')) each.open = true")
    problems = [*wrong, *faults(page)]
    problems += [f"too small to read: {text}" for text in page.evaluate(SMALL_TEXT)]
    if language == "en":  # colours and roles do not depend on the words
        page.locator("[data-dialog=sample-dialog]").click()
        problems += faults(page)
        page.keyboard.press("Escape")
        page.keyboard.press("Control+k")
        expect(page.locator("#palette [role=option]").first).to_be_visible(timeout=15_000)
        problems += faults(page)
    context.close()
    assert not problems


def test_the_palette_leads_to_a_seller_by_keys_alone(browser: Browser, desk: Desk) -> None:
    context = open_context(browser, desk)
    page = context.new_page()
    wrong = listen(page)
    page.goto(f"{desk.address}/ui/preferences/")
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


def test_keys_walk_select_and_open_rows_and_are_listed(browser: Browser, desk: Desk) -> None:
    context = open_context(browser, desk)
    page = context.new_page()
    page.goto(desk.address + GALLERY)
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


def test_parts_work_without_any_script(browser: Browser, desk: Desk) -> None:
    context = open_context(browser, desk, scripts=False)
    page = context.new_page()
    page.goto(desk.address + GALLERY)
    page.locator("[data-dialog=sample-dialog]").click()
    expect(page.get_by_role("dialog", name="Take the policy into force?")).to_be_visible()
    page.goto(desk.address + GALLERY)
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


def test_the_tour_goes_for_good_and_comes_back_when_asked(browser: Browser, desk: Desk) -> None:
    context = open_context(browser, desk)
    page = context.new_page()
    page.goto(f"{desk.address}/sellers/")
    strip = page.get_by_role("complementary", name="First-day tour")
    expect(strip).to_be_visible()
    strip.get_by_role("button", name="Put away").click()
    expect(strip).to_be_hidden()
    page.goto(f"{desk.address}/ui/preferences/")
    expect(strip).to_be_hidden()
    page.locator("summary.face").click()
    page.get_by_role("button", name="First-day tour").click()
    expect(strip).to_be_visible()
    context.close()

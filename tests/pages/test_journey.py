"""A person's way through the product in a real browser, in three languages."""

import pytest
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import Browser, expect

from bench.pages.desk import Desk
from sellerdesk.people.demo import PASSWORD
from tests.pages.browsing import LANGUAGES, browser, desk, listen, needs_browser, open_context

__all__ = ["browser", "desk"]
pytestmark = needs_browser


@pytest.mark.parametrize("language", LANGUAGES)
def test_sign_in_list_scorecard_rows(browser: Browser, desk: Desk, language: str) -> None:
    with translation.override(language):
        sign_in, sellers, today = gettext("Sign in"), gettext("Sellers"), gettext("Today")
        metric, against = gettext("On-time delivery rate"), gettext("Counts against")
    context = open_context(browser, desk, signed_in=False, language=language)
    page = context.new_page()
    wrong = listen(page)
    page.goto(f"{desk.address}/")
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
    page.locator(".tabs").get_by_role("link", name=against).click()
    expect(page.locator("tbody tr").first).to_contain_text(against)
    assert not wrong
    context.close()


def test_filters_work_in_place_and_the_way_back_is_right(browser: Browser, desk: Desk) -> None:
    context = open_context(browser, desk)
    page = context.new_page()
    wrong = listen(page)
    page.goto(f"{desk.address}/sellers/")
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


def test_what_stands_behind_a_figure_opens_by_key_and_closes_by_escape(browser: Browser, desk: Desk) -> None:
    context = open_context(browser, desk)
    page = context.new_page()
    page.goto(f"{desk.address}/sellers/VN-1/")
    page.locator("a.figure-value").first.focus()
    tip = page.locator("[role=tooltip]").first
    expect(tip).to_be_visible()
    expect(tip).to_contain_text("Period")
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    page.keyboard.press("/")
    expect(page.locator("#palette input")).to_be_focused()
    context.close()


def test_it_reads_and_filters_without_any_script(browser: Browser, desk: Desk) -> None:
    context = open_context(browser, desk, scripts=False)
    page = context.new_page()
    page.goto(f"{desk.address}/sellers/")
    page.locator("#id_market").select_option("US")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#results tbody tr")).to_have_count(3)
    page.locator("summary[aria-label=Language]").click()
    page.get_by_role("button", name="Tiếng Việt").click()
    assert page.locator("html").get_attribute("lang") == "vi" and "market=US" in page.url
    context.close()

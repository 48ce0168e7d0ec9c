"""What people come for, done as they would do it: in few clicks, and without a mouse, in every language."""

from collections.abc import Iterator
from itertools import dropwhile
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import Browser, Locator, Page, expect
from python_calamine import CalamineWorkbook

from bench.pages.desk import Desk
from sellerdesk.imports.reports import words
from sellerdesk.sellers.words import code_name
from sellerdesk.ui import formats
from sellerloop.lake.reader import open_snapshot
from sellerloop.lake.refusals import reason
from tests.pages.browsing import LANGUAGES, browser, listen, living_desk, needs_browser, open_context
from tests.pages.hands import Hand, Keys, Mouse, PlainMouse
from tests.pages.olist_sample import TOO_MANY_STARS, WITHOUT_ITEMS, write_sample
from tests.pages.truth import Truth

__all__ = ["browser", "living_desk"]
pytestmark = needs_browser


def by_all_hands(other: str, *plain: str) -> pytest.MarkDecorator:
    """By mouse in every language, by keys in English and one more, without scripts in those of ``plain``."""
    ways = [*((Mouse, language) for language in LANGUAGES), (Keys, "en"), (Keys, other)]
    ways += [(PlainMouse, language) for language in plain]
    names = [f"{kind.__name__.lower()}-{language}" for kind, language in ways]
    return pytest.mark.parametrize("hand", ways, indirect=True, ids=names)


@pytest.fixture
def hand(request: pytest.FixtureRequest, browser: Browser, living_desk: Desk) -> Iterator[Hand]:
    """Somebody who has signed in and sees the first page."""
    kind, language = request.param
    context = open_context(browser, living_desk, language=language, scripts=kind is not PlainMouse)
    page = context.new_page()
    wrong = listen(page)
    page.goto(f"{living_desk.address}/today/")
    with translation.override(language):
        yield kind(page)
    context.close()
    assert not wrong


@pytest.fixture(scope="module")
def truth(living_desk: Desk) -> Truth:
    """What the pages have to tell."""
    snapshot = open_snapshot(Path(living_desk.environment["SELLERLOOP_LAKE"]))
    assert snapshot is not None
    return Truth(snapshot)


def within(hand: Hand, clicks: int) -> None:
    """A mouse may not need more clicks."""
    assert not isinstance(hand, Mouse) or hand.clicks <= clicks


def metric_name(truth: Truth, metric: str) -> str:
    return gettext(truth.resolved.metrics[metric].name)


def biggest_fall(page: Page) -> Locator:
    """The link of the seller at the head of those that fell."""
    falls = page.get_by_role("heading", name=gettext("Biggest falls"), exact=True)
    return falls.locator("xpath=following-sibling::ol/li[1]/a")


def tab(page: Page, name: str) -> Locator:
    return page.locator(".tabs").get_by_role("link").filter(has_text=name)


def title(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


@by_all_hands("zh-hans", "en", "vi")
def test_who_fell_most_and_the_orders_behind_it(hand: Hand, truth: Truth) -> None:
    page, fallen, culprit = hand.page, truth.fallen, truth.culprit
    expect(biggest_fall(page)).to_have_text(str(fallen.name))
    hand.open_row(biggest_fall(page))
    expect(title(page)).to_have_text(gettext("Why the score changed"))
    first = page.get_by_role("rowheader").get_by_role("link").first
    expect(first).to_have_text(metric_name(truth, culprit))
    hand.press(first)
    expect(title(page)).to_have_text(metric_name(truth, culprit))
    hand.press(tab(page, gettext("Counts against")))
    orders = {str(row["order_id"]) for row in truth.bad(fallen, culprit)}
    links = page.get_by_role("rowheader").get_by_role("link")
    expect(links).to_have_count(len(orders))
    assert set(links.all_inner_texts()) == orders
    last = links.last.inner_text()
    hand.open_row(links.last)
    expect(title(page)).to_contain_text(last)
    within(hand, 4)


@by_all_hands("vi")
def test_what_it_takes_to_reach_the_next_tier(hand: Hand, truth: Truth) -> None:
    page, ways = hand.page, truth.ways_up(truth.fallen)
    hand.open_row(biggest_fall(page))
    hand.press(tab(page, gettext("What is coming")))
    level, score = truth.next_tier(truth.fallen)
    heading = gettext("To %(name)s (from %(at)s)") % {
        "name": code_name(level.name),
        "at": formats.number(float(level.at), 2),
    }
    section = page.get_by_role("region", name=heading, exact=True)
    expect(section).to_contain_text(formats.number(float(level.at) - score, 2))
    shown = section.get_by_role("listitem")
    expect(shown).to_have_count(len(ways))
    for way, (metric, events) in zip(shown.all(), sorted(ways.items(), key=lambda way: way[1]), strict=True):
        expect(way).to_contain_text(metric_name(truth, metric))
        expect(way).to_contain_text(formats.number(events))
    within(hand, 3)


@by_all_hands("vi", "en", "zh-hans")
def test_an_order_is_found_by_its_number_and_tells_which_metrics_it_hurts(hand: Hand, truth: Truth) -> None:
    hurt = truth.hurt(truth.fallen)
    order, metrics = max(hurt.items(), key=lambda each: (len(each[1]), each[0]))
    hand.find(order, order)
    page = hand.page
    expect(page.get_by_role("heading", level=1)).to_contain_text(order)
    against = page.locator(".count").filter(has_text=gettext("Counts against"))
    expect(against.get_by_role("link")).to_have_text([metric_name(truth, each) for each in metrics])
    within(hand, 2)


@by_all_hands("vi")
def test_what_a_stricter_cancellation_band_does_and_who_loses_most(hand: Hand, truth: Truth) -> None:
    page = hand.page
    hand.go(gettext("Policies"), "g p")
    hand.open_row(page.get_by_role("link", name=gettext(truth.resolved.policy.title), exact=True))
    hand.press(page.get_by_role("link", name=gettext("Try a change"), exact=True))
    band = page.get_by_role("group", name=metric_name(truth, "tts.sfcr"), exact=True)
    hand.write(band.get_by_label(gettext("Value"), exact=True).nth(1), "0.4")
    hand.send(page.get_by_role("button", name=gettext("Show who gains and who loses")))
    losers = truth.stricter("tts.sfcr", 1, "0.4")
    assert len(losers) > 1 and all((each.change or 0) < 0 for each in losers)
    accounts = page.get_by_role("region", name=gettext("Accounts"), exact=True).first
    most = accounts.get_by_role("row").nth(1)
    expect(most).to_contain_text(losers[0].account, timeout=60_000)  # the worker has to have done it
    expect(most).to_contain_text(formats.signed(losers[0].change, 3))
    lose = page.locator(".stats > div").filter(has_text=gettext("lose")).locator(".stat")
    expect(lose).to_have_text(formats.number(len(losers)))
    within(hand, 6)


@by_all_hands("zh-hans", "en", "vi")
def test_the_accounts_of_a_market_below_target_as_a_workbook(
    hand: Hand, truth: Truth, tmp_path: Path
) -> None:
    page = hand.page
    missed = page.get_by_role("region", name=gettext("Targets missed"), exact=True)
    line = missed.get_by_role("row").filter(has_text=gettext("Any of them"))
    heads = missed.get_by_role("columnheader").all_inner_texts()
    place = [head.casefold() for head in heads].index(formats.market("VN").casefold())
    hand.open_row(line.get_by_role("cell").nth(place - 1).get_by_role("link"))
    below = truth.below_target("VN")
    assert below
    expect(page.locator("#results tbody tr")).to_have_count(len(below))
    with page.expect_download() as download:
        hand.press(page.get_by_role("link", name=gettext("Export as %(format)s") % {"format": "XLSX"}))
    download.value.save_as(tmp_path / "sellers.xlsx")
    assert below == accounts_in(tmp_path / "sellers.xlsx")
    within(hand, 4)


def accounts_in(path: Path) -> set[str]:
    """The numbers in the first column of a workbook, below the head of its table."""
    with path.open("rb") as file:
        lines = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()
    table = [*dropwhile(lambda line: line[0] != gettext("Number"), lines)]
    market = table[0].index(gettext("Market"))
    assert {line[market] for line in table[1:]} == {"VN"}
    return {str(line[0]) for line in table[1:]}


@by_all_hands("vi")
def test_orders_are_tried_and_the_reasons_of_refused_rows_read(hand: Hand, tmp_path: Path) -> None:
    page = hand.page
    hand.go(gettext("Imports"), "g i")
    hand.press(page.get_by_role("link", name=gettext("New import"), exact=True).first)
    hand.choose(page.get_by_label(gettext("Files"), exact=True), write_sample(tmp_path))
    hand.press(page.get_by_role("button", name=gettext("Try it"), exact=True))
    why = page.get_by_role("region", name=gettext("Why rows were refused"), exact=True).first
    expect(why).to_be_visible(timeout=60_000)  # the worker has to have done it
    expect(page.get_by_role("button", name=gettext("Import for real"))).to_be_visible()
    for code, count in (("no_seller", WITHOUT_ITEMS), ("too_high", TOO_MANY_STARS)):
        line = why.get_by_role("row").filter(has_text=words(code))
        expect(line.get_by_role("cell").first).to_have_text(formats.number(count))
    hand.press(page.get_by_role("link", name=gettext("All refused rows"), exact=True))
    expect(title(page)).to_have_text(gettext("Refused rows"))
    rows = page.get_by_role("table").locator("tbody").get_by_role("row")
    expect(rows.filter(has_text=formats.say(reason("no_seller")))).to_have_count(WITHOUT_ITEMS)
    high = rows.filter(has_text=formats.say(reason("too_high", highest=5)))
    expect(high).to_have_count(TOO_MANY_STARS)
    for text in ("order_reviews.parquet", "review_score", "9"):
        expect(high.first).to_contain_text(text)
    within(hand, 7)


@pytest.mark.parametrize("place", ["/today/", "/sellers/", "/policies/"])
def test_j_and_k_walk_through_the_rows(browser: Browser, living_desk: Desk, place: str) -> None:
    context = open_context(browser, living_desk)
    page = context.new_page()
    page.goto(living_desk.address + place)
    rows = page.locator("[data-rows] tbody tr, ol[data-rows] > li")
    for key, row in (("j", 0), ("j", 1), ("k", 0), ("k", 0)):
        page.keyboard.press(key)
        expect(rows.nth(row).get_by_role("link").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).not_to_have_url(living_desk.address + place)
    context.close()

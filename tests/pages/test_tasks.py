"""What people come for, done as they would do it: in few clicks, and without a mouse, in every language."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import Browser, expect

from bench.pages.desk import Desk
from sellerloop.lake.reader import open_snapshot
from tests.pages.browsing import LANGUAGES, browser, listen, living_desk, needs_browser, open_context
from tests.pages.hands import Hand, Keys, Mouse
from tests.pages.truth import Truth

__all__ = ["browser", "living_desk"]
pytestmark = needs_browser


def by_both_hands(other: str) -> pytest.MarkDecorator:
    """By mouse in every language, by keys in English and in one more."""
    ways = [*((Mouse, language) for language in LANGUAGES), (Keys, "en"), (Keys, other)]
    names = [f"{kind.__name__.lower()}-{language}" for kind, language in ways]
    return pytest.mark.parametrize("hand", ways, indirect=True, ids=names)


@pytest.fixture
def hand(request: pytest.FixtureRequest, browser: Browser, living_desk: Desk) -> Iterator[Hand]:
    """Somebody who has signed in and sees the first page."""
    kind, language = request.param
    context = open_context(browser, living_desk, language=language)
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


@by_both_hands("vi")
def test_an_order_is_found_by_its_number_and_tells_which_metrics_it_hurts(hand: Hand, truth: Truth) -> None:
    hurt = truth.hurt(truth.fallen)
    order, metrics = max(hurt.items(), key=lambda each: (len(each[1]), each[0]))
    hand.find(order, order)
    page = hand.page
    expect(page.get_by_role("heading", level=1)).to_contain_text(order)
    against = page.locator(".count").filter(has_text=gettext("Counts against"))
    expect(against.get_by_role("link")).to_have_text([metric_name(truth, each) for each in metrics])
    within(hand, 2)

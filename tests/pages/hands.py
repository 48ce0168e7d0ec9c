"""The ways to use a page: a mouse whose clicks are counted, with and without scripts, and the keyboard alone.

A task is told once, in what a person does; a hand does it. Where the keyboard stands is looked at with every
step of Tab: the place has to be shown, on the screen, and not under anything else.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from django.utils.translation import gettext
from playwright.sync_api import FileChooser, FilePayload, Locator, Page, expect

MOST = 45  # steps of Tab from the beginning of the content, or from the last place, to the next
_PLACE = """() => {
  const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect();
  const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const seen = [[.5, .5], [.1, .5], [.9, .5], [.5, .1], [.5, .9]].some(([x, y]) => {
    const top = document.elementFromPoint(box.left + box.width * x, box.top + box.height * y);
    return top && (at.contains(top) || top.contains(at) || top.closest("label")?.control === at);
  });
  const ends = { html: at.outerHTML.slice(0, 160), body: at === document.body };
  return { ...ends, outlined, seen, inside: box.top < innerHeight && box.bottom > 0 };
}"""
_BEHIND = """(target) => {
  const at = document.activeElement;
  return Boolean(target.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_FOLLOWING);
}"""
_HAS_FOCUS = "(target) => target.contains(document.activeElement)"
_IS_FOCUSED = "(target) => target === document.activeElement"


class Hand(Protocol):
    """Somebody before a page."""

    page: Page

    def go(self, name: str, keys: str) -> None:
        """Go to a place of the main navigation."""

    def find(self, text: str, answer: str) -> None:
        """Ask the palette for ``text`` and open the answer that ``answer`` is part of."""

    def press(self, target: Locator) -> None:
        """Follow a link or press a button."""

    def open_row(self, target: Locator) -> None:
        """Follow a link in one of the rows of the page."""

    def send(self, button: Locator) -> None:
        """Send the form of the field that was written in."""

    def write(self, field: Locator, text: str) -> None:
        """Replace what stands in a field."""

    def choose(self, field: Locator, files: Sequence[Path]) -> None:
        """Choose files of one's own machine."""


class Mouse:
    """Clicks, and counts them; typing is none."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks = page, 0

    def press(self, target: Locator) -> None:
        target.click()
        self.clicks += 1

    open_row = send = press

    def go(self, name: str, keys: str) -> None:
        main = self.page.get_by_role("navigation", name=gettext("Main"), exact=True)
        self.press(main.get_by_role("link", name=name, exact=True))

    def find(self, text: str, answer: str) -> None:
        self.press(self.page.locator("header").get_by_role("searchbox"))
        self.page.keyboard.type(text)
        self.press(self.page.get_by_role("option").filter(has_text=answer))

    def write(self, field: Locator, text: str) -> None:
        self.press(field)
        field.fill(text)

    def choose(self, field: Locator, files: Sequence[Path]) -> None:
        with self.page.expect_file_chooser() as chooser:
            self.press(field)
        _hand_over(chooser.value, files)
        self.clicks += 1  # the button of the system's own window


class PlainMouse(Mouse):
    """A mouse on pages without any script: links and forms are all there is."""

    def find(self, text: str, answer: str) -> None:
        self.press(self.page.locator("header").get_by_role("searchbox"))
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")
        self.press(self.page.locator("main").get_by_role("link").filter(has_text=answer))


class Keys:
    """Presses keys and nothing else; ``presses`` counts them."""

    def __init__(self, page: Page) -> None:
        self.page, self.presses = page, 0

    def go(self, name: str, keys: str) -> None:
        link = self.page.locator(f"[data-key='{keys}']")
        expect(link).to_have_text(name)
        address = str(link.get_attribute("href"))
        for key in keys.split():
            self._key(key)
        self.page.wait_for_url(f"**{address}")

    def find(self, text: str, answer: str) -> None:
        self._key("/")
        expect(self.page.locator("#palette input")).to_be_focused()
        self.page.keyboard.type(text)
        options = self.page.get_by_role("option")
        wanted = options.filter(has_text=answer)
        expect(wanted).to_be_visible()
        for _step in range(options.count()):
            if wanted.get_attribute("aria-selected") == "true":
                break
            self._key("ArrowDown")
        expect(wanted).to_have_attribute("aria-selected", "true")
        self._key("Enter")

    def press(self, target: Locator) -> None:
        self.reach(target)
        self._key("Enter")

    def open_row(self, target: Locator) -> None:
        row = target.locator("xpath=ancestor::*[self::tr or self::li][1]")
        for _row in range(MOST):
            if row.evaluate(_HAS_FOCUS):
                return self.press(target)
            self._key("j")
            self._check_place()
        raise AssertionError(f"j does not walk to {target}")

    def send(self, button: Locator) -> None:
        expect(button).to_be_enabled()
        self._key("Enter")

    def write(self, field: Locator, text: str) -> None:
        self.reach(field)
        self._key("ControlOrMeta+a")
        self.page.keyboard.type(text)

    def choose(self, field: Locator, files: Sequence[Path]) -> None:
        with self.page.expect_file_chooser() as chooser:
            self.press(field)
        _hand_over(chooser.value, files)

    def reach(self, target: Locator) -> None:
        """Go by Tab to ``target``, from the beginning of a page past its head, or back by Shift and Tab."""
        expect(target).to_be_visible()
        if self.page.evaluate(_PLACE)["body"] and target.locator("xpath=ancestor::main").count():
            self._key("Tab")
            self._check_place()
            expect(self.page.locator("a.skip")).to_be_focused()
            self._key("Enter")
        step = "Shift+Tab" if target.evaluate(_BEHIND) else "Tab"
        for _step in range(MOST):
            if target.evaluate(_IS_FOCUSED):
                return
            self._key(step)
            self._check_place()
        raise AssertionError(f"{MOST} steps of {step} do not lead to {target}")

    def _key(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.presses += 1

    def _check_place(self) -> None:
        place = self.page.evaluate(_PLACE)
        assert place["outlined"] and place["seen"] and place["inside"], place


def _hand_over(chooser: FileChooser, files: Sequence[Path]) -> None:
    payloads = [
        FilePayload(name=file.name, mimeType="application/octet-stream", buffer=file.read_bytes())
        for file in files
    ]
    chooser.set_files(payloads)

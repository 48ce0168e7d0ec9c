"""What a page says in numbers: every text with a digit in it, in the order in which it is read."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from html.parser import HTMLParser
from itertools import zip_longest

SPOKEN = ("aria-label", "title", "placeholder", "alt")  # attributes that people read or hear
FIELD = ("value", "min", "max")  # what a visible field holds
VOID = {"area", "br", "circle", "hr", "img", "input", "line", "path", "polygon", "polyline", "rect"}
DIGIT = re.compile(r"\d")
BLANK = re.compile(r"[ \t\n]+")  # a narrow space is part of a number

# Texts with digits that state nothing about the marketplace: where they stand, what they say, and why not.
UNCOUNTED: tuple[tuple[str, str, str], ...] = (
    (r"text\.trend-text$", r".*", "marks of an axis: round numbers and days between the ends of the drawing"),
    (r"figcaption", r"The value axis begins at .*", "the lowest of those marks"),
    (r"spread-ends", r".*", "the ends of such an axis"),
    (r"#standards-title", r".*", "what published rules ask of everybody, and where that was read"),
    (r"#facts-title", r".*", "the definition of a metric, and where it was read"),
    (r"form\.filters|form\.menu-list", r".*", "names of choices, such as a metric or a part of the scale"),
    (r"thead", r"\d+ (days|weeks)", "heads of columns"),
    (
        r"note-warning",
        r"The newest scores are \d+ days? old.*",
        "as of the day when the page is asked for",
    ),
    (r"pick-bar", r"0", "rows that nobody has picked yet"),
)
Expected = str | re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Said:
    """One text of a page and where it stands, the innermost element last."""

    text: str
    place: str

    @property
    def counted(self) -> bool:
        """Whether the text states a number about the marketplace."""
        return not any(
            re.search(at, self.place) and re.fullmatch(said, self.text) for at, said, _ in UNCOUNTED
        )

    def is_(self, expected: Expected) -> bool:
        if isinstance(expected, str):
            return self.text == expected
        return expected.fullmatch(self.text) is not None


class Reader(HTMLParser):
    """Collects the texts of ``<main>`` with digits, those included that only screen readers say."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[Said] = []
        self.around: list[tuple[str, str]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = ".".join((tag, *(given.get("class") or "").split()))
        name += f"#{given['aria-labelledby']}" if "aria-labelledby" in given else ""
        if tag == "input" and given.get("type") not in ("hidden", "checkbox", "radio"):
            self._say([given.get(key) for key in FIELD], name)
        self._say([given.get(key) for key in SPOKEN], name)
        if tag not in VOID:
            self.around.append((tag, name))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            while self.around and self.around.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        self._say([data])

    def _say(self, texts: Iterable[str | None], name: str = "") -> None:
        if not any(tag == "main" for tag, _name in self.around):
            return
        place = " > ".join((*[name for _tag, name in self.around], *([name] if name else ())))
        for text in texts:
            if text and DIGIT.search(text):
                self.found.append(Said(BLANK.sub(" ", text).strip(" "), place))


def stated(html: str, *, all_of_it: bool = False) -> list[Said]:
    """Return every text of a page that states a number about the marketplace, in reading order; ``all_of_it``
    with those that state none."""
    return [said for said in Reader(html).found if all_of_it or said.counted]


def difference(html: str, expected: Iterable[Expected]) -> str:
    """Say where a page first states something else than ``expected``; nothing where it states just that.

    Texts without digits are passed over on both sides.
    """
    found = stated(html)
    wanted = [text for text in expected if not isinstance(text, str) or DIGIT.search(text)]
    for place, (said, one) in enumerate(zip_longest(found, wanted)):
        if said is None or one is None or not said.is_(one):
            before = [other.text for other in found[max(place - 4, 0) : place]]
            here = "the end" if said is None else f"{said.text!r} in {said.place[-80:]}"
            return f"after {before}: {here}, but recomputed {one!r}"
    return ""


def decimals(html: str, place: str) -> list[Decimal]:
    """Return the numbers at a place of a page, exactly as shown; texts with words are passed over."""
    texts = (said.text for said in stated(html) if re.search(place, said.place))
    plain = (text.replace("\u2212", "-").replace(",", "") for text in texts)
    return [Decimal(text) for text in plain if re.fullmatch(r"[-+]?[\d.]+", text)]

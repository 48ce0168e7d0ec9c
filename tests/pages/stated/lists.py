"""What the list of sellers states, recomputed."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from sellerdesk.ui import formats
from tests.pages.figures import Expected
from tests.pages.pencil import DAYS, Pencil, half_up
from tests.pages.stated.cards import WEEK, number, signed

BANDS = ("80 % of the scale and more", "60 to 80 % of the scale", "Below 60 % of the scale", "")
POLICY = "sps-us"


def seller_list(pencil: Pencil, chosen: dict[str, str]) -> Iterator[Expected]:
    """The list of the sellers that have some attributes, the biggest fall first."""
    rows = pencil.sellers.values()
    members = [row["account"] for row in rows if all(row[word] == v for word, v in chosen.items())]
    yield formats.number(len(members))
    yield from _bands(pencil, members)
    changes = {account: change(pencil, account) for account in members}
    for account in sorted(members, key=lambda one: (changes[one] is None, changes[one] or 0, one)):
        yield from _row(pencil, account, changes[account])


def change(pencil: Pencil, account: str) -> Fraction | None:
    """The change of the score within the last week."""
    now, then = (pencil.sheet(account, POLICY, day).score for day in (DAYS[-1], DAYS[-1] - WEEK))
    return None if now is None or then is None else now - then


def _bands(pencil: Pencil, members: Sequence[str]) -> Iterator[Expected]:
    """How many sellers are in which part of the scale, the last ones without a score."""
    high = Fraction(pencil.rules[POLICY]["score"]["high"])
    counts = [0, 0, 0, 0]
    for account in members:
        score = pencil.sheet(account, POLICY, DAYS[-1]).score
        share = None if score is None else score / high
        place = 3 if share is None else 0 if share >= Fraction(4, 5) else 1 if share >= Fraction(3, 5) else 2
        counts[place] += 1
    for words, count in zip(BANDS, counts, strict=True):
        yield from (formats.number(count), words)


def _row(pencil: Pencil, account: str, moved: Fraction | None) -> Iterator[Expected]:
    sheet, name = pencil.sheet(account, POLICY, DAYS[-1]), pencil.sellers[account]["name"]
    yield from (name, name, re.compile(rf"{account}( · \D+)?"))
    if sheet.score is not None:
        yield from (
            number(half_up(sheet.score)),
            f"/ {formats.number(pencil.rules[POLICY]['score']['high'])}",
        )
    yield formats.DASH if moved is None else signed(moved)
    yield sheet.reason or "Score of the last 13 weeks"
    worst = max((line.lost for line in sheet.lines.values() if line.lost is not None), default=None)
    yield formats.DASH if not worst or sheet.score is None else number(-worst)

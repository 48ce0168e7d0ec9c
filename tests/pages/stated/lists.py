"""What the list of sellers and the first page of the day state, recomputed."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from sellerdesk.ui import formats
from tests.pages.figures import Expected
from tests.pages.pencil import DAYS, Pencil, half_up, step
from tests.pages.stated.cards import WEEK, fresh, number, signed

BANDS = ("80 % of the scale and more", "60 to 80 % of the scale", "Below 60 % of the scale", "")
POLICY = "sps-us"
SEEN = Fraction(5, 1000)  # a change that two decimals show
MOVERS = 5


def seller_list(pencil: Pencil, chosen: dict[str, str]) -> Iterator[Expected]:
    """The list of the sellers that have some attributes, the biggest fall first."""
    rows = pencil.sellers.values()
    members = [row["account"] for row in rows if all(row[word] == v for word, v in chosen.items())]
    yield formats.number(len(members))
    yield from _bands(pencil, members)
    changes = {account: change(pencil, account, WEEK) for account in members}
    for account in sorted(members, key=lambda one: (changes[one] is None, changes[one] or 0, one)):
        yield from _row(pencil, account, changes[account])


def change(pencil: Pencil, account: str, back: dt.timedelta) -> Fraction | None:
    """The change of the score within the days before the last one."""
    now, then = (pencil.sheet(account, POLICY, day).score for day in (DAYS[-1], DAYS[-1] - back))
    return None if now is None or then is None else step(then, now)


def _bands(pencil: Pencil, members: Sequence[str]) -> Iterator[Expected]:
    """How many sellers are in which part of the scale, the last ones without a score."""
    for words, count in zip(BANDS, banded(pencil, members), strict=True):
        yield from (formats.number(count), words)


def banded(pencil: Pencil, members: Sequence[str]) -> list[int]:
    high = Fraction(pencil.rules[POLICY]["score"]["high"])
    counts = [0, 0, 0, 0]
    for account in members:
        score = pencil.sheet(account, POLICY, DAYS[-1]).score
        share = None if score is None else score / high
        place = 3 if share is None else 0 if share >= Fraction(4, 5) else 1 if share >= Fraction(3, 5) else 2
        counts[place] += 1
    return counts


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


def today(pencil: Pencil, back: dt.timedelta) -> Iterator[Expected]:
    """The first page of the day: what moved since a week or a day ago, and how scores are spread."""
    yield f"{formats.number(len(pencil.sellers))} sellers"
    yield f"· {fresh(pencil)}"
    changes = {account: change(pencil, account, back) for account in pencil.sellers}
    moved = {account: points for account, points in changes.items() if points is not None}
    fell = sorted((a for a in moved if moved[a] <= -SEEN), key=lambda one: (moved[one], one))
    rose = sorted((a for a in moved if moved[a] >= SEEN), key=lambda one: (moved[one], one), reverse=True)
    yield from (formats.number(len(fell)), formats.number(len(rose)))
    for account in (*fell[:MOVERS], *rose[:MOVERS]):
        score = pencil.sheet(account, POLICY, DAYS[-1]).score
        yield from (pencil.sellers[account]["name"], signed(moved[account]))
        yield from (_mover(pencil, account, back, moved[account]), number(score))
    markets: dict[str, list[str]] = {}
    for account in sorted(pencil.sellers):
        markets.setdefault(pencil.sellers[account]["market"], []).append(account)
    for market in sorted(markets, key=lambda market: (-len(markets[market]), market)):
        yield formats.number(len(markets[market]))
        for words, count in zip(BANDS, banded(pencil, markets[market]), strict=True):
            yield from (formats.number(count), words) if count else ()
    yield f"From left: {BANDS[0]}, {BANDS[1]}, {BANDS[2]}, and Not scored"
    yield from _crossed(pencil)


def _mover(pencil: Pencil, account: str, back: dt.timedelta, moved: Fraction) -> str:
    """The metric that moved the score most, the way that the score went."""
    then, now = (pencil.sheet(account, POLICY, day).lines for day in (DAYS[-1] - back, DAYS[-1]))
    points = {name: (then[name].lost or Fraction(0)) - (now[name].lost or Fraction(0)) for name in now}
    most = (min if moved < 0 else max)(points, key=lambda name: points[name])
    return f"{pencil.metrics[POLICY][most].name} {signed(points[most])}"


def _crossed(pencil: Pencil) -> Iterator[Expected]:
    """The sellers that crossed a line of the policy within a week, those that fell first."""
    levels = next(tier for tier in pencil.rules[POLICY]["tiers"] if tier["subject"] == "score")["levels"]
    lines = [Fraction(str(level["at"])) for level in levels]
    crossed = []
    for account in pencil.sellers:
        then, now = (pencil.sheet(account, POLICY, day).score for day in (DAYS[-1] - WEEK, DAYS[-1]))
        if then is not None and now is not None:
            up = sum(now >= line for line in lines) - sum(then >= line for line in lines)
            crossed += [(up > 0, -abs(step(then, now)), account)] if up else []
    yield from (pencil.sellers[account]["name"] for _up, _points, account in sorted(crossed))

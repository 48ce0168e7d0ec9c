"""What the page of one metric over a market, category or tier states, recomputed: counters of all its sellers
are added up first and then divided."""

import datetime as dt
import math
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from bench.naive.counts import Naive
from sellerdesk.sellers.words import count_unit
from sellerdesk.ui import formats
from sellerloop.metrics.spec import Aggregation, Direction, Metric
from tests.pages.figures import Expected, stated
from tests.pages.pencil import DAYS, Line, Pencil, bounds, counted_days
from tests.pages.stated.cards import course, figure, fresh, measure, sample

WORDS = ("market", "category", "tier")
BACK = (("7 days", 7), ("28 days", 28))
SCALE = {"percent": Fraction(100), "hours": Fraction(1, 3600)}
MARKS = (10, 25, 50, 75, 90)
PULLERS = 10


@dataclass(frozen=True, slots=True)
class Whole:
    """One metric of some sellers together as of a day; ``known`` of them have a value of their own."""

    naive: Naive
    known: int


@dataclass(frozen=True)
class Group:
    """One metric of the sellers that have some attributes."""

    pencil: Pencil
    policy: str
    name: str
    chosen: dict[str, str]

    @property
    def metric(self) -> Metric:
        return self.pencil.metrics[self.policy][self.name]

    @property
    def members(self) -> list[str]:
        rows = self.pencil.sellers.values()
        return sorted(r["account"] for r in rows if all(r[word] == v for word, v in self.chosen.items()))

    def with_(self, **chosen: str) -> "Group":
        return Group(self.pencil, self.policy, self.name, {**self.chosen, **chosen})

    def own(self, account: str, day: dt.date) -> Naive:
        return self.pencil.readings[account, day, self.name]

    def at(self, day: dt.date) -> Whole:
        """Add up the members' counters."""
        all_of_them = [self.own(account, day) for account in self.members]
        num = sum(one.num or 0 for one in all_of_them)
        known = sum(one.value is not None for one in all_of_them)
        if self.metric.aggregation is Aggregation.TOTAL:
            return Whole(Naive(num, None, Fraction(num)), known)
        den = sum(one.den or 0 for one in all_of_them)
        enough = den >= max(self.metric.minimum.n, 1)
        scale = SCALE[self.metric.unit.value]
        return Whole(Naive(num, den, scale * Fraction(num, den) if enough else None), known)

    def change(self, day: dt.date, back: int) -> str | None:
        """The difference to so many days before, as text; None where that day was not scored."""
        before = day - dt.timedelta(days=back)
        if before not in DAYS:
            return None
        then, now = self.at(before).naive.value, self.at(day).naive.value
        known = None if then is None or now is None else float(now - then)
        return formats.difference(known, self.metric.unit.value)

    def bad(self, day: dt.date) -> int:
        """How much of what is bad there is: rows, or the sum of a mean."""
        naive = self.at(day).naive
        assert naive.num is not None
        if self.metric.direction is Direction.HIGHER and naive.den is not None:
            return naive.den - naive.num
        return naive.num


def metric_page(group: Group, day: dt.date, html: str) -> Iterator[Expected]:
    """The page of one metric. Where buckets of its picture begin is read off the page, how many sellers are
    in them is counted."""
    metric, whole = group.metric, group.at(day)
    line = Line(whole.naive, whole.naive.value)
    yield metric.name
    yield metric.meaning
    yield from (day.isoformat(), DAYS[0].isoformat(), DAYS[-1].isoformat(), formats.day(day))
    yield f"As of {formats.day(day)}"
    yield from figure(group.pencil, group.policy, group.name, line, day, metric.name)
    if (found := bounds(metric, line.naive)) is not None:
        yield from ("95 % interval", formats.interval(*found, metric.unit.value))
    yield sample(metric, whole.naive.den)
    yield f"{whole.known} of {len(group.members)}"
    for label, back in BACK:
        if (text := group.change(day, back)) is not None:
            yield from (label, text)
    yield from (formats.period(*counted_days(metric, day)), fresh(group.pencil))
    yield from _course(group, day)
    yield from _shape(group, day, html)
    yield from _pullers(group, day)
    for word in WORDS:
        if word not in group.chosen:
            yield from _parts(group, word, day)


def _course(group: Group, day: dt.date) -> Iterator[Expected]:
    values = {each: group.at(each).naive.value for each in DAYS if each <= day}
    while values and next(iter(values.values())) is None:
        del values[next(iter(values))]
    if values:
        yield from (group.metric.name, group.metric.name)  # the picture, drawn wide and narrow
        sentence, *table = course(
            group.metric.name,
            {d: None if v is None else measure(v, group.metric) for d, v in values.items()},
            values,
        )
        yield from (sentence, group.metric.name, group.metric.name, *table)


def _shape(group: Group, day: dt.date, html: str) -> Iterator[Expected]:
    """How the sellers' own values are spread: an edge belongs to the bucket above it, the last one below."""
    own = (group.own(account, day).value for account in group.members)
    values = sorted(value for value in own if value is not None)
    if len(values) < 2:
        return
    edges = _edges(html)
    counts = [0] * (len(edges) - 1)
    for value in values:
        counts[bisect_right(edges[1:-1], float(value))] += 1
    unit = group.metric.unit.value
    names = [formats.interval(low, high, unit) for low, high in pairwise(edges)]
    most = counts.index(max(counts))
    said = f"{len(values)} in all; most, {counts[most]}, lie between {names[most]}"
    yield from (f"How sellers are spread: {said}", said)
    for name, count in zip(names, counts, strict=True):
        yield from (name, formats.number(count))
    for percent in MARKS:
        mark = _mark(values, percent)  # of a number just between two, either is right
        texts = {measure(mark + side * Fraction(1, 10**9), group.metric) for side in (-1, 1)}
        yield re.compile("|".join(map(re.escape, sorted(texts))))


def _edges(html: str) -> list[float]:
    """The ends of the picture's axis, and as many equal steps between them as it has bars."""
    ends = [said.text for said in stated(html, all_of_it=True) if "spread-ends" in said.place]
    first, last = (float(re.sub(r"[^\d.]", "", text)) for text in ends)
    bars = html.split('class="spread-svg"')[1].split("</svg>")[0].count("<rect")
    return [round(first + (last - first) * step / bars, 9) for step in range(bars + 1)]


def _mark(values: Sequence[Fraction], percent: int) -> Fraction:
    """The value below which so many percent lie, between neighbours in proportion."""
    place = Fraction(percent, 100) * (len(values) - 1)
    below, above = values[math.floor(place)], values[math.ceil(place)]
    return below + (above - below) * (place - math.floor(place))


def _pullers(group: Group, day: dt.date) -> Iterator[Expected]:
    metric, whole = group.metric, group.at(day).naive
    if not whole.den or metric.direction is Direction.NEUTRAL:
        return
    assert whole.num is not None
    rate, sign = Fraction(whole.num, whole.den), 1 if metric.direction is Direction.LOWER else -1
    excess = {}
    for account in group.members:
        own = group.own(account, day)
        if own.den and own.num is not None:
            excess[account] = sign * (own.num - own.den * rate)
    pulling = [account for account in excess if excess[account] > 0]
    for account in sorted(pulling, key=lambda one: (-excess[one], one))[:PULLERS]:
        own, more = group.own(account, day), excess[account]
        yield group.pencil.sellers[account]["name"]
        yield from (sample(metric, own.den), measure(own.value, metric))
        if metric.aggregation is Aggregation.MEAN:
            yield f"+{formats.duration(float(more))}"
        else:
            text = formats.number(float(more), 1 if more < 10 else 0)
            yield f"+{text} {count_unit(metric.count_unit, round(more))}"


def _parts(group: Group, word: str, day: dt.date) -> Iterator[Expected]:
    """A table of the parts by one attribute, that with most of the bad first."""
    sellers = group.pencil.sellers
    codes = {sellers[account][word] for account in group.members} - {None}
    if len(codes) < 2:
        return
    parts, whole = {code: group.with_(**{word: code}) for code in codes}, group.bad(day)
    for code in sorted(parts, key=lambda code: (-parts[code].bad(day), code)):
        part = parts[code].at(day)
        yield measure(part.naive.value, group.metric)
        if (found := bounds(group.metric, part.naive)) is not None:
            yield formats.interval(*found, group.metric.unit.value)
        yield from (parts[code].change(day, back) or formats.DASH for _label, back in BACK)
        den = part.naive.num if part.naive.den is None else part.naive.den
        yield from (formats.number(den), formats.number(part.known))
        share = 100 * Fraction(parts[code].bad(day), whole) if whole else Fraction(0)
        yield formats.measure(float(share), "percent", digits=0)

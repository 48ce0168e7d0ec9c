"""What the pages about one seller's score state, recomputed: every text in reading order."""

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from sellerdesk.sellers.words import count_unit
from sellerdesk.ui import formats
from sellerloop.metrics.spec import Metric
from sellerloop.scores.packs import pack
from sellerloop.scores.resolve import resolve
from tests.pages.figures import Expected
from tests.pages.pencil import DAYS, Line, Pencil, Sheet, bounds, counted_days, half_up, shared_out, step
from tests.sellerdesk.living import AS_OF

WEEK = dt.timedelta(days=7)


def number(value: Fraction | float | Decimal | None, places: int = 2) -> str:
    return formats.number(None if value is None else float(value), places)


def signed(value: Fraction | float | Decimal, places: int = 2) -> str:
    return formats.signed(float(value), places)


def measure(value: Fraction | None, metric: Metric) -> str:
    return formats.measure(None if value is None else float(value), metric.unit.value)


def fresh(pencil: Pencil) -> str:
    return f"data to {formats.moment(pencil.data_to, 'UTC')}"


def named(pencil: Pencil, account: str) -> Iterator[Expected]:
    """The seller's name and number; the words between are no numbers."""
    yield pencil.sellers[account]["name"]
    yield re.compile(rf"{account} · \D* · {re.escape(fresh(pencil))}")


def head(pencil: Pencil, account: str, day: dt.date) -> Iterator[Expected]:
    """The seller, and the choice of a day."""
    yield from named(pencil, account)
    yield from (day.isoformat(), DAYS[0].isoformat(), DAYS[-1].isoformat(), formats.day(day))


def scorecard(pencil: Pencil, account: str, policy: str, day: dt.date) -> Iterator[Expected]:
    """The scorecard of one seller."""
    sheet = pencil.sheet(account, policy, day)
    yield from head(pencil, account, day)
    if "score" in pencil.rules[policy]:
        yield from _score(pencil, account, policy, day)
    lost = losses(sheet)
    for name in sheet.lines:
        yield from _line(pencil, account, policy, name, day, lost.get(name))
    if sheet.score is not None:
        yield number(-sum(lost.values(), Decimal(0)))
    if "score" in pencil.rules[policy]:
        yield from _course(pencil, account, policy, day)
    yield from _rule(pencil, policy)


def losses(sheet: Sheet) -> dict[str, Decimal]:
    """The lost points by metric as a person reads them: they add up to what is missing."""
    parts = {name: line.lost for name, line in sheet.lines.items() if line.lost is not None}
    if sheet.score is None:
        return {}
    return dict(zip(parts, shared_out([*parts.values()], sum(parts.values(), Fraction(0))), strict=True))


def _score(pencil: Pencil, account: str, policy: str, day: dt.date) -> Iterator[Expected]:
    sheet, rules = pencil.sheet(account, policy, day), pencil.rules[policy]
    high = formats.number(rules["score"]["high"])
    if sheet.score is None:
        yield from (f"No score: {sheet.reason}", sheet.reason, sheet.reason)
        return
    shown = number(half_up(sheet.score))
    yield from (f"Score {shown} of {high}", shown, f"of {high}")
    before = pencil.sheet(account, policy, day - WEEK).score if day - WEEK in DAYS else None
    if before is not None:
        yield from ("7 days", signed(step(before, sheet.score)))
    levels = next(tier for tier in rules["tiers"] if tier["subject"] == "score")["levels"]
    above = [Fraction(str(level["at"])) for level in levels if Fraction(str(level["at"])) > sheet.score]
    if above:
        yield signed(min(above) - sheet.score)
    for dimension in dict.fromkeys(part["dimension"] for part in rules["score"]["parts"]):
        names = [part["metric"] for part in rules["score"]["parts"] if part["dimension"] == dimension]
        lines = [sheet.lines[name] for name in names if sheet.lines[name].weight is not None]
        if lines:
            earned = sum(
                line.points * line.weight for line in lines if line.points is not None and line.weight
            )
            yield number(earned / sum(line.weight for line in lines if line.weight), 1)
    lost = losses(sheet)
    gone = sum(lost.values(), Decimal(0))
    yield f"Where {number(gone)} points went" if gone else "No points lost"
    yield number(rules["score"]["high"])
    yield from (signed(-part) for part in sorted(lost.values(), reverse=True) if part)
    yield number(rules["score"]["high"] - gone)


def figure(
    pencil: Pencil, policy: str, name: str, line: Line, day: dt.date, title: str
) -> Iterator[Expected]:
    """A value and what its description says."""
    metric = pencil.metrics[policy][name]
    yield measure(line.value, metric)
    yield title
    yield formats.period(*counted_days(metric, day))
    yield sample(metric, line.naive.den)
    yield from _interval(metric, line, "95 % interval")
    yield metric.meaning
    yield rule_name(pencil, policy)
    yield fresh(pencil)


def sample(metric: Metric, den: int | None) -> str:
    return "" if den is None else f"{formats.number(den)} {count_unit(metric.count_unit, den)}"


def rule_name(pencil: Pencil, policy: str) -> str:
    return f"{pencil.rules[policy]['title']} · {resolve(pack(policy, AS_OF)).version}"


def _interval(metric: Metric, line: Line, *before: str) -> Iterator[Expected]:
    if (found := bounds(metric, line.naive)) is not None:
        yield from (*before, formats.interval(*found, metric.unit.value))


def _line(
    pencil: Pencil, account: str, policy: str, name: str, day: dt.date, lost: Decimal | None
) -> Iterator[Expected]:
    metric, line = pencil.metrics[policy][name], pencil.sheet(account, policy, day).lines[name]
    yield metric.name
    yield from figure(pencil, policy, name, line, day, metric.name)
    if line.value is not None:
        yield sample(metric, line.naive.den)
    yield from _interval(metric, line)
    before = pencil.value(account, policy, name, day - WEEK) if day - WEEK in DAYS else None
    if line.value is not None and before is not None:
        yield formats.difference(float(line.value - before), metric.unit.value)
    yield _trend(pencil, account, policy, name, day)
    if (anchors := _anchors(pencil, policy, name)) is not None:
        full = formats.limit(float(anchors[0]), metric.unit.value)
        sign = "≥" if metric.direction.value == "higher" else "≤"
        yield f"{sign}{formats.THIN}{full}" if anchors[0] else full
        yield number(line.points)
        yield formats.measure(None if line.weight is None else float(100 * line.weight), "percent", digits=0)
        yield formats.DASH if lost is None else number(-lost)


def _anchors(pencil: Pencil, policy: str, name: str) -> list[Fraction] | None:
    """The values of a band from the best downwards."""
    for band in pencil.rules[policy].get("bands", []):
        if band["metric"] == name:
            ordered = sorted(band["points"], key=lambda point: -point["score"])
            return [Fraction(str(point["value"])) for point in ordered]
    return None


def _trend(pencil: Pencil, account: str, policy: str, name: str, day: dt.date) -> str:
    """The small line in words: every third day of ninety."""
    metric = pencil.metrics[policy][name]
    days = [day - dt.timedelta(days=back) for back in range(0, 91, 3)]
    values = [pencil.value(account, policy, name, each) for each in days if each in DAYS]
    known = [value for value in values if value is not None]
    if not known:
        return ""
    days_told = f"{len(known)} day{'s' if len(known) > 1 else ''}"
    return f"{metric.name}, {days_told}: from {measure(min(known), metric)} to {measure(max(known), metric)}"


def _course(pencil: Pencil, account: str, policy: str, day: dt.date) -> Iterator[Expected]:
    days = [each for each in DAYS if each <= day]
    scores = {each: pencil.sheet(account, policy, each).score for each in days}
    yield from course("Score", {each: None if s is None else number(s) for each, s in scores.items()}, scores)


def course(
    name: str, texts: dict[dt.date, str | None], values: dict[dt.date, Fraction | None]
) -> Iterator[Expected]:
    """A line over days: the same in words, and as a table with the newest day first."""
    known = [(float(value), day) for day, value in values.items() if value is not None]
    if not known:
        return
    told = [known[0], known[-1], min(known), max(known)]
    first, last, least, most = (f"{texts[day]} on {formats.day(day)}" for _value, day in told)
    yield f"{name}: {first}, {last}; lowest {least}, highest {most}."
    for day in reversed(values):
        yield from (formats.day(day), texts[day] or formats.DASH)


def _rule(pencil: Pencil, policy: str) -> Iterator[Expected]:
    rules = pencil.rules[policy]
    yield resolve(pack(policy, AS_OF)).version
    yield formats.day(rules["effective_from"])
    if "score" in rules:
        yield f"{rules['score']['low']} {formats.DASH} {rules['score']['high']}"
    yield formats.number(len(rules["sources"]))

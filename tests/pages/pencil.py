"""The marketplace recomputed with a pencil: counts by the naive oracle over the raw event files, points and
scores in fractions from the policy's own file. Nothing that a build published is read."""

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import yaml

from bench.naive.counts import Naive, naive_readings
from bench.naive.facts import Facts, facts_of
from sellerloop.events.registry import contracts
from sellerloop.lake.storage import Lake
from sellerloop.metrics.spec import Aggregation, Metric, Minimum, Unit
from sellerloop.policy.window import Calendar, Lagged, Rolling
from sellerloop.scores import packs
from sellerloop.scores.packs import pack
from sellerloop.scores.resolve import resolve
from tests.sellerdesk.living import AS_OF, POLICIES, SCORED_DAYS

DAY = dt.timedelta(days=1)
DAYS = tuple(AS_OF - back * DAY for back in range(SCORED_DAYS - 1, -1, -1))
FILES = {"sps-us": ("sps-us.yaml",), "shopee-vn": ("shopee-vn@2019-01-01.yaml", "shopee-vn@2025-10-06.yaml")}
Z = 1.959963984540054  # 95 % of the standard normal distribution lie within so many deviations
NOTHING = Naive(0, 0, None)


@dataclass(frozen=True, slots=True)
class Line:
    """One metric of one seller as of one day; of the score, what it earned and what it cost."""

    naive: Naive
    value: Fraction | None
    points: Fraction | None = None
    weight: Fraction | None = None
    lost: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One seller as of one day. Without a score, ``reason`` says why."""

    score: Fraction | None
    reason: str
    lines: Mapping[str, Line]


class Pencil:
    """Everything that pages state about the marketplace, counted from its raw events."""

    def __init__(self, root: Path) -> None:
        lake = Lake(root)
        manifest = lake.current()
        self.events: dict[str, list[dict[str, Any]]] = {
            kind: [
                row
                for file in lake.files(manifest, f"events/{kind}")
                for row in pq.read_table(file).to_pylist()
            ]
            for kind in contracts()
        }
        self.metrics = {name: resolve(pack(name, AS_OF)).metrics for name in POLICIES}
        self.rules = {name: _rules(name) for name in POLICIES}

    @cached_property
    def facts(self) -> Facts:
        """The latest version of every fact."""
        return facts_of(self.events)

    @cached_property
    def data_to(self) -> dt.datetime:
        """The instant at which the last of all events became known."""
        return max(row["known_at"] for rows in self.events.values() for row in rows)

    @cached_property
    def sellers(self) -> dict[str, dict[str, Any]]:
        return {row["account"]: row for row in self.facts["account"]}

    @cached_property
    def readings(self) -> Mapping[tuple[str, dt.date, str], Naive]:
        """Every metric of every seller as of every scored day."""
        metrics = [metric for own in self.metrics.values() for metric in own.values()]
        return naive_readings(self.events, metrics, DAYS)

    @cache  # noqa: B019  (there is one pencil)
    def sheet(self, account: str, policy: str, day: dt.date) -> Sheet:
        naive = {name: self.readings[account, day, name] for name in self.metrics[policy]}
        return scored(self.rules[policy], naive)

    @cache  # noqa: B019
    def kept(self, account: str, policy: str, since: dt.date, as_of: dt.date) -> Sheet:
        """One seller by the days alone that count as of both days, however few rows there are."""
        own = {kind: [row for row in rows if row["account"] == account] for kind, rows in self.events.items()}
        naive = dict.fromkeys(self.metrics[policy], NOTHING)
        shared = []
        for metric in self.metrics[policy].values():
            first, last = counted_days(metric, as_of)[0], counted_days(metric, since)[1]
            if first <= last:
                window = Lagged(oldest=(as_of - first).days, newest=(as_of - last).days)
                shared.append(metric.with_(window=window, minimum=Minimum(1)))
        found = naive_readings(own, shared, [as_of])
        naive |= {name: one for (_account, _day, name), one in found.items()}
        return scored(self.rules[policy], naive)

    def value(self, account: str, policy: str, metric: str, day: dt.date) -> Fraction | None:
        return self.sheet(account, policy, day).lines[metric].value


def scored(rules: Mapping[str, Any], naive: Mapping[str, Naive]) -> Sheet:
    """Score one account by a policy's file: points by band, weights of what is there, and the sum."""
    own = {rule["id"]: rule for rule in rules["metrics"]}
    lines = {name: Line(one, _counting(own[name], one)) for name, one in naive.items()}
    parts = (rules.get("score") or {}).get("parts", [])
    for rule in (rules.get("score") or {}).get("null_rules", []):
        count, least = lines[rule["metric"]].value, rule["at_least"]
        if count is None or count < least:
            reason = f"{own[rule['metric']]['title']}: {count} of at least {least}"
            return Sheet(None, reason, _earned(rules, lines))
    lines = _earned(rules, lines)
    weights = {part["metric"]: Fraction(str(part["weight"])) for part in parts}
    present = {name: weight for name, weight in weights.items() if lines[name].points is not None}
    if not present:
        return Sheet(None, "", lines)
    high, whole = Fraction(rules["score"]["high"]), sum(present.values())
    for name, weight in present.items():
        line, share = lines[name], weight / whole
        assert line.points is not None
        lines[name] = Line(line.naive, line.value, line.points, share, share * (high - line.points))
    score = high - sum(line.lost for line in lines.values() if line.lost is not None)
    return Sheet(score, "", lines)


def _earned(rules: Mapping[str, Any], lines: Mapping[str, Line]) -> dict[str, Line]:
    bands = {band["metric"]: band["points"] for band in rules.get("bands", [])}
    return {
        name: Line(line.naive, line.value, points(bands[name], line.value))
        if name in bands and line.value is not None
        else line
        for name, line in lines.items()
    }


def points(anchors: Sequence[Mapping[str, Any]], value: Fraction) -> Fraction:
    """Return what ``value`` earns on straight lines between anchors; beyond them the last one holds."""
    known = sorted((Fraction(str(anchor["value"])), Fraction(str(anchor["score"]))) for anchor in anchors)
    if value <= known[0][0]:
        return known[0][1]
    for (x0, y0), (x1, y1) in pairwise(known):
        if value <= x1:
            return y0 + (value - x0) / (x1 - x0) * (y1 - y0)
    return known[-1][1]


def _counting(rule: Mapping[str, Any], naive: Naive) -> Fraction | None:
    """The value that counts: a policy may let another one stand in for too little data."""
    least = rule["min"]
    outcome = least["outcome"] if naive.den else rule["on_missing"]
    if naive.value is None and outcome == "default":
        return Fraction(str(least["value"]))
    return naive.value


def bounds(metric: Metric, naive: Naive) -> tuple[float, float] | None:
    """Return Wilson's 95 % interval of a share, as his paper writes it; of other metrics there is none."""
    if metric.aggregation is not Aggregation.RATIO or naive.value is None or metric.unit is not Unit.PERCENT:
        return None
    assert naive.num is not None and naive.den is not None
    n, p = naive.den, naive.num / naive.den
    centre = p + Z * Z / (2 * n)
    half = Z * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
    low, high = ((centre + side * half) / (1 + Z * Z / n) for side in (-1, 1))
    return 100 * max(low, 0.0), 100 * min(high, 1.0)


def counted_days(metric: Metric, as_of: dt.date) -> tuple[dt.date, dt.date]:
    """Return the first and the last day that count, found by going back day after day."""
    if isinstance(metric.window, Rolling):
        return as_of - metric.window.days * DAY, as_of - DAY
    assert isinstance(metric.window, Calendar) and (metric.window.unit, metric.window.count) == ("week", 1)
    last = as_of - DAY
    while last.weekday() != 6:
        last -= DAY
    return last - 6 * DAY, last


def shared_out(parts: Sequence[Fraction], total: Fraction, places: int = 2) -> list[Decimal]:
    """Round ``parts`` so that they add up to ``total`` as shown: all go down, and those that lost most
    in that go up again."""
    unit = 10**places
    wanted = round(total * unit)
    down = [math.floor(part * unit) for part in parts]
    lost_most = sorted(range(len(parts)), key=lambda i: down[i] - parts[i] * unit)
    for index in lost_most[: wanted - sum(down)]:
        down[index] += 1
    return [Decimal(whole).scaleb(-places) for whole in down]


def step(before: Fraction, after: Fraction) -> Fraction:
    """What a reader gets who takes one written score from the other."""
    return Fraction(str(round(float(after), 2))) - Fraction(str(round(float(before), 2)))


def half_up(value: Fraction, places: int = 2) -> Decimal:
    """Round as at school."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _rules(policy: str) -> dict[str, Any]:
    """The policy's file; a later version states only what differs."""
    folder = Path(packs.__file__).parent
    rules: dict[str, Any] = {}
    for name in FILES[policy]:
        rules |= yaml.safe_load((folder / name).read_text("utf-8"))
    return rules

"""What the page "what if" states, recomputed: counters are changed as asked, and the whole score again."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from random import Random

from bench.naive.counts import Naive
from sellerdesk.ui import formats
from sellerloop.metrics.spec import Aggregation, Direction, Metric
from tests.pages.figures import Expected
from tests.pages.pencil import Pencil, Sheet, scored, shared_out, step
from tests.pages.stated.cards import measure, named, number, sample, signed

SCALE = {"percent": Fraction(100), "hours": Fraction(1, 3600)}


@dataclass(frozen=True, slots=True)
class Trial:
    """What is tried: bad events overturned and other values by metric, and clean rows more by what they are.
    ``leave`` takes what is overturned out of the count altogether."""

    drops: Mapping[str, int]
    values: Mapping[str, str]
    more: Mapping[str, int]
    leave: bool

    @property
    def query(self) -> dict[str, str]:
        asked = {f"drop.{name}": str(count) for name, count in self.drops.items()}
        asked |= {f"value.{name}": text for name, text in self.values.items()}
        asked |= {f"add.{unit}": str(count) for unit, count in self.more.items()}
        return asked | ({"effect": "both"} if self.leave else {})


def drawn(dice: Random, pencil: Pencil, account: str, policy: str, day: dt.date) -> Trial:
    """Think of something to try."""
    lines = pencil.sheet(account, policy, day).lines
    scores = [part["metric"] for part in pencil.rules[policy]["score"]["parts"]]
    bad = {name: bad_events(pencil.metrics[policy][name], lines[name].naive) or 0 for name in scores}
    drops = {name: dice.randint(1, count) for name, count in bad.items() if count and dice.random() < 0.5}
    values = {name: f"{dice.uniform(0, 100):.1f}" for name in scores if dice.random() < 0.2}
    more = {unit: dice.randint(1, 60) for unit in ("order", "chat") if dice.random() < 0.4}
    return Trial(drops, values, more, dice.random() < 0.5)


def trial(pencil: Pencil, account: str, policy: str, day: dt.date, tried: Trial) -> Iterator[Expected]:
    """The form as it was filled in, and the answer."""
    metrics, before = pencil.metrics[policy], pencil.sheet(account, policy, day)
    parts = [part["metric"] for part in pencil.rules[policy]["score"]["parts"]]
    yield from named(pencil, account)
    for name in parts:
        metric, naive = metrics[name], before.lines[name].naive
        bad = bad_events(metric, naive)
        if bad is not None and naive.den is not None:
            yield f"{formats.number(bad)} bad of {sample(metric, naive.den)}"
        yield measure(naive.value, metric)
        yield str(tried.drops.get(name, ""))
        yield tried.values.get(name, "")
    yield from (str(tried.more.get(unit, "")) for unit in ("order", "chat"))
    changed = {name: _changed(metrics[name], before.lines[name].naive, name, tried) for name in parts}
    after = scored(pencil.rules[policy], {**{n: line.naive for n, line in before.lines.items()}, **changed})
    yield from _answer(pencil, policy, before, after)


def _answer(pencil: Pencil, policy: str, before: Sheet, after: Sheet) -> Iterator[Expected]:
    yield from (number(before.score), number(after.score))
    gains: dict[str, Decimal] = {}
    if before.score is not None and after.score is not None:
        lost = {name: (line.lost or Fraction(0)) for name, line in before.lines.items()}
        exact = [lost[name] - (line.lost or Fraction(0)) for name, line in after.lines.items()]
        gains = dict(zip(after.lines, shared_out(exact, step(before.score, after.score)), strict=True))
        yield signed(sum(gains.values(), Decimal(0)))
    if after.score is None:
        yield after.reason
    moved = [
        name
        for name, line in before.lines.items()
        if (line.value, line.lost) != (after.lines[name].value, after.lines[name].lost)
    ]
    for name in sorted(moved, key=lambda name: -gains.get(name, Decimal(0))):
        sides = before.lines[name], after.lines[name]
        yield " → ".join(measure(side.value, pencil.metrics[policy][name]) for side in sides)
        yield " → ".join(number(None if side.lost is None else -side.lost) for side in sides)
        yield signed(gains[name]) if name in gains else formats.DASH


def bad_events(metric: Metric, naive: Naive) -> int | None:
    """Return how many of the counted rows are bad; None of a mean, which counts no bad rows."""
    if metric.aggregation is not Aggregation.RATIO or naive.num is None or naive.den is None:
        return None
    return naive.den - naive.num if metric.direction is Direction.HIGHER else naive.num


def _changed(metric: Metric, naive: Naive, name: str, tried: Trial) -> Naive:
    """Overturned events first, then clean rows more, then a value that is set outright."""
    num, den = naive.num, naive.den
    higher = metric.direction is Direction.HIGHER
    if num is not None and den is not None and metric.aggregation is Aggregation.RATIO:
        if count := tried.drops.get(name, 0):
            den -= count if tried.leave else 0
            num += (0 if tried.leave else count) if higher else -count
        more = tried.more.get(metric.count_unit, 0)
        num, den = num + (more if higher else 0), den + more
        least = max(metric.minimum.n, 1)
        value = SCALE[metric.unit.value] * Fraction(num, den) if den >= least else None
        naive = Naive(num, den, value)
    if name in tried.values:
        naive = Naive(None, naive.den, Fraction(tried.values[name]))
    return naive

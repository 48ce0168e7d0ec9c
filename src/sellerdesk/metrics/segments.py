"""Tables of segments: each part of a metric with its change, its target and its share of all that is bad."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_noop as _

from sellerdesk.metrics.aims import Aims
from sellerdesk.metrics.question import Question
from sellerdesk.sellers.words import code_name
from sellerdesk.ui import formats
from sellerloop.lake.overview import Parts, Sum
from sellerloop.metrics.spec import Aggregation, Direction, Metric

_TITLES = {"market": _("By market"), "category": _("By category"), "tier": _("By service tier")}
_HEADS = {"market": _("Market"), "category": _("Category"), "tier": _("Service tier")}
_BACK = (7, 28)


@dataclass(frozen=True, slots=True)
class Segment:
    """One part; ``share`` is its percentage of all bad events (of everything, where nothing is bad)."""

    name: str
    href: str
    value: str
    tone: str
    target: str
    verdict: str
    reason: str
    sample: str
    interval: str
    accounts: str
    changes: Sequence[tuple[str, str]]
    share: str
    width: float


@dataclass(frozen=True, slots=True)
class SegmentTable:
    """The parts of one attribute, the largest share first."""

    word: str
    title: str
    head: str
    share_head: str
    rows: Sequence[Segment]

    @property
    def targets(self) -> bool:
        return any(row.target for row in self.rows)


def segment_tables(
    question: Question, found: Mapping[str, Parts], total: Sum | None, aims: Aims
) -> list[SegmentTable]:
    """Return a table for each attribute that has anything to compare."""
    whole = bad_of(question.spec, total) if total else 0
    tables = []
    for word, parts in found.items():
        if len(parts) < 2:
            continue
        ordered = sorted(parts.items(), key=lambda item: (-_bad_at(question, item[1]), item[0]))
        rows = [_segment(question, word, name, sums, whole, aims) for name, sums in ordered]
        shared = gettext("Share of all") if _plain(question.spec) else gettext("Share of the bad")
        tables.append(SegmentTable(word, gettext(_TITLES[word]), gettext(_HEADS[word]), shared, rows))
    return tables


def bad_of(spec: Metric, one: Sum) -> int:
    """Return how much of what is bad a sum holds: rows that count against it, or time; of metrics without a
    bad side the rows."""
    if one.num is None or spec.aggregation is Aggregation.QUANTILE:
        return one.den or 0
    if (
        spec.direction is Direction.HIGHER
        and spec.aggregation is not Aggregation.MEAN
        and one.den is not None
    ):
        return one.den - one.num
    return one.num


def place_name(word: str, code: str) -> str:
    """Return the word for a market, category or tier."""
    return formats.market(code) if word == "market" else code_name(code)


def _plain(spec: Metric) -> bool:
    """Whether nothing about the metric is bad in itself."""
    good_means = spec.aggregation is Aggregation.MEAN and spec.direction is Direction.HIGHER
    return (
        spec.direction is Direction.NEUTRAL
        or spec.denominator is None
        or spec.aggregation is Aggregation.QUANTILE
        or good_means
    )


def _bad_at(question: Question, sums: Mapping[dt.date, Sum]) -> int:
    now = sums.get(question.as_of)
    return bad_of(question.spec, now) if now else 0


def _segment(
    question: Question, word: str, name: str, sums: Mapping[dt.date, Sum], whole: int, aims: Aims
) -> Segment:
    from_day, spec, now = question.as_of, question.spec, sums.get(question.as_of)
    unit, bad = spec.unit.value, _bad_at(question, sums)
    target, tone = aims.words(replace(question.place, **{word: name}), from_day, now.value if now else None)
    share = bad / whole * 100 if whole else 0.0
    before = [sums.get(from_day - dt.timedelta(days=back)) for back in _BACK]
    return Segment(
        name=place_name(word, name),
        href=question.address(**{word: name}),
        value=formats.measure(now.value if now else None, unit),
        tone=tone,
        target=target,
        verdict={"ok": pgettext("target", "reached"), "bad": pgettext("target", "missed")}.get(tone, ""),
        reason="" if now and now.value is not None else gettext("too little data"),
        sample=formats.number(now.den if now and now.den is not None else now.num if now else 0),
        interval=formats.interval(now.low, now.high, unit)
        if now and now.low is not None and now.high is not None
        else "",
        accounts=formats.number(now.accounts if now else 0),
        changes=[change(spec, now, one) for one in before],
        share=formats.measure(share, "percent", digits=0),
        width=min(share, 100.0),
    )


def change(spec: Metric, now: Sum | None, before: Sum | None) -> tuple[str, str]:
    """Return a difference and its tone; a dash where one side is missing."""
    if now is None or before is None or now.value is None or before.value is None:
        return formats.DASH, "mut"
    text = formats.difference(now.value - before.value, spec.unit.value)
    if formats.is_zero(text) or spec.direction is Direction.NEUTRAL:
        return text, "mut"
    better = (now.value > before.value) == (spec.direction is Direction.HIGHER)
    return text, "ok" if better else "bad"

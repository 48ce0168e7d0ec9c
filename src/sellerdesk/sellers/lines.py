"""The metrics of a scorecard, one line each: value, change, target, peers, points and what they cost."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import dropwhile
from typing import Any

from django.utils.translation import gettext, ngettext

from sellerdesk.sellers.models import Band, band_of
from sellerdesk.sellers.scorecard import TONES, WEEK, Scorecard
from sellerdesk.sellers.words import count_unit, metric_code
from sellerdesk.ui import formats
from sellerdesk.ui.figures import Figure
from sellerloop.lake.reader import MetricValue, Snapshot
from sellerloop.metrics.spec import Direction, Metric
from sellerloop.metrics.targets import Scope as Place
from sellerloop.metrics.targets import Target, TargetError, in_force
from sellerloop.policy.source import Certainty
from sellerloop.scores.bands import best

TREND = dt.timedelta(days=90)  # thirteen weeks of scores, from their first day to their last
_STEP = 3  # days between the points of a small trend
Targets = Sequence[Target]


@dataclass(frozen=True, slots=True)
class Line:
    """One metric of the card; texts are in the language in force."""

    metric: str
    figure: Figure
    code: str
    change: str
    change_tone: str
    full: str
    full_assumed: bool
    target: str
    target_tone: str
    aim: float | None
    peers: str
    points: float | None
    weight: float | None
    lost: float | None
    scored: bool
    status: str
    tone: str
    trend: Sequence[float | None]
    trend_label: str


def lines(card: Scorecard, snapshot: Snapshot, targets: Targets = ()) -> list[Line]:
    """Return the lines of ``card`` in the policy's order; changes and trends are told as far as the courses
    of the card reach back."""
    return [line(card, value, snapshot, targets) for value in card.card.metrics]


def freshness(snapshot: Snapshot) -> str:
    """Say up to when the data of a snapshot reach."""
    zone = formats.zone_in_force()
    return gettext("data to %(time)s") % {"time": formats.moment(snapshot.info.known_at, zone)}


def _figure(card: Scorecard, value: MetricValue, snapshot: Snapshot) -> Figure:
    """Return a metric's value with all that stands behind it."""
    metric = card.resolved.metrics[value.metric]
    policy = card.resolved.policy
    first, last = snapshot.span(policy.id, value.metric, card.as_of, value.den)
    return Figure(
        id="figure-" + value.metric.replace(".", "-"),
        name=gettext(metric.name),
        value=value.value,
        unit=metric.unit.value,
        period=formats.period(first, last),
        count=value.den,
        count_unit=count_unit(metric.count_unit, value.den),
        low=value.low,
        high=value.high,
        fresh=freshness(snapshot),
        formula=gettext(metric.meaning),
        rule=f"{gettext(policy.title)} · {card.resolved.version}",
        reason=formats.sentence(formats.say(value.reason)),
        rows=card.rows_of(value.metric),
        mark=gettext("assumed") if _assumed(metric) else "",
    )


def line(card: Scorecard, value: MetricValue, snapshot: Snapshot, targets: Targets = ()) -> Line:
    """Return one line."""
    metric = card.resolved.metrics[value.metric]
    figure = _figure(card, value, snapshot)
    known = {point.as_of: point.value for point in card.card.courses[value.metric]}
    change, change_tone = _change(metric, value.value, known.get(card.as_of - WEEK))
    full, assumed = _full(card, value.metric)
    target, target_tone, aim = _target(card, value, targets)
    trend = _recent(known, card.as_of)
    share = (
        None if value.points is None or not card.high else (value.points - card.low) / (card.high - card.low)
    )
    band = Band.NONE if share is None else band_of(share)
    scored = value.metric in card.resolved.parts
    return Line(
        metric=value.metric,
        figure=figure,
        code=metric_code(value.metric),
        change=change,
        change_tone=change_tone,
        full=full,
        full_assumed=assumed,
        target=target,
        target_tone=target_tone,
        aim=aim,
        peers=_peers(metric, value),
        points=value.points,
        weight=None if value.weight is None else value.weight * 100,
        lost=card.losses.get(value.metric),
        scored=scored,
        status=_status(band) if scored or value.value is None else "",
        tone=TONES[band],
        trend=trend,
        trend_label=_trend_label(figure, trend),
    )


def _status(band: Band) -> str:
    return {
        Band.STRONG: gettext("Good"),
        Band.FAIR: gettext("Attention"),
        Band.WEAK: gettext("Critical"),
        Band.NONE: gettext("Not assessed"),
    }[band]


def _change(metric: Metric, now: float | None, before: float | None) -> tuple[str, str]:
    """The difference to a week before, and whether that is good."""
    if now is None or before is None:
        return "", "none"
    text = formats.difference(now - before, metric.unit.value)
    if formats.is_zero(text) or metric.direction is Direction.NEUTRAL:
        return text, "mut"
    better = (now > before) == (metric.direction is Direction.HIGHER)
    return text, "ok" if better else "bad"


def _target(card: Scorecard, value: MetricValue, targets: Targets) -> tuple[str, str, float | None]:
    """The target in force for this seller then, whether it is reached, and its value. Two that contradict
    each other are no target: the loading of targets refuses most, and nobody could say which one was meant.
    """
    seller = card.seller
    vendor = seller.vendor.code if seller.vendor else None
    place = Place(seller.market, seller.category or None, seller.tier or None, vendor=vendor)
    try:
        target = in_force(targets, value.metric, place, card.as_of)
    except TargetError:
        return gettext("contradictory"), "warn", None
    if target is None:
        return "", "none", None
    aim = float(target.value)
    text = formats.limit(aim, card.resolved.metrics[value.metric].unit.value)
    met = "none" if value.value is None else "ok" if target.met(value.value) else "bad"
    return f"{formats.SIGNS[target.op]}{formats.THIN}{text}", met, aim


def _full(card: Scorecard, metric: str) -> tuple[str, bool]:
    """The value from which the policy takes nothing away, and whether it is assumed."""
    band = card.resolved.band(metric, card.seller.category)
    if band is None or band.relative_to != "none":
        return "", False
    sign, value = ("≤" if band.direction == "lower" else "≥"), float(best(band))
    text = formats.limit(value, card.resolved.metrics[metric].unit.value)
    return f"{sign}{formats.THIN}{text}" if value else text, band.certainty is Certainty.ASSUMED


def _peers(metric: Metric, value: MetricValue) -> str:
    """The share of peers that do worse."""
    if value.peer_rank is None:
        return ""
    worse = value.peer_rank if metric.direction is Direction.HIGHER else 1 - value.peer_rank
    return formats.measure(worse * 100, "percent", digits=0)


def _recent(known: Mapping[dt.date, float | None], as_of: dt.date) -> list[float | None]:
    """The values of the small trend, from the first that is known to that of ``as_of``."""
    days = (as_of - dt.timedelta(days=back) for back in range(TREND.days, -1, -_STEP))
    return [known.get(day) for day in dropwhile(lambda day: day not in known, days)]


def _trend_label(figure: Figure, trend: Sequence[float | None]) -> str:
    known = [value for value in trend if value is not None]
    values: dict[str, Any] = {"name": figure.name, "count": len(known)}
    if not known:
        return gettext("%(name)s: no trend yet") % values
    values |= {
        "low": formats.measure(min(known), figure.unit),
        "high": formats.measure(max(known), figure.unit),
    }
    text = ngettext(
        "%(name)s, %(count)s day: from %(low)s to %(high)s",
        "%(name)s, %(count)s days: from %(low)s to %(high)s",
        len(known),
    )
    return text % values


def _assumed(metric: Metric) -> bool:
    return any(source.certainty is Certainty.ASSUMED for source in metric.sources)

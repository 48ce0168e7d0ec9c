"""The metrics of a scorecard, one line each: value, change, target, peers, points and what they cost."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, ngettext

from sellerdesk.sellers.models import Band, Seller, band_of
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

TREND_DAYS, TREND_STEP = 90, 3
History = Mapping[dt.date, float | None]
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
    peers: str
    points: float | None
    weight: float | None
    lost: float | None
    scored: bool
    status: str
    tone: str
    trend: Sequence[float | None]
    trend_label: str


def trend_days(as_of: dt.date) -> list[dt.date]:
    """Return the days of the small trend, oldest first; the last one is ``as_of``."""
    return [as_of - dt.timedelta(days=back) for back in range(TREND_DAYS, -1, -TREND_STEP)]


def lines(
    card: Scorecard, snapshot: Snapshot, histories: Mapping[str, History], targets: Targets
) -> list[Line]:
    """Return the lines of ``card`` in the policy's order; ``histories`` are published values by metric and
    day, of the trend days and the day a week before."""
    found = ((value, histories.get(value.metric, {})) for value in card.card.metrics)
    return [line(card, value, snapshot, history, targets) for value, history in found]


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


def line(card: Scorecard, value: MetricValue, snapshot: Snapshot, history: History, targets: Targets) -> Line:
    """Return one line; ``history`` are the metric's published values by day."""
    metric = card.resolved.metrics[value.metric]
    figure = _figure(card, value, snapshot)
    change, change_tone = _change(metric, value.value, history.get(card.as_of - WEEK))
    full, assumed = _full(card, value.metric)
    target, target_tone = _target(card, value, targets)
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
        peers=_peers(metric, value),
        points=value.points,
        weight=None if value.weight is None else value.weight * 100,
        lost=card.losses.get(value.metric),
        scored=scored,
        status=_status(band) if scored or value.value is None else "",
        tone=TONES[band],
        trend=_recent(history, card.as_of),
        trend_label=_trend_label(figure, history, card.as_of),
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


def _target(card: Scorecard, value: MetricValue, targets: Targets) -> tuple[str, str]:
    """The target in force for this seller then, and whether it is reached. Two that contradict each other
    are no target: the loading of targets refuses most, and nobody could say which one was meant."""
    try:
        target = _in_force(card.seller, targets, value.metric, card.as_of)
    except TargetError:
        return gettext("contradictory"), "warn"
    if target is None:
        return "", "none"
    sign = formats.SIGNS[target.op]
    text = formats.limit(float(target.value), card.resolved.metrics[value.metric].unit.value)
    met = "none" if value.value is None else "ok" if target.met(value.value) else "bad"
    return f"{sign}{formats.THIN}{text}", met


def target_of(seller: Seller, targets: Targets, metric: str, day: dt.date) -> Target | None:
    """Return the target in force for a seller on a day; None also where two contradict each other."""
    try:
        return _in_force(seller, targets, metric, day)
    except TargetError:
        return None


def _in_force(seller: Seller, targets: Targets, metric: str, day: dt.date) -> Target | None:
    vendor = seller.vendor.code if seller.vendor else None
    place = Place(seller.market, seller.category or None, seller.tier or None, vendor=vendor)
    return in_force(targets, metric, place, day)


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


def _recent(history: History, as_of: dt.date) -> list[float | None]:
    days = trend_days(as_of)
    known = [day for day in days if day in history]
    return [history[day] for day in days if known and day >= known[0]]


def _trend_label(figure: Figure, history: History, as_of: dt.date) -> str:
    known = [value for value in _recent(history, as_of) if value is not None]
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

"""Rates that are still growing: what young orders will come to, judged by how late the account's own reviews
and requests came in the past."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from sellerloop.lake.alone import Alone, alone, own_rows
from sellerloop.lake.facts import counts
from sellerloop.lake.reader import Account, Snapshot
from sellerloop.metrics.plan import column_names
from sellerloop.metrics.reading import Reading
from sellerloop.metrics.spec import Aggregation, Metric, kinds_of
from sellerloop.policy.window import DAY, Rolling
from sellerloop.scores.maturity import Cohort, Projection, maturity_curve, project
from sellerloop.speech.message import Message, gettext_noop

LEAST = 30  # past events that a curve needs, and rows' worth that have to have matured
_SETTLED_AFTER = 60  # days after which an order is taken to have all its reviews and requests
_DAYS = {"review": "reviewed_date", "request": "opened_date"}  # when an event of the kind happened


@dataclass(frozen=True, slots=True)
class Growing:
    """A rate of orders whose events are still coming in. ``events`` are those that the curve was drawn from;
    ``projection`` is None, with a ``reason``, where they are too few."""

    metric: str
    events: int
    projection: Projection | None
    reason: Message | None = None


def growing(
    snapshot: Snapshot, account: Account, policy: str, as_of: dt.date, readings: dict[str, Reading]
) -> list[Growing]:
    """Return every rate of delivered orders under ``policy`` that later reviews or requests raise, with what
    it is heading for. ``readings`` are the account's as of the day."""
    own, resolved = alone(snapshot, account), snapshot.policies[policy]
    found, delays = [], dict[str, Counter[int]]()
    for name in resolved.parts:
        metric, span = resolved.metrics[name], readings[name].window
        kind = _late_kind(metric)
        if kind is None or span is None or readings[name].value is None:
            continue
        if kind not in delays:
            delays[kind] = _delays(own, account.number, kind, as_of)
        events = delays[kind].total()
        if events < LEAST:
            text = gettext_noop("{count} past events of at least {least} to judge by")
            found.append(Growing(name, events, None, Message(text, {"count": events, "least": LEAST})))
            continue
        cohorts = _cohorts(own, metric, span[0], span[1], as_of)
        curve = maturity_curve(delays[kind])
        found.append(Growing(name, events, project(metric, cohorts, curve, least=LEAST)))
    return found


def _late_kind(metric: Metric) -> str | None:
    """The kind whose events make an order bad some time after it was delivered."""
    side = metric.denominator
    if metric.aggregation is not Aggregation.RATIO or side is None:
        return None
    if (side.kind, side.anchor) != ("order", "delivered_date") or metric.numerator.anchor != side.anchor:
        return None
    return next((kind for kind, _table in kinds_of(metric) if kind in _DAYS), None)


def _delays(own: Alone, number: int, kind: str, as_of: dt.date) -> Counter[int]:
    """Days from delivery to the event, of orders old enough to have all of theirs."""
    files = own.served.rows(kind)
    if not files:
        return Counter()
    rows = own_rows(files, number, ("order_delivered_date", _DAYS[kind])).to_pylist()
    known = ((row["order_delivered_date"], row[_DAYS[kind]]) for row in rows)
    return Counter(
        (happened - delivered).days
        for delivered, happened in known
        if delivered
        and happened
        and delivered <= as_of - _SETTLED_AFTER * DAY
        and (happened - delivered).days <= _SETTLED_AFTER
    )


def _cohorts(own: Alone, metric: Metric, first: dt.date, last: dt.date, as_of: dt.date) -> list[Cohort]:
    daily = metric.with_(window=Rolling(days=1))
    days = [first + offset * DAY for offset in range((last - first).days + 1)]
    found, _ = counts(own.engine, own.served, [daily], [day + DAY for day in days])
    num, den = (found.columns[name][:, 0].tolist() for name in column_names(daily, Rolling(days=1)))
    return [
        Cohort((as_of - day).days, rows, known)
        for day, known, rows in zip(days, num, den, strict=True)
        if rows
    ]

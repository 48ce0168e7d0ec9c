"""In which metrics an order or a conversation counts, and why: one line a metric, for every policy that
speaks for its account."""

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from sellerdesk.orders.words import outcome_word
from sellerdesk.sellers.models import Seller
from sellerdesk.sellers.tables import cell
from sellerdesk.sellers.words import metric_code
from sellerdesk.ui import formats
from sellerloop.lake.reader import Account, Card, Scope, Snapshot
from sellerloop.lake.rows_about import About
from sellerloop.lake.rows_costs import cost
from sellerloop.lake.rows_verdicts import Judged, Outcome, Verdict, verdicts_on
from sellerloop.metrics.replies import ReplyRule
from sellerloop.metrics.spec import Metric, contract_of, table_of
from sellerloop.policy.schema import Mode
from sellerloop.scores.resolve import ResolvedPolicy

PLACES = 3  # of the points that one order costs
_INSIDE = (Outcome.BAD, Outcome.GOOD, Outcome.COUNTED, Outcome.COMING)
_CHATS = frozenset({"chat", "message", "chat_rating"})
_ORDERS = frozenset({"order", "item", "parcel_scan", "review", "request", "violation"}) | _CHATS


@dataclass(frozen=True, slots=True)
class Deciding:
    """One column that made the outcome, with its value as text."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Line:
    """One metric. ``cost`` is the points that the order takes from the score, empty where it takes none."""

    name: str
    code: str
    outcome: Outcome
    word: str
    tone: str
    why: str
    deciding: tuple[Deciding, ...]
    period: str
    until: str
    cost: str
    rows: str


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one policy makes of an order: ``lines`` that count or will, and ``others`` that do not."""

    policy: str
    title: str
    version: str
    as_of: dt.date
    lines: tuple[Line, ...]
    others: tuple[Line, ...]
    total: str

    @property
    def hurts(self) -> int:
        """In how many metrics it counts against the account."""
        return sum(line.outcome is Outcome.BAD for line in self.lines)


def policies_for(snapshot: Snapshot, seller: Seller) -> list[ResolvedPolicy]:
    """Return the live policies that speak for a seller: its own first, then others made for its market."""
    own = snapshot.policies.get(seller.policy)
    live = (p for p in snapshot.policies.values() if p.policy.mode is Mode.LIVE and p.policy.entity == "shop")
    others = [p for p in live if p is not own and (not p.policy.markets or seller.market in p.policy.markets)]
    return [*([own] if own else []), *others]


def rules_for(policies: Iterable[ResolvedPolicy]) -> list[ReplyRule]:
    """Return how these policies read replies."""
    sides = (side for policy in policies for metric in policy.metrics.values() for side in metric.sides)
    return list(dict.fromkeys(side.rule for side in sides if side.rule))


def meanings(
    snapshot: Snapshot,
    scope: Scope,
    about: About,
    policies: Sequence[ResolvedPolicy],
    number: str,
    asked: dt.date | None = None,
) -> list[Meaning]:
    """Return what ``policies`` make of an order or conversation called ``number``, as of the day asked for or
    the last one scored. Policies that published nothing for the account are left out."""
    found = []
    for resolved in policies:
        days = snapshot.as_ofs(resolved.policy.id)
        place = bisect_right(days, asked) if asked else len(days)
        as_of = days[max(place - 1, 0)] if days else None
        card = snapshot.card(about.account.id, resolved.policy.id, as_of, scope) if as_of else None
        if card is not None:
            found.append(_meaning(snapshot, about, resolved, card, number))
    return found


def _meaning(snapshot: Snapshot, about: About, resolved: ResolvedPolicy, card: Card, number: str) -> Meaning:
    as_of, values = card.score.as_of, {value.metric: value for value in card.metrics}
    concerned = {name for name, metric in resolved.metrics.items() if _concerns(metric, about)}
    spans = {
        name: snapshot.span(resolved.policy.id, name, as_of, value.den)
        for name, value in values.items()
        if name in concerned
    }
    lines, total = [], 0.0
    for verdict in verdicts_on(resolved, about.rows, spans, as_of, about.account.category):
        inside = verdict.outcome in (Outcome.BAD, Outcome.COUNTED)
        lost = cost(snapshot, about.account, resolved, values[verdict.metric], verdict) if inside else None
        total += lost or 0.0
        lines.append((lost or 0.0, _line(resolved, verdict, about.account, as_of, lost, number)))
    order = {outcome: place for place, outcome in enumerate(Outcome)}
    lines.sort(key=lambda pair: (order[pair[1].outcome], -pair[0]))
    return Meaning(
        policy=resolved.policy.id,
        title=gettext(resolved.policy.title),
        version=resolved.version,
        as_of=as_of,
        lines=tuple(line for _, line in lines if line.outcome in _INSIDE),
        others=tuple(line for _, line in lines if line.outcome not in _INSIDE),
        total=_points(total),
    )


def _concerns(metric: Metric, about: About) -> bool:
    """Whether rows of the metric can be about this order, or conversation, at all."""
    kinds = _ORDERS if about.of("order") else _CHATS
    return any(side.rule or table_of(side) in kinds for side in metric.sides)


def _line(
    resolved: ResolvedPolicy,
    verdict: Verdict,
    account: Account,
    as_of: dt.date,
    lost: float | None,
    number: str,
) -> Line:
    metric = resolved.metrics[verdict.metric]
    text, tone = outcome_word(verdict.outcome)
    telling = verdict.telling
    query = urlencode({"policy": resolved.policy.id, "as_of": as_of.isoformat(), "number": number})
    address = reverse("sellers:rows", args=[account.id, verdict.metric])
    return Line(
        name=gettext(metric.name),
        code=metric_code(verdict.metric),
        outcome=verdict.outcome,
        word=text,
        tone="warn" if lost and verdict.outcome is Outcome.COUNTED else tone,
        why=_why(metric, verdict),
        deciding=_deciding(telling[0], account.zone or "UTC") if telling else (),
        period=formats.period(*verdict.span),
        until=_until(verdict),
        cost=_points(lost or 0.0),
        rows=f"{address}?{query}" if telling else "",
    )


def _why(metric: Metric, verdict: Verdict) -> str:
    """The reason in words; of several rows, how many of them."""
    if verdict.outcome is Outcome.NOTHING:
        title = gettext(contract_of(metric.denominator or metric.numerator).title)
        return gettext("There is no such row here: %(kind)s") % {"kind": title}
    first, several = verdict.telling[0], len(verdict.rows) > 1
    count = ""
    if several and verdict.outcome in _INSIDE:
        values = {"n": len(verdict.telling), "of": len(verdict.rows)}
        count = ngettext("%(n)s of %(of)s row", "%(n)s of %(of)s rows", values["of"]) % values
    reason = formats.sentence(formats.say(first.reason))
    if verdict.outcome is Outcome.PAST:
        reason = gettext("Its day is before the days that count")
    elif verdict.outcome is Outcome.COMING:
        reason = gettext("Its day is after the days that count now")
    return " · ".join(part for part in (reason, count) if part)


def _deciding(row: Judged, zone: str) -> tuple[Deciding, ...]:
    currency = str(row.row.get("currency") or "")
    columns = ((row.contract.column(name), value) for name, value in row.deciding)
    found = (
        Deciding(gettext(c.meaning), gettext("none") if value is None else cell(c, value, zone, currency))
        for c, value in columns
    )
    return tuple(dict.fromkeys(found))


def _until(verdict: Verdict) -> str:
    if verdict.until:
        return gettext("counts until %(day)s") % {"day": formats.day(verdict.until)}
    if verdict.since:
        return gettext("counts from %(day)s") % {"day": formats.day(verdict.since)}
    return ""


def _points(lost: float) -> str:
    return formats.number(-lost, PLACES) if round(lost, PLACES) else ""

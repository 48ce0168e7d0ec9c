"""One order as a story: what happened when, what was promised, and when it became known."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext_lazy

from sellerdesk.orders.talk import Said, said
from sellerdesk.orders.words import word
from sellerdesk.ui import formats
from sellerloop.events.contract import Column, Type
from sellerloop.events.registry import contract
from sellerloop.lake.rows_about import About, Row

_LATE_TO_KNOW = dt.timedelta(days=1)
_PROMISES = {"due_fast_ship_at": "shipped_at", "due_ship_at": "shipped_at", "due_deliver_at": "delivered_at"}
_PROMISED = {"shipped_at": "due_ship_at", "delivered_at": "due_deliver_at"}
_EVENTS = {
    ("order", "placed_at"): pgettext_lazy("event", "Order placed"),
    ("order", "paid_at"): pgettext_lazy("event", "Payment confirmed"),
    ("order", "delivered_at"): pgettext_lazy("event", "Marked delivered by the carrier"),
    ("request", "opened_at"): pgettext_lazy("event", "Request opened"),
    ("request", "answered_at"): pgettext_lazy("event", "First decision of the seller"),
    ("request", "received_at"): pgettext_lazy("event", "Returned goods received"),
    ("request", "closed_at"): pgettext_lazy("event", "Request closed"),
}  # a column that is the time of something is here called what happened
_ICONS = {
    **{"placed_at": "plus", "paid_at": "check", "shipped_at": "upload", "delivered_at": "order"},
    **{
        "cancelled_at": "close",
        "due_fast_ship_at": "clock",
        "due_ship_at": "clock",
        "due_deliver_at": "clock",
    },
}


@dataclass(frozen=True, slots=True)
class Happening:
    """One entry. ``promise`` marks a deadline; ``late`` says how much later it became known; ``quote`` is
    text as a buyer wrote it in ``language``; ``talk`` are the messages of a conversation."""

    at: dt.datetime
    title: str
    text: str = ""
    tone: str = ""
    icon: str = "dots"
    late: str = ""
    promise: bool = False
    href: str = ""
    quote: str = ""
    language: str = ""
    talk: tuple[Said, ...] = ()


def story(about: About) -> list[Happening]:
    """Return what happened around an order, oldest first."""
    found: list[Happening] = []
    for row in about.of("order"):
        found += _order(about, row)
    found += _parcels(about.of("parcel_scan"))
    for row in about.of("review"):
        found += _review(about, row)
    for row in about.of("request"):
        found += _request(about, row)
    for row in about.of("chat"):
        found += _chat(about, row)
    for row in about.of("violation"):
        found += _violation(row)
    return sorted(found, key=lambda entry: (entry.at, entry.promise))


def _order(about: About, row: Row) -> Iterator[Happening]:
    for column in contract("order").columns:
        at = row.get(column.name)
        if column.type is not Type.INSTANT or column.name == "known_at" or at is None:
            continue
        promise = column.name in _PROMISES
        if promise and column.name == "due_fast_ship_at" and at == row["due_ship_at"]:
            continue
        text, tone = _kept(row, column.name) if promise else _told(row, column.name)
        yield Happening(
            at,
            _title("order", column),
            text,
            tone,
            _ICONS.get(column.name, "dots"),
            "" if promise else _late(about, "order", row["order_id"], column.name, at),
            promise,
        )


def _title(kind: str, column: Column) -> str:
    """What happened, in words."""
    return str(_EVENTS.get((kind, column.name)) or gettext(column.meaning))


def _told(row: Row, column: str) -> tuple[str, str]:
    """What there is to say about a step of an order, and its tone."""
    match column:
        case "placed_at":
            units = row["units"]
            parts = [formats.money(row["amount"], row["currency"]) if row["amount"] is not None else ""]
            parts += [ngettext("%(n)s piece", "%(n)s pieces", units) % {"n": units}] if units else []
            return _joined(parts), ""
        case "cancelled_at":
            fault = gettext("caused by: %(fault)s") % {"fault": word(row["cancel_fault"] or "unknown")}
            inferred = gettext("inferred, not reported") if row["fault_assumed"] else ""
            tone = "bad" if row["cancel_fault"] in ("seller", "auto") else "warn"
            return _joined([word(row["cancel_reason"]), fault, inferred]), tone
    due = row.get(_PROMISED.get(column, "")) if column in _PROMISED else None
    if due is None:
        return "", "ok" if column in _PROMISED else ""
    late = (row[column] - due).total_seconds()
    if late <= 0:
        return gettext("in time"), "ok"
    return gettext("%(time)s after the promise") % {"time": formats.duration(late)}, "bad"


def _kept(row: Row, column: str) -> tuple[str, str]:
    """Whether a promise was kept."""
    done = row[_PROMISES[column]]
    if done is not None:
        kept = done <= row[column]
        return (gettext("kept"), "ok") if kept else (gettext("missed"), "bad")
    return (gettext("cancelled"), "none") if row["cancelled_at"] else (gettext("nothing known yet"), "none")


def _parcels(scans: Sequence[Row]) -> Iterator[Happening]:
    several = len({scan["parcel_id"] for scan in scans}) > 1
    tones = {"delivered": "ok", "failed_attempt": "warn", "returned": "bad", "lost": "bad"}
    for scan in scans:
        parcel = gettext("parcel %(number)s") % {"number": scan["parcel_id"]} if several else ""
        text = _joined([scan["place"] or "", scan["carrier"] or "", parcel])
        tone = tones.get(scan["scan"], "mut")
        yield Happening(scan["scanned_at"], word(scan["scan"]), text, tone, "flag")


def _review(about: About, row: Row) -> Iterator[Happening]:
    stars = row["first_rating"]
    tone = "bad" if stars <= 2 else "warn" if stars == 3 else "ok"
    late = _late(about, "review", row["review_id"], "reviewed_at", row["reviewed_at"])
    text = _joined([word(row["aspect"]), gettext("risky buyer") if row["risky_buyer"] else ""])
    title = gettext("Review: %(stars)s of 5 stars") % {"stars": stars}
    quote, language = row["text"] or "", row["language"] or ""
    yield Happening(row["reviewed_at"], title, text, tone, "flag", late, quote=quote, language=language)
    current = row["current_rating"]
    if row["changed_at"] and current is not None:
        values = {"before": stars, "now": current}
        text = gettext("from %(before)s to %(now)s stars") % values
        yield Happening(
            row["changed_at"], gettext("Review changed"), text, "ok" if current > stars else "warn", "undo"
        )


def _request(about: About, row: Row) -> Iterator[Happening]:
    number, done = row["request_id"], row["answered_at"]
    for column in contract("request").columns:
        at = row.get(column.name)
        if column.type is not Type.INSTANT or column.name == "known_at" or at is None:
            continue
        text, tone, promise = "", "", column.name == "due_at"
        if column.name == "opened_at":
            fault = gettext("caused by: %(fault)s") % {"fault": word(row["fault"])}
            inferred = gettext("inferred, not reported") if row["fault_assumed"] else ""
            text, tone = _joined([word(row["type"]), word(row["reason"]), fault, inferred]), "warn"
        elif promise:
            text = "" if done is None else gettext("kept") if done <= at else gettext("missed")
            tone = "none" if done is None else "ok" if done <= at else "bad"
        elif column.name == "answered_at":
            text = gettext("after %(time)s") % {
                "time": formats.duration((at - row["opened_at"]).total_seconds())
            }
        elif column.name == "closed_at":
            refund = formats.money(row["amount"], row["currency"]) if row["amount"] else ""
            text = _joined([word(row["outcome"]), refund])
        late = "" if promise else _late(about, "request", number, column.name, at)
        title = _title("request", column)
        if column.name == "opened_at":
            title = f"{title} · {number}"
        yield Happening(at, title, text, tone, "clock" if promise else "undo", late, promise)


def _chat(about: About, row: Row) -> Iterator[Happening]:
    chat = row["chat_id"]
    title = gettext("Conversation %(number)s") % {"number": chat}
    team = gettext("answered by: %(team)s") % {"team": word(row["team"])} if row["team"] else ""
    talk = tuple(said(message) for message in about.of("message") if message["chat_id"] == chat)
    yield Happening(
        row["started_at"],
        title,
        _joined([word(row["topic"]), team]),
        "",
        "language",
        href=reverse("orders:chat", args=[about.account.id, chat]),
        talk=talk,
    )
    for rating in about.of("chat_rating"):
        if rating["chat_id"] == chat:
            stars = rating["rating"]
            tone = "bad" if stars <= 2 else "warn" if stars == 3 else "ok"
            title = gettext("Conversation rated: %(stars)s of 5 stars") % {"stars": stars}
            yield Happening(rating["rated_at"], title, word(rating["reason"]), tone, "flag")


def _violation(row: Row) -> Iterator[Happening]:
    points = ngettext("%(n)s point", "%(n)s points", row["points"]) % {"n": row["points"]}
    title = gettext("Violation issued · %(number)s") % {"number": row["violation_id"]}
    yield Happening(row["issued_at"], title, _joined([word(row["reason"]), points]), "bad", "warning")
    if row["appealed_at"]:
        yield Happening(row["appealed_at"], gettext("Appeal filed"), "", "warn", "undo")
    if row["decided_at"]:
        won = row["overturned"]
        text = gettext("overturned") if won else gettext("upheld")
        yield Happening(row["decided_at"], gettext("Appeal decided"), text, "ok" if won else "bad", "check")


def _late(about: About, kind: str, key: str, column: str, at: dt.datetime) -> str:
    """How much later than it happened something became known, where that is more than a day."""
    known: Any = about.known.get((kind, key, column))
    if known is None or known - at <= _LATE_TO_KNOW:
        return ""
    days = (known - at).days
    return ngettext("known %(days)s day later", "known %(days)s days later", days) % {"days": days}


def _joined(parts: Sequence[str]) -> str:
    return " · ".join(part for part in parts if part)

"""Waits for an answer with the clock behind them: who asked when, who was due by which rule, what came."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from sellerdesk.orders.words import author_word
from sellerdesk.ui import formats
from sellerloop.lake.rows_about import About, Row
from sellerloop.metrics.replies import ReplyRule
from sellerloop.scores.resolve import ResolvedPolicy


@dataclass(frozen=True, slots=True)
class Wait:
    """One wait of a buyer; ``outcome`` with its ``tone`` says whether the answer came in time."""

    asked_at: dt.datetime
    replied_at: dt.datetime | None
    waited: str
    outcome: str
    tone: str


@dataclass(frozen=True, slots=True)
class Clock:
    """The waits of a conversation by one rule; ``metrics`` are the names of those that read it so."""

    metrics: str
    rule: str
    waits: tuple[Wait, ...]


def waits(about: About, rules: Iterable[ReplyRule], policies: Sequence[ResolvedPolicy]) -> list[Clock]:
    """Return the waits of a conversation by every rule that the policies read."""
    found = []
    for rule in rules:
        names = {
            gettext(metric.name)
            for policy in policies
            for metric in policy.metrics.values()
            if any(side.rule == rule for side in metric.sides)
        }
        rows = about.of(rule.table)
        if rows:
            found.append(Clock(formats.listed(sorted(names)), rule_text(rule), tuple(map(_wait, rows))))
    return found


def rule_text(rule: ReplyRule) -> str:
    """Say what an answer is and when it is in time."""
    parts = [_UNITS[rule.unit]()]
    if rule.batch:
        ends, due = rule.batch
        values = {"ends": _minutes(ends), "due": _minutes(due)}
        parts.append(gettext("asked before %(ends)s: due on that day at %(due)s, else a day later") % values)
    elif rule.limit_s is not None:
        parts.append(gettext("due within %(time)s") % {"time": formats.duration(rule.limit_s)})
    if (rule.opens, rule.closes) != (0, 1440):
        values = {"opens": _minutes(rule.opens), "closes": _minutes(rule.closes)}
        parts.append(gettext("the clock counts what is asked between %(opens)s and %(closes)s") % values)
    if rule.weekend:
        parts.append(gettext("what is asked at the weekend is due on Monday at noon"))
    if rule.same_day:
        parts.append(gettext("an answer on a later day is none"))
    names = formats.listed([author_word(author) for author in rule.authors])
    parts.append(gettext("answers of: %(authors)s") % {"authors": names})
    return " · ".join(parts)


_UNITS = {
    "turn": lambda: gettext("from each first question to the answer"),
    "message": lambda: gettext("from each message of the buyer to the next answer"),
    "conversation": lambda: gettext("all questions of the conversation together"),
    "buyer_day": lambda: gettext("all questions of the buyer on one day together"),
    "chat": lambda: gettext("from the first question to the first answer"),
}


def _wait(row: Row) -> Wait:
    if not row["answered"]:
        outcome, tone = gettext("No answer"), "bad"
    elif row["in_time"]:
        outcome, tone = gettext("In time"), "ok"
    else:
        outcome, tone = gettext("Too late"), "bad"
    if row["bot_only"]:
        outcome, tone = gettext("Only a bot"), "warn"
    waited = formats.duration(row["wait_s"])
    return Wait(row["asked_at"], row["replied_at"], waited or formats.DASH, outcome, tone)


def _minutes(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"

"""Violations: broken rules, the points they carry, appeals and their outcome."""

from dataclasses import dataclass

import numpy as np

from sellersim.orders import numbers
from sellersim.rows import Rows, after, feed, keep, stack
from sellersim.setting import Setting
from sellersim.zones import DAY, HOUR, day_number


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that is broken: its reason code, points, and share among all violations."""

    reason: str
    points: int
    share: float


RULES = (
    Rule("late_dispatch", 2, 0.24),
    Rule("seller_fault_cancellation", 2, 0.2),
    Rule("not_as_described", 2, 0.14),
    Rule("chat_misconduct", 1, 0.14),
    Rule("misleading_content", 2, 0.12),
    Rule("missing_qualification", 6, 0.07),
    Rule("intellectual_property", 4, 0.05),
    Rule("counterfeit", 4, 0.02),
    Rule("prohibited_product", 6, 0.02),
)


def violation_rows(setting: Setting, first: int, last: int) -> Rows:
    """Return all versions of the violations issued on the local days ``first`` to ``last``."""
    dice, accounts = setting.dice, setting.accounts
    span = np.arange(max(first, day_number(setting.config.first)), last + 1)
    day, account = np.repeat(span, len(accounts)), np.tile(np.arange(len(accounts)), len(span))
    risk = accounts.violations[account] * (1 + np.sqrt(accounts.size[account]))
    hit = (accounts.opened[account] <= day) & (day < accounts.closed[account])
    hit &= dice.chance("violation", day * 1_000_000 + account, risk)
    day, account = day[hit], account[hit]
    number = numbers(day, account, np.zeros_like(day))
    local = day * DAY + dice.between("issued", number, 9 * HOUR, 18 * HOUR)
    issued = setting.zones.instant(accounts.zone[account], local)
    rule = dice.pick("rule", number, np.array([r.share for r in RULES]))
    base = {
        "account": account,
        "violation_id": number,
        "issued_at": issued,
        "reason": rule,
        "points": np.array([r.points for r in RULES])[rule],
    }
    appealed = issued + dice.between("appeal", number, 6 * HOUR, 12 * DAY)
    decided = appealed + dice.between("decision", number, DAY, 5 * DAY)
    appeals = dice.chance("appeals", number, 0.3)
    known = feed(setting, "violation", number, issued, minutes=10)
    filed = after(feed(setting, "appeal", number, appealed, minutes=10), known)
    settled = after(feed(setting, "decision", number, decided, minutes=10), filed)
    end = {
        "appealed_at": appealed,
        "decided_at": decided,
        "overturned": dice.chance("overturned", number, 0.35),
    }
    return stack(
        [
            base | {"known_at": known},
            keep(base | {"appealed_at": appealed, "known_at": filed}, appeals),
            keep(base | end | {"known_at": settled}, appeals),
        ]
    )

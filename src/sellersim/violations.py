"""Violations: broken rules, the points they carry, appeals and their outcome."""

from dataclasses import dataclass

import numpy as np

from sellersim.columns import NONE
from sellersim.dice import Ints
from sellersim.rows import Rows, after, feed, keep, stack
from sellersim.setting import Setting
from sellersim.traffic import account_days, numbered
from sellersim.zones import DAY, HOUR


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that is broken: reason code, points, share among all violations, whether a product breaks it."""

    reason: str
    points: int
    share: float
    about_product: bool = False


RULES = (
    Rule("late_dispatch", 2, 0.24),
    Rule("seller_fault_cancellation", 2, 0.2),
    Rule("not_as_described", 2, 0.14, about_product=True),
    Rule("chat_misconduct", 1, 0.14),
    Rule("misleading_content", 2, 0.12, about_product=True),
    Rule("missing_qualification", 6, 0.07),
    Rule("intellectual_property", 4, 0.05, about_product=True),
    Rule("counterfeit", 4, 0.02, about_product=True),
    Rule("prohibited_product", 6, 0.02, about_product=True),
)
_POINTS = np.array([rule.points for rule in RULES])
_SHARES = np.array([rule.share for rule in RULES])
_ABOUT_PRODUCT = np.array([rule.about_product for rule in RULES])


def violation_rows(setting: Setting, first: int, last: int) -> Rows:
    """Return all versions of the violations of the local days ``first`` to ``last``: issued, appealed,
    decided. An account breaks at most one rule a day."""
    dice, accounts = setting.dice, setting.accounts
    days, people = account_days(setting, first, last, sellers=False)
    risk = accounts.violations[people] * (1 + np.sqrt(accounts.size[people]))
    hit = dice.chance("violation", days * 1_000_000 + people, risk)
    day, account = days[hit], people[hit]
    number = numbered(day, account, np.zeros_like(day))
    local = day * DAY + dice.between("issued", number, 9 * HOUR, 18 * HOUR)
    issued = setting.zones.instant(accounts.zone[account], local)
    appealed = issued + dice.between("appeal", number, 6 * HOUR, 12 * DAY)
    decided = appealed + dice.between("decision", number, DAY, 5 * DAY)
    appeals = dice.chance("appeals", number, 0.3)
    known = feed(setting, "violation", number, issued, minutes=10)
    filed = after(feed(setting, "appeal", number, appealed, minutes=10), known)
    settled = after(feed(setting, "decision", number, decided, minutes=10), filed)
    base = _issued(setting, number, account, day) | {"issued_at": issued}
    appeal = base | {"appealed_at": appealed}
    decision = appeal | {"decided_at": decided, "overturned": dice.chance("overturned", number, 0.35)}
    return stack(
        [
            base | {"known_at": known},
            keep(appeal | {"known_at": filed}, appeals),
            keep(decision | {"known_at": settled}, appeals),
        ]
    )


def _issued(setting: Setting, number: Ints, account: Ints, day: Ints) -> dict[str, np.ndarray]:
    rule = setting.dice.pick("rule", number, _SHARES)
    concerned = _ABOUT_PRODUCT[rule] & (account < setting.accounts.sellers)
    seller = np.where(concerned, account, 0)
    product = setting.products.pick(seller, day, setting.dice.uniform("violating product", number))
    return {
        "account": account,
        "violation_id": number,
        "reason": rule,
        "points": _POINTS[rule],
        "product_id": np.where(concerned, setting.products.number[product], NONE),
    }

"""Points ledgers: penalty points that expire or reset, and balances that start, earn and lose."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from sellerloop.policy.schema.base import Frozen, Number, Operator, Slug, Stated
from sellerloop.policy.source import Certainty


class Condition(Frozen):
    """``metric op value``, only assessed with at least ``min_n`` denominator rows, and only true with at
    least ``min_count`` numerator rows ("rate and count"). ``metric`` may also name the score, a ledger, a
    gate of the policy (whose value is ``met`` or ``missed``) or an account attribute (``account.…``).
    ``categories`` restricts it to those main categories; empty means every category for which the same
    object has no condition of its own on the metric."""

    metric: Slug
    op: Operator
    value: Annotated[Number | str, Field(union_mode="left_to_right")]  # what reads as a number is one
    min_n: Annotated[int, Field(ge=0)] | None = None
    min_count: Annotated[int, Field(ge=0)] | None = None
    categories: tuple[Slug, ...] = ()
    certainty: Certainty | None = None


class Expiry(Frozen):
    """How points end: each entry after ``days``, or all at once at calendar resets; never without either."""

    days: Annotated[int, Field(ge=1)] | None = None
    reset: Literal["first_monday_of_quarter", "first_of_month", "first_of_quarter"] | None = None


class Earn(Frozen):
    """``points`` for each complete ``per`` of the metric."""

    metric: Slug
    per: Annotated[int, Field(ge=1)]
    points: Number


class Deduct(Frozen):
    """Points for violations with ``reason``, or with any that no other deduction names; the event's own
    points when ``points`` is not given. With ``when``: for conditions that all hold at a refresh. Of the
    deductions of one ``group`` only the largest that holds applies (2 points from 10 %, 4 with 30 orders)."""

    reason: str | None = None
    when: tuple[Condition, ...] = ()
    points: Number | None = None
    group: Slug | None = None


class Ledger(Stated):
    """A points ledger: penalty points that expire or reset, or a rolling balance that starts, earns and
    loses."""

    id: Slug
    start: Number = Decimal(0)
    floor: Number = Decimal(0)
    cap: Number | None = None
    sign: Literal["penalty", "balance"]
    earn: tuple[Earn, ...] = ()
    deduct: tuple[Deduct, ...] = ()
    expiry: Expiry = Expiry()

"""What a number leads to: tiers, gates, consequences, appeals and exemptions."""

from typing import Annotated, Literal

from pydantic import Field

from sellerloop.policy.schema.base import Frozen, Noted, Number, Relative, Slug, Stated
from sellerloop.policy.schema.ledger import Condition
from sellerloop.policy.schema.score import Band
from sellerloop.policy.source import Day


class Level(Frozen):
    """A named level that begins ``at`` a value (closed end) or above it (open end)."""

    name: str
    at: Number
    ends: Literal["closed", "open"]


class Tier(Stated):
    """States of a score or metric with hysteresis. ``enter`` and ``exit`` bound the best state; between them
    the state holds, or is the ``middle`` state where one is named; without ``exit`` it lasts while ``enter``
    holds. A change needs ``hold`` periods in a row,
    of which ``tolerance`` may miss; after leaving, ``probation`` days must pass before coming back. With
    ``recall_days`` the exit only counts within so many days after entering. ``relative_to`` makes level
    values multiples of a benchmark statistic of the peer group."""

    id: Slug
    subject: Slug  # a metric, ledger or gate, "score", or an account attribute
    levels: tuple[Level, ...] = ()  # plain thresholds, best first
    enter: Condition | None = None
    exit: Condition | None = None
    states: tuple[str, ...] = ()  # two: on, off (these names where none are given); three: on, middle, off
    hold: Annotated[int, Field(ge=1)] = 1
    tolerance: Annotated[int, Field(ge=0)] = 0
    probation: Annotated[int, Field(ge=0)] = 0
    recall_days: Annotated[int, Field(ge=1)] | None = None
    relative_to: Relative = "none"


class Gate(Stated):
    """All of ``all_of`` and, where there are any, at least one of ``any_of``; each condition is shown with
    its own state. A gate that is not enabled is shown and decides nothing."""

    id: Slug
    all_of: tuple[Condition, ...] = ()
    any_of: tuple[Condition, ...] = ()
    enabled: bool = True


class Shorten(Frozen):
    """What shortens a restriction: a passed quiz, a correction, an upheld appeal."""

    by: Literal["quiz", "correction", "appeal"]
    to_days: Annotated[int, Field(ge=0)]


class Milestone(Frozen):
    """Reaching ``at`` of ``ledger`` (from below for penalties, from above for balances; the value itself
    counts) fires the consequence for ``days`` days (none: without end)."""

    ledger: Slug
    at: Number
    days: Annotated[int, Field(ge=1)] | None = None


class Consequence(Stated):
    """What happens when its trigger holds. ``ladder`` maps a metric's steps to values (a multiplier of
    ``of``, a fee in percent, settlement days, days of restriction). ``trigger`` conditions hold together."""

    id: Slug
    kind: Literal["multiplier", "fee", "days", "block", "badge"]
    of: str = ""  # what a multiplier multiplies or a block blocks
    trigger: tuple[Condition, ...] = ()
    milestone: tuple[Milestone, ...] = ()  # fired when a ledger crosses a value
    ladder: Band | None = None
    value: Number | None = None
    duration_days: Annotated[int, Field(ge=1)] | None = None
    overrides: tuple[Condition, ...] = ()  # any of these forces it whatever the score says
    shorten: tuple[Shorten, ...] = ()
    enabled: bool = True


class Appeal(Stated):
    """How a counted event may be contested, and what an upheld appeal does to the number. ``deadline_days``
    has one entry per attempt, the first from the penalty, the next from the rejection; empty where they are
    not known."""

    metric: Slug  # a metric or a ledger
    attempts: Annotated[int, Field(ge=1)]
    deadline_days: tuple[Annotated[int, Field(ge=1)], ...] = ()
    review_days: Annotated[int, Field(ge=0)] | None = None
    correction_days: Annotated[int, Field(ge=0)] | None = None  # from the decision to the corrected number
    orders_per_ticket: Annotated[int, Field(ge=1)] | None = None
    evidence: dict[str, tuple[str, ...]] = {}  # scenario to required items
    effect: Literal["numerator", "both"]
    suspends: bool = False  # do restrictions pause meanwhile
    restores: bool = True  # does success end the restrictions that followed


class Exemption(Noted):
    """Rows of a market and period that do not count for the metrics named, retroactively if so announced."""

    id: Slug
    metrics: tuple[Slug, ...]
    markets: tuple[str, ...] = ()
    first: Day
    last: Day
    where: str = ""
    announced: Day


class Extension(Frozen):
    """More time that a platform announced (see :class:`sellerloop.clock.deadlines.Extension`): what starts on
    the days ``first`` to ``last`` has ``days`` more business days."""

    first: Day
    last: Day
    days: Annotated[int, Field(ge=1)]
    announced: Day
    name: str = ""


class Deadline(Stated):
    """A promise in business days of the market's calendar: ``due`` is the event column that it sets, counted
    from the local date of ``start``; ``calendar`` is the country whose holidays are skipped (the account's
    market where not given)."""

    id: Slug
    event: Slug
    start: Slug
    due: Slug
    business_days: Annotated[int, Field(ge=0)]
    calendar: str = ""
    where: str = ""
    extensions: tuple[Extension, ...] = ()

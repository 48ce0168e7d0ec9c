"""The schema of a policy file: what turns metrics into points, tiers, benefits and penalties.

A policy is data, not code. Every figure in it has a source with a read date and a certainty, either its
own or that of the object that holds it. Rates are in the unit of their metric: percent means 0-100.
"""

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from sellerloop.policy.source import Certainty, Source
from sellerloop.policy.window import Window

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.\-]*$", max_length=80)]
Number = Decimal  # exact: files are read as text, never through floats


class Frozen(BaseModel):
    """Base of all policy objects: immutable, and unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Mode(StrEnum):
    """A live policy decides; a preview is computed beside it and decides nothing."""

    LIVE = "live"
    PREVIEW = "preview"


class Outcome(StrEnum):
    """What happens to a metric below its minimum volume or without data."""

    NULL = "null"  # not assessed; the score follows its own rule for missing metrics
    DEFAULT = "default"  # the stated value stands in
    SKIP = "skip"  # the metric does not take part, its weight is shared out
    NOT_ASSESSED = "not_assessed"  # neither passed nor failed; breaks no streak


class MinimumRule(Frozen):
    """Minimum volume: ``n`` rows in the denominator, or in the numerator (``of``)."""

    n: Annotated[int, Field(ge=0)]
    of: Literal["denominator", "numerator"] = "denominator"
    outcome: Outcome
    value: Number | None = None


class SideRule(Frozen):
    """One side of an inline metric definition."""

    event: Slug
    anchor: Slug
    where: str = ""
    column: str = ""
    cap: int | None = None
    fault: str = ""


class PolicyMetric(Frozen):
    """A metric as this policy uses it: a definition of the catalogue (``use``) with changed parameters,
    or an inline definition (``numerator``, ``denominator``, ``unit`` ...)."""

    id: Slug
    use: Slug | None = None
    unit: Literal["percent", "hours", "seconds", "count", "money"] | None = None
    direction: Literal["lower", "higher", "neutral"] | None = None
    numerator: SideRule | None = None
    denominator: SideRule | None = None
    anchor: dict[Literal["numerator", "denominator"], Slug] = {}
    count_unit: Slug | None = None
    window: Window | None = None
    horizon: Annotated[int, Field(ge=1)] | None = None  # days after the denominator's anchor
    aggregation: Literal["ratio", "mean", "total", "recent_weighted", "quantile"] | None = None
    recent_share: Number | None = None
    recent_weight: Number | None = None
    cap: int | None = None
    faults: tuple[Literal["seller", "auto", "carrier", "platform", "buyer", "unknown"], ...] | None = None
    pick: Literal["first", "last"] | None = None
    exclude: tuple[Slug, ...] | None = None
    on_missing: Outcome
    min: MinimumRule
    certainty: Certainty | None = None
    sources: tuple[Source, ...] = ()


class BandPoint(Frozen):
    """An anchor: at ``value`` the metric earns ``score``."""

    value: Number
    score: Number
    certainty: Certainty | None = None


class Band(Frozen):
    """Value to points. Linear bands interpolate between neighbours and clamp outside; in step bands a point
    holds from its value on. ``ends`` says whether the value itself already belongs to the step (closed) or
    not (open). ``relative_to`` makes the values multiples of a benchmark statistic of the peer group."""

    metric: Slug
    direction: Literal["lower", "higher"]
    interpolation: Literal["linear", "step"]
    ends: Literal["closed", "open"]
    points: Annotated[tuple[BandPoint, ...], Field(min_length=1)]
    categories: tuple[Slug, ...] = ()  # empty: every category without a band of its own
    relative_to: Literal["none", "median", "mean"] = "none"
    certainty: Certainty
    sources: tuple[Source, ...] = ()


class Benchmark(Frozen):
    """A frozen peer figure: the statistic of a metric in one peer group on a snapshot day."""

    metric: Slug
    peer: dict[str, str] = {}
    statistic: Literal["median", "mean", "excellent", "poor"]
    snapshot: dt.date
    value: Number
    certainty: Certainty
    sources: tuple[Source, ...] = ()


class Part(Frozen):
    """One weighted metric of the score; ``category_weights`` overrides the weight by main category."""

    metric: Slug
    weight: Number
    dimension: Slug | None = None
    category_weights: dict[str, Number] = {}
    certainty: Certainty


class NullRule(Frozen):
    """No score unless ``metric`` reaches ``at_least``; null is not low."""

    metric: Slug
    at_least: Number


class Score(Frozen):
    """The composite: a weighted sum of points on a scale from ``low`` to ``high``."""

    low: Number
    high: Number
    parts: Annotated[tuple[Part, ...], Field(min_length=1)]
    missing: Literal["renormalise", "neutral", "null"]
    neutral: Number | None = None  # points of a missing metric under the neutral rule
    least_weight: Number = Decimal(0)  # renormalise only when at least this much weight is present
    null_rules: tuple[NullRule, ...] = ()
    round: Annotated[int, Field(ge=0, le=6)] | None = None  # decimals shown; the stored score is not rounded
    rounding: Literal["half_up", "half_even", "truncate"] = "half_up"


class DominantCategory(Frozen):
    """Main category = the category with most orders over ``window``; below ``share`` the account counts as
    ``fallback``."""

    window: Window
    share: Number = Decimal(0)
    fallback: str = "multi-category"


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
    """Points for violations with ``reason`` (the event's own points when ``points`` is not given), or for a
    metric condition evaluated at each refresh."""

    reason: str | None = None
    when: tuple["Condition", ...] = ()
    points: Number | None = None


class Ledger(Frozen):
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
    certainty: Certainty
    sources: tuple[Source, ...] = ()


class Condition(Frozen):
    """``metric op value``, only assessed with at least ``min_n`` denominator rows (``min_count`` numerator
    rows). ``metric`` may also name the score, a ledger or an account attribute."""

    metric: Slug
    op: Literal["<", "<=", ">", ">=", "==", "!="]
    value: Number | str
    min_n: int | None = None
    min_count: int | None = None
    certainty: Certainty | None = None


class Tier(Frozen):
    """States of a score or metric with hysteresis. ``enter`` and ``exit`` bound the best state; between them
    the state holds, or is the ``middle`` state where one is named. A change needs ``hold`` periods in a row;
    after leaving, ``probation`` days must pass before coming back."""

    id: Slug
    subject: Slug  # a metric, ledger or "score"
    levels: tuple["Level", ...] = ()  # plain thresholds, best first
    enter: Condition | None = None
    exit: Condition | None = None
    states: tuple[str, ...] = ()  # two: on, off; three: on, middle, off
    hold: Annotated[int, Field(ge=1)] = 1
    probation: Annotated[int, Field(ge=0)] = 0
    certainty: Certainty
    sources: tuple[Source, ...] = ()


class Level(Frozen):
    """A named level that begins ``at`` a value (closed end) or above it (open end)."""

    name: str
    at: Number
    ends: Literal["closed", "open"] = "closed"


class Gate(Frozen):
    """A conjunction or disjunction over several conditions; each is shown with its own state."""

    id: Slug
    all_of: tuple[Condition, ...] = ()
    any_of: tuple[Condition, ...] = ()
    enabled: bool = True
    certainty: Certainty
    sources: tuple[Source, ...] = ()


class Shorten(Frozen):
    """What shortens a restriction: a passed quiz, a correction, an upheld appeal."""

    by: Literal["quiz", "correction", "appeal"]
    to_days: Annotated[int, Field(ge=0)]


class Consequence(Frozen):
    """What happens when its trigger holds. ``ladder`` maps a metric's steps to values (a multiplier of
    average daily orders, a fee in percent, settlement days, days of restriction)."""

    id: Slug
    kind: Literal["multiplier", "fee", "days", "block", "badge"]
    trigger: tuple[Condition, ...] = ()
    milestone: tuple["Milestone", ...] = ()  # fired when a ledger crosses a value
    ladder: Band | None = None
    value: Number | None = None
    duration_days: int | None = None
    overrides: tuple[Condition, ...] = ()  # conditions that force it whatever the score says
    shorten: tuple[Shorten, ...] = ()
    enabled: bool = True
    certainty: Certainty
    sources: tuple[Source, ...] = ()


class Milestone(Frozen):
    """Crossing ``at`` of ``ledger`` fires the consequence for ``days`` days (none: without end)."""

    ledger: Slug
    at: Number
    days: int | None = None


class Appeal(Frozen):
    """How a counted event may be contested, and what an upheld appeal does to the number."""

    metric: Slug
    attempts: Annotated[int, Field(ge=1)]
    deadline_days: tuple[int, ...]  # one per attempt
    review_days: int | None = None
    evidence: dict[str, tuple[str, ...]] = {}  # scenario to required items
    effect: Literal["numerator", "both"]
    suspends: bool = False  # do restrictions pause meanwhile
    certainty: Certainty
    sources: tuple[Source, ...] = ()


class Exemption(Frozen):
    """Rows of a market and period that do not count for the metrics named, retroactively if so announced."""

    id: Slug
    metrics: tuple[Slug, ...]
    markets: tuple[str, ...] = ()
    first: dt.date
    last: dt.date
    where: str = ""
    announced: dt.date
    sources: tuple[Source, ...]


class Cadence(Frozen):
    """When figures are refreshed; the as-of date is the latest refresh day."""

    refresh: Literal["daily", "weekly_monday", "monthly_1", "monthly_7", "monthly_20"] = "daily"
    metrics: dict[Slug, Literal["daily", "weekly_monday", "monthly_1", "monthly_7", "monthly_20"]] = {}


class Policy(Frozen):
    """One version of one policy. ``version`` is the hash of its content; equal content, equal version."""

    id: Slug
    title: str
    disclaimer: str
    entity: Literal["shop", "product", "creator", "agent"] = "shop"
    markets: tuple[str, ...] = ()  # empty: any market
    effective_from: dt.date
    mode: Mode
    extends: Slug | None = None
    cadence: Cadence = Cadence()
    metrics: tuple[PolicyMetric, ...] = ()
    category: DominantCategory | None = None
    peer_group: tuple[Literal["market", "category", "tier", "entity", "price_band"], ...] = ()
    bands: tuple[Band, ...] = ()
    benchmarks: tuple[Benchmark, ...] = ()
    score: Score | None = None
    ledgers: tuple[Ledger, ...] = ()
    tiers: tuple[Tier, ...] = ()
    gates: tuple[Gate, ...] = ()
    consequences: tuple[Consequence, ...] = ()
    appeals: tuple[Appeal, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]


for _model in (Deduct, Tier, Consequence):
    _model.model_rebuild()

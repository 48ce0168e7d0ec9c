"""A metric as a policy uses it: a definition of the catalogue with other parameters, or one of its own."""

from typing import Annotated, Literal

from pydantic import Field

from sellerloop.policy.schema.base import Fault, Frozen, Noted, Null, Number, Outcome, Slug
from sellerloop.policy.source import Certainty
from sellerloop.policy.window import Window

Minute = Annotated[int, Field(ge=0, le=1440)]


class MinimumRule(Frozen):
    """Minimum volume: ``n`` rows in the denominator, in the numerator (``of``), or in the value of another
    ``metric`` of the policy (a total, such as the number of reviews). ``value`` stands in under the default
    outcome, both here and where there is no data at all."""

    n: Annotated[int, Field(ge=0)]
    of: Literal["denominator", "numerator"] = "denominator"
    metric: Slug | None = None
    outcome: Annotated[Outcome, Null]
    value: Number | None = None


class Reply(Frozen):
    """How replies to buyers are read (see :class:`sellerloop.metrics.replies.ReplyRule`): unit of count,
    longest wait in time in seconds, service hours in local minutes of the day, whose messages are replies,
    batches (end and due minute of the day), whose hand-over ends a wait, and what a bot's answer that
    satisfied is worth in percent. What is not given keeps the catalogue's value, or that rule's default in an
    inline definition."""

    unit: Literal["turn", "message", "conversation", "buyer_day", "chat"] | None = None
    limit_s: Annotated[int, Field(ge=1)] | None = None
    opens: Minute | None = None
    closes: Minute | None = None
    authors: tuple[Slug, ...] | None = None
    greetings: bool | None = None
    same_day: bool | None = None
    weekend: bool | None = None
    batch: tuple[Minute, Minute] | None = None
    handovers: tuple[Slug, ...] | None = None
    bot_credit: Annotated[int, Field(ge=0, le=100)] | None = None


class SideRule(Frozen):
    """One side of an inline metric definition: rows of an event kind (``reply`` together with a reply rule)
    by the local date ``anchor``; ``column`` is summed when given, each row capped at ``cap``; ``fault`` names
    the column, or the pattern of flags, that the metric's fault whitelist restricts; ``horizon`` the column
    of days after the denominator's anchor that the metric's horizon bounds."""

    event: Slug
    anchor: Slug
    where: str = ""
    column: str = ""
    cap: int | None = None
    fault: str = ""
    horizon: str = ""
    reply: Reply | None = None


class PolicyMetric(Noted):
    """A metric as this policy uses it: a definition of the catalogue (``use``) with changed parameters,
    or an inline definition (``numerator``, ``denominator``, ``unit`` ...). ``certainty`` is that of the
    catalogue where it is not given."""

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
    quantile: Annotated[Number, Field(gt=0, lt=1)] | None = None
    edges: tuple[int, ...] = ()  # inner edges of the quantile's histogram
    recent_share: Annotated[Number, Field(gt=0, lt=1)] | None = None
    recent_weight: Annotated[Number, Field(ge=1)] | None = None
    cap: int | None = None
    faults: tuple[Fault, ...] | None = None
    pick: Literal["first", "last"] | None = None
    exclude: tuple[Slug, ...] | None = None
    reply: Reply | None = None
    on_missing: Annotated[Outcome, Null]
    min: MinimumRule
    certainty: Certainty | None = None

"""From values to points: bands, benchmarks, weights and the composite score."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from sellerloop.policy.schema.base import Frozen, Noted, Null, Number, Relative, Slug, Stated, Statistic
from sellerloop.policy.source import Certainty, Day
from sellerloop.policy.window import Window


class BandPoint(Frozen):
    """An anchor: at ``value`` the metric earns ``score``. ``certainty`` is the band's where not given."""

    value: Number
    score: Number
    certainty: Certainty | None = None


class Band(Stated):
    """Value to points. Linear bands interpolate between neighbours and clamp outside; in step bands a point
    holds from its value on, and below the first point a ladder gives nothing and a score the first point's.
    ``ends`` says whether the value itself already belongs to the step (closed) or not (open).
    ``relative_to`` makes the values multiples of a benchmark statistic of the peer group. ``categories``
    restricts it to those main categories; empty means every category without a band of its own."""

    metric: Slug
    direction: Literal["lower", "higher"]
    interpolation: Literal["linear", "step"]
    ends: Literal["closed", "open"]
    points: Annotated[tuple[BandPoint, ...], Field(min_length=1)]
    categories: tuple[Slug, ...] = ()
    relative_to: Relative = "none"


class Benchmark(Stated):
    """A frozen peer figure: the statistic of a metric in one peer group on a snapshot day."""

    metric: Slug
    peer: dict[str, str] = {}
    statistic: Statistic
    snapshot: Day
    value: Number


class Part(Stated):
    """One weighted metric of the score; ``category_weights`` overrides the weight by main category."""

    metric: Slug
    weight: Annotated[Number, Field(ge=0, le=1)]
    dimension: Slug | None = None
    category_weights: dict[str, Annotated[Number, Field(ge=0, le=1)]] = {}


class NullRule(Frozen):
    """No score unless ``metric`` reaches ``at_least``; null is not low."""

    metric: Slug
    at_least: Number


class Score(Noted):
    """The composite: a weighted sum of points on a scale from ``low`` to ``high``."""

    low: Number
    high: Number
    parts: Annotated[tuple[Part, ...], Field(min_length=1)]
    missing: Annotated[Literal["renormalise", "neutral", "null"], Null]
    neutral: Number | None = None  # points of a missing metric under the neutral rule
    least_weight: Annotated[Number, Field(ge=0, le=1)] = Decimal(0)  # renormalise only with this much present
    null_rules: tuple[NullRule, ...] = ()
    round: Annotated[int, Field(ge=0, le=6)] | None = None  # decimals shown; the stored score is not rounded
    rounding: Literal["half_up", "half_even", "truncate"] = "half_up"


class DominantCategory(Noted):
    """Main category = the category with most orders over ``window``; below ``share`` the account counts as
    ``fallback``."""

    window: Window
    share: Annotated[Number, Field(ge=0, le=1)] = Decimal(0)
    fallback: str = "multi-category"

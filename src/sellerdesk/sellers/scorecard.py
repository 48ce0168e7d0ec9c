"""A published scorecard as the page tells it: what was lost where, adding up, and where it stands."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext

from sellerdesk.sellers.models import Band, Seller, band_of
from sellerdesk.sellers.words import code_name
from sellerdesk.ui import charts
from sellerdesk.ui.bars import Fall, Part, waterfall
from sellerloop.lake.reader import Card
from sellerloop.scores.card import rounded
from sellerloop.scores.resolve import ResolvedPolicy

WEEK = dt.timedelta(days=7)
TONES = {Band.STRONG: "ok", Band.FAIR: "warn", Band.WEAK: "bad", Band.NONE: "none"}
PLACES = 2  # of lost points, however few a policy shows of its score


@dataclass(frozen=True, slots=True)
class NextLevel:
    """The next better level of the standing and how many points it is away."""

    name: str
    distance: float


@dataclass(frozen=True)
class Scorecard:
    """One account under one policy as of one day."""

    seller: Seller
    card: Card
    resolved: ResolvedPolicy

    @cached_property
    def history(self) -> Mapping[dt.date, float | None]:
        """The published scores by day."""
        return {score.as_of: score.score for score in self.card.history}

    @property
    def as_of(self) -> dt.date:
        return self.card.score.as_of

    @property
    def score(self) -> float | None:
        return self.card.score.score

    @property
    def low(self) -> float:
        return float(self.resolved.policy.score.low) if self.resolved.policy.score else 0.0

    @property
    def high(self) -> float:
        return float(self.resolved.policy.score.high) if self.resolved.policy.score else 0.0

    @property
    def digits(self) -> int:
        """Decimals of the score as the policy shows it."""
        scale = self.resolved.policy.score
        return PLACES if scale is None or scale.round is None else scale.round

    @property
    def shown(self) -> float | None:
        """The score rounded as the policy declares."""
        scale = self.resolved.policy.score
        if self.score is None or scale is None:
            return None
        return float(rounded(Fraction(self.score).limit_denominator(10**9), self.digits, scale.rounding))

    @property
    def share(self) -> float | None:
        """Its place on the scale, 0 to 1."""
        return None if self.score is None else (self.score - self.low) / ((self.high - self.low) or 1.0)

    @property
    def tone(self) -> str:
        return TONES[Band.NONE if self.share is None else band_of(self.share)]

    @property
    def standing(self) -> str:
        """The policy's own word for where the account stands."""
        return code_name(self.card.score.tier)

    @property
    def change(self) -> float | None:
        """The difference to seven days before."""
        before = self.history.get(self.as_of - WEEK)
        if self.score is None or before is None:
            return None
        return charts.difference(before, self.score, PLACES)

    @property
    def dimensions(self) -> dict[str, float]:
        """The mean points of each dimension of the score, weighted; dimensions with nothing assessed are
        left out."""
        sums: dict[str, tuple[float, float]] = {}
        for value in self.card.metrics:
            part = self.resolved.parts.get(value.metric)
            if part and part.dimension and value.points is not None and value.weight:
                points, weight = sums.get(part.dimension, (0.0, 0.0))
                sums[part.dimension] = points + value.points * value.weight, weight + value.weight
        return {name: points / weight for name, (points, weight) in sums.items()}

    @property
    def next_level(self) -> NextLevel | None:
        """The nearest level above; None at the top, and where the standing is not read off the score."""
        tier = self.resolved.tier
        if self.score is None or tier is None or tier.subject != "score" or tier.relative_to != "none":
            return None
        above = [level for level in tier.levels if float(level.at) > self.score]
        if not above:
            return None
        nearest = min(above, key=lambda level: level.at)
        return NextLevel(code_name(nearest.name), float(nearest.at) - self.score)

    @cached_property
    def losses(self) -> dict[str, float]:
        """Lost points by metric, greatest first, rounded together: what is shown adds up."""
        parts = {value.metric: value.lost for value in self.card.metrics if value.lost is not None}
        if self.score is None:
            return {}
        shown = charts.apportion(list(parts.values()), self.high - self.score, PLACES)
        return dict(sorted(zip(parts, shown, strict=True), key=lambda item: -item[1]))

    @property
    def lost(self) -> float:
        return round(sum(self.losses.values()), PLACES)

    @property
    def left(self) -> float:
        """What remains of the maximum: the score, to the places of the losses."""
        return round(self.high - self.lost, PLACES)

    @property
    def kept(self) -> list[str]:
        """The names of assessed metrics that lose nothing."""
        return [gettext(self.resolved.metrics[name].name) for name, lost in self.losses.items() if not lost]

    @cached_property
    def fall(self) -> Fall:
        """The way down from the maximum, one step a metric that loses anything."""
        parts = [
            Part(gettext(self.resolved.metrics[metric].name), -lost, self.rows_of(metric))
            for metric, lost in self.losses.items()
        ]
        first, last = Part(gettext("Maximum"), self.high), Part(gettext("Score"), self.left, tone=self.tone)
        return waterfall(first, parts, last, low=self.low, high=self.high, digits=PLACES)

    def rows_of(self, metric: str) -> str:
        """The address of the rows behind a metric, on this card's terms."""
        query = f"?policy={self.resolved.policy.id}&as_of={self.as_of.isoformat()}"
        return f"{self._home}metrics/{metric}/{query}"

    @cached_property
    def _home(self) -> str:
        return reverse("sellers:scorecard", args=[self.seller.pk])

"""A policy as its page tells it: what it judges, how it counts, and where each figure is from."""

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from django.utils.translation import gettext

from sellerdesk.metrics.wording import certainty_meaning, certainty_word
from sellerdesk.policies.fields import field_name
from sellerdesk.policies.known import Version, resolved_of
from sellerdesk.policies.pictures import Picture, picture
from sellerdesk.policies.wording import (
    Names,
    categories,
    column_name,
    exact,
    percent,
    word,
)
from sellerdesk.sellers.words import metric_code
from sellerdesk.ui import formats
from sellerloop.metrics.spec import Metric
from sellerloop.policy.schema import Band, Part, Policy, PolicyMetric
from sellerloop.policy.source import Certainty, Source
from sellerloop.policy.words import minimum_words, window_words
from sellerloop.scores.bands import best


@dataclass(frozen=True, slots=True)
class Mark:
    """How sure a figure is, and the numbers of the places where it was read."""

    word: str
    meaning: str
    assumed: bool
    sources: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A place where figures were read, as listed at the end of the page."""

    number: int
    ref: str
    address: str
    read_on: dt.date
    mark: Mark


@dataclass(frozen=True, slots=True)
class MetricLine:
    """One metric of the policy. ``weight`` is in percent, None outside the score."""

    id: str
    name: str
    code: str
    meaning: str
    note: str
    weight: float | None
    weight_text: str
    weight_mark: Mark | None
    dimension: str
    full: str
    window: str
    minimum: str
    excluded: str
    refreshed: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class BandPart:
    """One band: value to points, as a table and as a picture."""

    metric: str
    name: str
    how: str
    rows: tuple[tuple[str, str, Mark | None], ...]
    picture: Picture
    label: str
    unit: str
    scope: str
    note: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that the policy says in a section: sentences and, where it has steps, a small table."""

    title: str
    lines: tuple[str, ...]
    note: str
    mark: Mark | None
    rows: tuple[tuple[str, ...], ...] = ()
    head: tuple[str, ...] = ()
    off: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with an anchor and its items."""

    id: str
    title: str
    items: tuple[Item, ...] = field(default=())


@dataclass(frozen=True)
class Reading:
    """The rendering of one version. Texts are in the language in force."""

    version: Version

    @property
    def policy(self) -> Policy:
        return self.version.policy

    @cached_property
    def names(self) -> Names:
        return Names(resolved_of(self.version))

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Every source of the policy, numbered in the order of its first mention."""
        found: dict[Source, int] = {}
        defined = resolved_of(self.version).metrics.values()
        own = (source for metric in defined for source in metric.sources)
        for source in itertools.chain(_sources(self.policy), own):
            found.setdefault(source, len(found) + 1)
        return tuple(
            Place(number, source.ref, _address(source.ref), source.read_on, _mark(source.certainty))
            for source, number in found.items()
        )

    @cached_property
    def numbers(self) -> dict[tuple[str, dt.date], int]:
        return {(place.ref, place.read_on): place.number for place in reversed(self.places)}

    def mark(self, certainty: Certainty | None, sources: Iterable[Source] = ()) -> Mark | None:
        """Return the mark of a figure; None where neither certainty nor source is stated."""
        given = tuple(sources)
        if certainty is None and not given:
            return None
        cited = tuple(dict.fromkeys(self.numbers[source.ref, source.read_on] for source in given))
        return _mark(certainty or given[0].certainty, cited)

    @cached_property
    def facts(self) -> list[tuple[str, str]]:
        """What it judges, as pairs of a term and its text; empty ones are left out."""
        policy, score = self.policy, self.policy.score
        markets = [formats.market(code) for code in policy.markets]
        pairs = [
            (gettext("Judges"), word(policy.entity)),
            (gettext("Markets"), formats.listed(markets) if markets else gettext("any market")),
            (gettext("Scale"), _scale(policy)),
            (gettext("Refreshed"), _refreshed(policy.cadence.refresh)),
            (gettext("Missing metrics"), _missing(policy)),
            (gettext("No score"), "; ".join(self._null_rules())),
            (gettext("Main category"), self._category()),
            (gettext("Compared within"), categories(policy.peer_group) if policy.peer_group else ""),
            (gettext("Follows"), policy.base or ""),
        ]
        assumed = [field_name(name) for name in (*policy.assumed, *(score.assumed if score else ()))]
        pairs.append((gettext("Assumed"), formats.listed(assumed) if assumed else ""))
        return [(term, text) for term, text in pairs if text]

    @cached_property
    def metrics(self) -> list[MetricLine]:
        """Metrics of the score first, in the policy's order."""
        resolved = resolved_of(self.version)
        lines = [
            self._metric(resolved.rules[name], metric, resolved.parts.get(name))
            for name, metric in resolved.metrics.items()
        ]
        return sorted(lines, key=lambda line: line.weight is None)

    @cached_property
    def bands(self) -> list[BandPart]:
        return [self.band(band) for band in self.policy.bands]

    def band(self, band: Band, title: str = "") -> BandPart:
        """Return one band, or the ladder of a consequence, as table and picture."""
        unit = self.names.units.get(band.metric, "")
        rows = tuple(
            (
                exact(point.value, unit),
                exact(point.score),
                _mark(point.certainty) if point.certainty and point.certainty != band.certainty else None,
            )
            for point in band.points
        )
        name = title or self.names[band.metric]
        told = formats.comma().join(f"{value} → {score}" for value, score, _mark in rows)
        return BandPart(
            band.metric,
            name,
            _how(band),
            rows,
            picture(band),
            gettext("%(name)s, value to points: %(points)s") % {"name": name, "points": told},
            formats.symbol(unit),
            categories(band.categories) if band.categories else "",
            gettext(band.note) if band.note else "",
            self.mark(band.certainty, band.sources) or _mark(band.certainty),
        )

    def _metric(self, rule: PolicyMetric, metric: Metric, part: Part | None) -> MetricLine:
        known = rule.certainty or next((source.certainty for source in metric.sources), Certainty.ASSUMED)
        band = next((band for band in self.policy.bands if band.metric == rule.id), None)
        refresh = self.policy.cadence.metrics.get(rule.id)
        minimum = rule.min.n > 1 or rule.min.metric
        return MetricLine(
            rule.id,
            gettext(metric.name),
            metric_code(rule.id),
            gettext(metric.meaning),
            gettext(rule.note) if rule.note and rule.note != metric.meaning else "",
            float(part.weight * 100) if part else None,
            percent(part.weight) if part else "",
            self.mark(part.certainty, part.sources) if part else None,
            word(part.dimension) if part and part.dimension else "",
            self._full(band),
            formats.sentence(formats.say(window_words(metric.window))),
            formats.sentence(self.names.say(minimum_words(rule.min))) if minimum else "",
            formats.listed([column_name(name) for name in metric.exclude]) if metric.exclude else "",
            _refreshed(refresh) if refresh else "",
            self.mark(known, rule.sources or metric.sources) or _mark(known),
        )

    def _full(self, band: Band | None) -> str:
        if band is None or band.relative_to != "none":
            return ""
        sign = "≤" if band.direction == "lower" else "≥"
        found = best(band)
        value = Decimal(found.numerator) / found.denominator
        return f"{sign}{formats.THIN}{exact(value, self.names.units.get(band.metric, ''))}"

    def _null_rules(self) -> Iterator[str]:
        for rule in self.policy.score.null_rules if self.policy.score else ():
            least = self.names.value(rule.metric, rule.at_least)
            yield gettext("below %(least)s: %(name)s") % {"least": least, "name": self.names[rule.metric]}

    def _category(self) -> str:
        rule = self.policy.category
        if rule is None:
            return ""
        window = formats.say(window_words(rule.window))
        return gettext("the one with most orders over %(window)s") % {"window": window}


def _mark(certainty: Certainty, sources: tuple[int, ...] = ()) -> Mark:
    assumed = certainty is Certainty.ASSUMED
    return Mark(certainty_word(certainty), certainty_meaning(certainty), assumed, sources)


def _sources(policy: Policy) -> Iterator[Source]:
    score = (policy.score,) if policy.score else ()
    category = (policy.category,) if policy.category else ()
    yield from policy.sources
    groups: Sequence[Iterable[object]] = (
        *(policy.metrics, policy.bands, score, policy.score.parts if policy.score else (), category),
        *(policy.ledgers, policy.tiers, policy.gates, policy.consequences, policy.appeals),
        *(policy.exemptions, policy.deadlines, policy.benchmarks),
        [c.ladder for c in policy.consequences if c.ladder],
    )
    for group in groups:
        for item in group:
            yield from getattr(item, "sources", ())


def _address(ref: str) -> str:
    return ref if ref.startswith(("https://", "http://")) else ""


def _scale(policy: Policy) -> str:
    if policy.score is None:
        return gettext("no score: it judges by metrics and what they lead to")
    return gettext("%(low)s to %(high)s") % {
        "low": exact(policy.score.low),
        "high": exact(policy.score.high),
    }


def _missing(policy: Policy) -> str:
    if policy.score is None:
        return ""
    return {
        "renormalise": gettext("their weight is shared out among the others"),
        "neutral": gettext("they get neutral points"),
        "null": gettext("there is no score then"),
    }[policy.score.missing]


def _refreshed(refresh: str) -> str:
    name, _sep, day = refresh.partition("_")
    if name == "monthly":
        return gettext("on day %(day)s of every month") % {"day": formats.number(int(day))}
    return gettext("every Monday") if name == "weekly" else gettext("every day")


def _how(band: Band) -> str:
    if band.interpolation == "linear":
        told = gettext("straight lines between the points")
    elif band.ends == "closed":
        told = gettext("steps, each from its value on")
    else:
        told = gettext("steps, each above its value")
    if band.relative_to == "none":
        return told
    return gettext("%(how)s, as multiples of the peers' %(statistic)s") % {
        "how": told,
        "statistic": word(band.relative_to),
    }

"""The eight lint rules of policies, L1 to L8. What the schema demands already is named here as well."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from pydantic import BaseModel

from sellerloop.policy.lint.finding import Finding, Holders, Subject
from sellerloop.policy.problem import Path
from sellerloop.policy.schema import Band, BandPoint, Condition, Exemption, Policy, PolicyMetric, Tier
from sellerloop.policy.source import Certainty, Source
from sellerloop.speech.message import Message, gettext_noop

_PARAMETERS = (
    "aggregation",
    "count_unit",
    "unit",
    "window",
    "horizon",
    "cap",
    "faults",
    "exclude",
    "anchor",
    "pick",
    "reply",
    "recent_share",
    "recent_weight",
)


def declared_units(subject: Subject) -> Iterator[Finding]:
    """L1: a rate declares its unit, and thresholds of a percentage lie within 0 and 100."""
    for number, metric in enumerate(subject.policy.metrics):
        if metric.use is None and metric.aggregation in ("ratio", "recent_weighted"):
            if metric.unit is None:
                reason = gettext_noop("a rate declares its unit: percent, which means 0 to 100")
                yield Finding(("metrics", number), Message(reason), "L1")
            elif metric.unit != "percent":
                reason = gettext_noop("a rate is a percentage from 0 to 100, not {unit}")
                yield Finding(("metrics", number, "unit"), Message(reason, {"unit": metric.unit}), "L1")
    for path, metric_id, value in _thresholds(subject):
        if subject.unit(metric_id) == "percent" and not 0 <= value <= 100:
            reason = gettext_noop("{value} is no percentage from 0 to 100")
            yield Finding(path, Message(reason, {"value": value}), "L1")


def one_window_a_name(subject: Subject) -> Iterator[Finding]:
    """L2: the same name with another window is another metric and needs another name.

    Within a policy an id is used once; an id of the catalogue keeps the catalogue's definition and window.
    """
    seen: set[str] = set()
    for number, metric in enumerate(subject.policy.metrics):
        path: Path = ("metrics", number)
        if metric.id in seen:
            reason = gettext_noop("{id} is defined twice; another window needs another name")
            yield Finding((*path, "id"), Message(reason, {"id": metric.id}), "L2")
        seen.add(metric.id)
        definition = subject.catalogue.metrics.get(metric.id)
        if definition is None:
            continue
        if metric.use != metric.id:
            reason = gettext_noop("{id} is a name of the catalogue; another definition needs another name")
            yield Finding((*path, "id"), Message(reason, {"id": metric.id}), "L2")
        elif metric.window is not None and metric.window != definition.window:
            reason = gettext_noop("{id} has another window in the catalogue; this one needs another name")
            yield Finding((*path, "window"), Message(reason, {"id": metric.id}), "L2")


def data_rules(subject: Subject) -> Iterator[Finding]:
    """L3: every metric says what holds without data and below its minimum volume.

    The schema demands ``on_missing`` and ``min``; here a default has to have its value.
    """
    for number, metric in enumerate(subject.policy.metrics):
        if metric.min.value is None and "default" in (metric.on_missing, metric.min.outcome):
            reason = gettext_noop("a default needs the value that stands in")
            yield Finding(("metrics", number, "min", "value"), Message(reason), "L3")


def stated_ends(subject: Subject) -> Iterator[Finding]:
    """L4: every threshold states its end: ``ends`` of bands and levels, ``op`` of conditions (the schema
    demands them). A text can only be equal or not."""
    for path, value, _ in subject.objects:
        if isinstance(value, Condition) and isinstance(value.value, str) and value.op not in ("==", "!="):
            reason = gettext_noop("a text can be compared with == and != only")
            yield Finding((*path, "op"), Message(reason), "L4")


def sources_behind_claims(subject: Subject) -> Iterator[Finding]:
    """L5: what is not assumed has a source of that certainty; what has none says that it is assumed.

    The source may be the object's own or that of the object that holds it. A metric that is defined here, or
    differs from the catalogue, says how certain that is.
    """
    for path, value, holders in subject.objects:
        if isinstance(value, Source):
            continue
        certainty = getattr(value, "certainty", None)
        if isinstance(value, PolicyMetric) and certainty is None and _differs(value):
            reason = gettext_noop("a metric of the policy's own says how certain it is")
            yield Finding((*path, "certainty"), Message(reason), "L5")
        for number, name in enumerate(getattr(value, "assumed", ())):
            if name not in type(value).model_fields:
                reason = gettext_noop("{name} is no field here")
                yield Finding((*path, "assumed", number), Message(reason, {"name": name}), "L5")
        if certainty is None or certainty is Certainty.ASSUMED:
            continue
        if certainty not in {source.certainty for source in _sources(value, holders)}:
            reason = gettext_noop("no source here is {certainty}; without one it is assumed")
            yield Finding((*path, "certainty"), Message(reason, {"certainty": certainty.value}), "L5")


def whole_weights(subject: Subject) -> Iterator[Finding]:
    """L6: weights sum to exactly 1, and so do those of every category that has weights of its own."""
    score = subject.policy.score
    if score is None:
        return
    categories = sorted({name for part in score.parts for name in part.category_weights})
    for category in (None, *categories):
        total = sum(part.category_weights.get(category or "", part.weight) for part in score.parts)
        if total == 1:
            continue
        values = {"total": format(Decimal(total).normalize(), "f"), "category": category}
        reason = gettext_noop("the weights add up to {total}, not 1")
        own = gettext_noop("the weights of {category} add up to {total}, not 1")
        yield Finding(("score", "parts"), Message(own if category else reason, values), "L6")


def monotone_bands(subject: Subject) -> Iterator[Finding]:
    """L7: the values of a band rise from point to point, and its points never turn against its direction."""
    for path, value, holders in subject.objects:
        if isinstance(value, Band):
            yield from _band(value, path, ladder=not isinstance(holders[0], Policy))


def dated_sources(subject: Subject) -> Iterator[Finding]:
    """L8: a policy has a source with the day it was read (the schema demands both); an exemption too."""
    for path, value, _ in subject.objects:
        if isinstance(value, Exemption) and not value.sources:
            reason = gettext_noop("an exemption needs the source that announced it")
            yield Finding((*path, "sources"), Message(reason), "L8")


def _thresholds(subject: Subject) -> Iterator[tuple[Path, str, Decimal]]:
    for path, value, holders in subject.objects:
        if isinstance(value, Condition) and isinstance(value.value, Decimal):
            yield (*path, "value"), value.metric, value.value
        band = holders[0] if holders else None
        if isinstance(value, BandPoint) and isinstance(band, Band) and band.relative_to == "none":
            yield (*path, "value"), band.metric, value.value
        if isinstance(value, Tier) and value.relative_to == "none":
            for number, level in enumerate(value.levels):
                yield (*path, "levels", number, "at"), value.subject, level.at


def _differs(metric: PolicyMetric) -> bool:
    return metric.use is None or any(getattr(metric, name) not in (None, {}) for name in _PARAMETERS)


def _sources(value: BaseModel, holders: Holders) -> tuple[Source, ...]:
    for holder in (value, *holders):
        if isinstance(holder, Policy):
            break
        if found := getattr(holder, "sources", ()):
            return tuple(found)
    return ()


def _band(band: Band, path: Path, *, ladder: bool) -> Iterator[Finding]:
    for number, (low, high) in enumerate(pairwise(band.points), start=1):
        if high.value <= low.value:
            reason = gettext_noop("{value} does not follow {before}: the values of a band rise")
            values = {"value": high.value, "before": low.value}
            yield Finding((*path, "points", number, "value"), Message(reason, values), "L7")
        rises = high.score > low.score
        if not ladder and high.score != low.score and rises != (band.direction == "higher"):
            reason = gettext_noop("the points turn against the direction of the band")
            yield Finding((*path, "points", number, "score"), Message(reason), "L7")

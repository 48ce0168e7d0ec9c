"""The page of policies, from the packs."""

from collections.abc import Iterable, Iterator

from sellerloop.metrics.registry import metrics
from sellerloop.policy.schema.metric import PolicyMetric
from sellerloop.policy.schema.policy import Policy
from sellerloop.policy.schema.score import Band, BandPoint, Part
from sellerloop.policy.source import Certainty, Source
from sellerloop.scores.packs import packs
from tools.catalogue.markdown import code, table
from tools.catalogue.windows import words

_NUMBER = "f"  # plain digits, no exponent


def page(found: Iterable[Policy] | None = None) -> str:
    """Return the page of all packs, or of the policies given."""
    parts = [
        "# Policies\n",
        "Packs restate rules that platforms publish; they are not affiliated with any platform. Every figure "
        "has a source, the day it was read and how certain it is: official (the platform's own page), "
        "reported, observed, schema (the platform's API description) or assumed (our own choice).\n",
    ]
    shipped = (policy for versions in packs().values() for policy in versions)
    for policy in shipped if found is None else found:
        parts += _policy(policy)
    return "\n".join(parts)


def _policy(policy: Policy) -> Iterator[str]:
    yield f"## {policy.id} from {policy.effective_from}\n"
    yield " ".join(part for part in (f"**{policy.title}.**", policy.note, policy.disclaimer) if part) + "\n"
    facts = [
        f"- scores a {policy.entity}, in {', '.join(policy.markets) or 'any market'}; {policy.mode.value}",
        *([f"- built on {policy.base}"] if policy.base else []),
        *(_named("tiers", policy.tiers)),
        *(_named("ledgers", policy.ledgers)),
        *(_named("gates", policy.gates)),
        *(_named("consequences", policy.consequences)),
    ]
    yield "\n".join(facts) + "\n"
    if policy.metrics:
        weights = {part.metric: format(part.weight, _NUMBER) for part in _parts(policy)}
        headers = ("metric", "definition", "window", "needs", "weight", "certainty")
        yield table(headers, (_metric(metric, weights.get(metric.id, "")) for metric in policy.metrics))
    if policy.bands:
        yield table(("metric", "points at values", "certainty"), map(_band, policy.bands))
    yield "\n".join(_sources(policy)) + "\n"


def _parts(policy: Policy) -> Iterable[Part]:
    return policy.score.parts if policy.score else ()


def _named(what: str, members: Iterable[object]) -> Iterator[str]:
    names = [code(getattr(member, "id")) for member in members]  # noqa: B009
    if names:
        yield f"- {what}: {', '.join(names)}"


def _metric(metric: PolicyMetric, weight: str) -> tuple[object, ...]:
    listed = metrics().get(metric.use or metric.id)
    window = metric.window or (listed.window if listed else None)
    certainties = [source.certainty.value for source in listed.sources] if listed else []
    return (
        code(metric.id),
        _definition(metric),
        words(window) if window else "",
        f"{metric.min.n} in the {metric.min.of}" if metric.min.n else "",
        weight,
        metric.certainty.value if metric.certainty else ", ".join(dict.fromkeys(certainties)),
    )


def _definition(metric: PolicyMetric) -> str:
    if metric.numerator:
        return "its own"
    return code(metric.use) if metric.use and metric.use != metric.id else "as in the catalogue"


def _band(band: Band) -> tuple[object, ...]:
    points = ", ".join(_point(point) for point in band.points)
    where = f" ({', '.join(band.categories)})" if band.categories else ""
    return code(band.metric) + where, f"{points}; {band.interpolation}", band.certainty.value


def _point(point: BandPoint) -> str:
    assumed = " (assumed)" if point.certainty is Certainty.ASSUMED else ""
    return f"{format(point.score, _NUMBER)} at {format(point.value, _NUMBER)}{assumed}"


def _sources(policy: Policy) -> Iterator[str]:
    members = (
        *(policy.metrics, policy.bands, policy.benchmarks, policy.ledgers, policy.tiers),
        *(policy.gates, policy.consequences, policy.appeals, policy.exemptions),
    )
    found: dict[Source, None] = dict.fromkeys(policy.sources)
    for member in (one for group in members for one in group):
        found.update(dict.fromkeys(member.sources))
    for source in found:
        yield f"- source: {source.ref} ({source.certainty.value}, read {source.read_on})"

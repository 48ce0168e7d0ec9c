"""A policy made ready for arithmetic: every metric that it needs anywhere, as a full specification."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from sellerloop.metrics.plan import Need, needs_of
from sellerloop.metrics.registry import metrics
from sellerloop.metrics.spec import Metric
from sellerloop.policy.schema import (
    Band,
    Condition,
    Ledger,
    MinimumRule,
    Outcome,
    Part,
    Policy,
    PolicyMetric,
    Tier,
)
from sellerloop.policy.versions import version_of
from sellerloop.scores.definitions import DefinitionError, definition

SCORE = "score"
ACCOUNT = "account."  # prefix of account attributes in conditions


@dataclass(frozen=True, eq=False, slots=True)
class ResolvedPolicy:
    """A policy with its content hash and, by id, the metrics that it needs and its rules for them."""

    policy: Policy
    version: str
    metrics: Mapping[str, Metric]
    rules: Mapping[str, PolicyMetric]

    @property
    def needs(self) -> tuple[Need, ...]:
        """The windowed counters of all metrics."""
        return needs_of(self.metrics.values())

    @property
    def parts(self) -> Mapping[str, Part]:
        """The weighted parts of the score by metric, in the policy's order; none without a score."""
        return {part.metric: part for part in self.policy.score.parts} if self.policy.score else {}

    @property
    def ledgers(self) -> Mapping[str, Ledger]:
        """The ledgers by id."""
        return {ledger.id: ledger for ledger in self.policy.ledgers}

    @property
    def tier(self) -> Tier | None:
        """The tier that stands for the account: the first one over the score, else the first one."""
        tiers = self.policy.tiers
        return next((tier for tier in tiers if tier.subject == SCORE), tiers[0] if tiers else None)

    def scores(self, metric: str) -> bool:
        """Whether the metric earns points: it has a band, or is a part of the score."""
        return metric in self.parts or any(band.metric == metric for band in self.policy.bands)

    def band(self, metric: str, category: str | None) -> Band | None:
        """Return the metric's band for ``category``: its own one, else the one for every category."""
        bands = [band for band in self.policy.bands if band.metric == metric]
        own = (band for band in bands if category is not None and category in band.categories)
        return next(own, next((band for band in bands if not band.categories), None))


def weight_of(part: Part, category: str | None) -> Fraction:
    """Return the declared weight of a part of the score for a shop whose main category is ``category``."""
    return Fraction(part.category_weights.get(category or "", part.weight))


def resolve(policy: Policy) -> ResolvedPolicy:
    """Resolve every metric that ``policy`` declares or names anywhere.

    A catalogue metric that a condition names without declaring it is taken as it stands; below its minimum
    it is not assessed. Raises :class:`~sellerloop.scores.definitions.DefinitionError` when a definition does
    not fit, a stand-in has no value, or a name is neither a metric nor anything else that has a value.
    """
    rules = {rule.id: rule for rule in policy.metrics}
    for name in dict.fromkeys((*_metrics_named(policy), *_subjects_named(policy))):
        if name not in rules:
            rules[name] = _as_it_stands(name)
    for rule in rules.values():
        if Outcome.DEFAULT in (rule.on_missing, rule.min.outcome) and rule.min.value is None:
            raise DefinitionError(f"metric {rule.id!r}: the default value is not given")
    if policy.score and policy.score.missing == "neutral" and policy.score.neutral is None:
        raise DefinitionError("the neutral rule for missing metrics states no points")
    found = {rule.id: definition(rule, policy.exemptions, policy.sources) for rule in rules.values()}
    return ResolvedPolicy(policy, version_of(policy), MappingProxyType(found), MappingProxyType(rules))


def _metrics_named(policy: Policy) -> Iterator[str]:
    """Everything that can be a metric only."""
    yield from (rule.min.metric for rule in policy.metrics if rule.min.metric)
    yield from (band.metric for band in policy.bands)
    if policy.score:
        yield from (part.metric for part in policy.score.parts)
        yield from (rule.metric for rule in policy.score.null_rules)
    for ledger in policy.ledgers:
        yield from (earn.metric for earn in ledger.earn)
    yield from (consequence.ladder.metric for consequence in policy.consequences if consequence.ladder)


def _subjects_named(policy: Policy) -> Iterator[str]:
    """The names in conditions and tiers that are not the score, a ledger, a gate or an account attribute."""
    others = {SCORE, *(ledger.id for ledger in policy.ledgers), *(gate.id for gate in policy.gates)}
    conditions: list[Condition] = []
    for ledger in policy.ledgers:
        conditions += (condition for deduct in ledger.deduct for condition in deduct.when)
    for tier in policy.tiers:
        conditions += (condition for condition in (tier.enter, tier.exit) if condition)
    for gate in policy.gates:
        conditions += (*gate.all_of, *gate.any_of)
    for consequence in policy.consequences:
        conditions += (*consequence.trigger, *consequence.overrides)
    for name in (*(tier.subject for tier in policy.tiers), *(condition.metric for condition in conditions)):
        if name not in others and not name.startswith(ACCOUNT):
            yield name


def _as_it_stands(name: str) -> PolicyMetric:
    if name not in metrics():
        raise DefinitionError(f"no metric is called {name!r}")
    least = MinimumRule(n=metrics()[name].minimum.n, outcome=Outcome.NULL)
    return PolicyMetric(id=name, use=name, on_missing=Outcome.NULL, min=least)

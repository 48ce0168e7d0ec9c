"""Every name that a policy uses is defined in it, in the catalogue or in an event contract."""

from collections.abc import Iterator

from sellerloop.policy.lint.finding import Finding, Subject
from sellerloop.policy.predicate import PredicateError, columns, parse
from sellerloop.policy.problem import IDENTITY, Path, name_of
from sellerloop.policy.schema import (
    Appeal,
    Band,
    Benchmark,
    Condition,
    Deadline,
    Earn,
    Exemption,
    Gate,
    Milestone,
    MinimumRule,
    NullRule,
    Part,
    SideRule,
    Tier,
)
from sellerloop.speech.message import Message, gettext_noop

_METRIC = gettext_noop("{name} is no metric of this policy")
_CONDITION = gettext_noop("{name} is no metric, ledger or gate of this policy, nor the score")
_CATALOGUE = gettext_noop("{name} is not in the catalogue of metrics")
_KIND = gettext_noop("{name} is no kind of event")
_FLAG = gettext_noop("no kind of event has the flag {name}")
_COLUMN = gettext_noop("{kind} has no column {name}")


def named_metrics(subject: Subject) -> Iterator[Finding]:
    """What is weighted, banded, benchmarked, earned with or exempted is a metric of the policy."""
    known = {metric.id for metric in subject.policy.metrics} | subject.names
    wanted: list[tuple[Path, str | None]] = []
    for path, value, _ in subject.objects:
        if isinstance(value, Band | Benchmark | Part | NullRule | Earn | MinimumRule):
            wanted.append(((*path, "metric"), value.metric))
        elif isinstance(value, Exemption):
            wanted += [((*path, "metrics", number), name) for number, name in enumerate(value.metrics)]
    wanted += [(("cadence", "metrics", name), name) for name in subject.policy.cadence.metrics]
    for path, name in wanted:
        if name is not None and name not in known:
            yield Finding(path, Message(_METRIC, {"name": name}))


def named_subjects(subject: Subject) -> Iterator[Finding]:
    """Conditions, tiers, milestones and appeals speak of something that the policy has."""
    policy = subject.policy
    ledgers = {ledger.id for ledger in policy.ledgers} | subject.names
    plain = {metric.id for metric in policy.metrics} | ledgers | ({"score"} if policy.score else set())
    gates = [gate.id for gate in policy.gates]
    every = plain.union(gates)
    for path, value, holders in subject.objects:
        if isinstance(value, Condition):
            holder = holders[0]  # a gate may name gates before it, so that they cannot go in circles
            known = plain.union(gates[: gates.index(holder.id)]) if isinstance(holder, Gate) else every
            if value.metric not in known and not _attribute(value.metric):
                yield Finding((*path, "metric"), Message(_CONDITION, {"name": value.metric}))
        elif isinstance(value, Tier) and value.subject not in every and not _attribute(value.subject):
            yield Finding((*path, "subject"), Message(_CONDITION, {"name": value.subject}))
        elif isinstance(value, Milestone) and value.ledger not in ledgers:
            reason = gettext_noop("{name} is no ledger of this policy")
            yield Finding((*path, "ledger"), Message(reason, {"name": value.ledger}))
        elif isinstance(value, Appeal) and value.metric not in plain:
            yield Finding((*path, "metric"), Message(_CONDITION, {"name": value.metric}))


def unique_names(subject: Subject) -> Iterator[Finding]:
    """No two members of a list have the same identity (metrics are rule L2's)."""
    for path, value, _ in subject.objects:
        for section in set(IDENTITY) & set(type(value).model_fields):
            if section == "metrics":
                continue
            seen: set[str] = set()
            inner = getattr(value, section)
            for number, member in enumerate(inner):
                name = name_of(section, member.model_dump(mode="json")) or ""
                if name in seen:
                    reason = gettext_noop("{name} is there twice")
                    yield Finding((*path, section, number), Message(reason, {"name": name}))
                seen.add(name)


def scored_metrics_have_bands(subject: Subject) -> Iterator[Finding]:
    """A weighted metric has a band that holds for every category."""
    policy = subject.policy
    banded = {band.metric for band in policy.bands if not band.categories} | subject.names
    for number, part in enumerate(policy.score.parts if policy.score else ()):
        if part.metric not in banded:
            reason = gettext_noop("{name} has a weight, but no band that turns its value into points")
            yield Finding(("score", "parts", number, "metric"), Message(reason, {"name": part.metric}))


def known_definitions(subject: Subject) -> Iterator[Finding]:
    """``use`` names a metric of the catalogue; sides, deadlines and conditions name event columns."""
    known = subject.catalogue.metrics
    flags = frozenset[str]().union(*subject.catalogue.columns.values())
    for number, metric in enumerate(subject.policy.metrics):
        if known and metric.use is not None and metric.use not in known:
            yield Finding(("metrics", number, "use"), Message(_CATALOGUE, {"name": metric.use}))
        for place, name in enumerate(metric.exclude or ()):
            if flags and name not in flags:  # an exclusion that no row has would silently exclude nothing
                yield Finding(("metrics", number, "exclude", place), Message(_FLAG, {"name": name}))
    for path, value, _ in subject.objects:
        if isinstance(value, SideRule):
            named = {name: getattr(value, name) for name in ("anchor", "column", "fault", "horizon")}
            yield from _columns(subject, path, value.event, named, value.where)
        elif isinstance(value, Deadline):
            named = {"start": value.start, "due": value.due}
            yield from _columns(subject, path, value.event, named, value.where)
        elif isinstance(value, Exemption):
            yield from _predicate(path, value.where)


def computable(subject: Subject) -> Iterator[Finding]:
    """Every metric can be computed as it is defined. Tried last, when nothing else is wrong."""
    trial = subject.catalogue.trial
    for number, metric in enumerate(subject.policy.metrics):
        reason = trial(metric, subject.policy) if trial else None
        if reason is not None:
            yield Finding(("metrics", number), reason)


def _columns(subject: Subject, path: Path, kind: str, named: dict[str, str], where: str) -> Iterator[Finding]:
    yield from _predicate(path, where)
    known = subject.catalogue.columns
    if not known:
        return
    if kind not in known:
        yield Finding((*path, "event"), Message(_KIND, {"name": kind}))
        return
    fields = [(field, name) for field, name in named.items() if name and "{" not in name]
    fields += [("where", name) for name in sorted(_read(where))]
    for field, name in fields:
        if name not in known[kind]:
            yield Finding((*path, field), Message(_COLUMN, {"kind": kind, "name": name}))


def _predicate(path: Path, where: str) -> Iterator[Finding]:
    try:
        parse(where)
    except PredicateError as error:
        yield Finding((*path, "where"), Message(error.text, error.values))


def _read(where: str) -> frozenset[str]:
    try:
        return columns(parse(where))
    except PredicateError:
        return frozenset()


def _attribute(name: str) -> bool:
    return name.startswith("account.")

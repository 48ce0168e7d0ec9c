"""The catalogue in words: every metric and every event kind, as the registries know them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from sellerdesk.metrics.wording import certainty_word, least_sure, unit_words
from sellerdesk.ui import formats
from sellerdesk.ui.search import normalise
from sellerloop.events.contract import Column, Contract, Derived, Type
from sellerloop.events.registry import contracts
from sellerloop.metrics.registry import metrics
from sellerloop.metrics.spec import Metric, contract_of
from sellerloop.policy.source import Certainty
from sellerloop.policy.words import window_words
from sellerloop.scores.packs import packs
from sellerloop.scores.resolve import ResolvedPolicy

FAMILIES = {"tts": _("Of the published score"), "shop": _("Orders, delivery, returns"), "im": _("Chats")}
_TYPES = {
    Type.ID: _("identifier"),
    Type.TEXT: _("text"),
    Type.CODE: _("code"),
    Type.ENUM: _("one of a list"),
    Type.INSTANT: _("time, UTC"),
    Type.DATE: _("local date"),
    Type.INTEGER: _("whole number"),
    Type.MONEY: _("money, in the smallest unit"),
    Type.FLAG: _("yes or no"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One metric of the catalogue. ``counted`` are published policies that count it now, as pairs of policy
    id and the name of the metric there; ``used`` the titles of all policies that use it."""

    id: str
    name: str
    meaning: str
    unit: str
    days: str
    certainty: str
    assumed: bool
    sources: Sequence[str]
    counted: Sequence[tuple[str, str]]
    used: Sequence[str]


@dataclass(frozen=True, slots=True)
class Family:
    """Metrics of one kind."""

    name: str
    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class Kind:
    """One event kind with what counts it."""

    kind: str
    title: str
    meaning: str
    columns: int
    metrics: Sequence[tuple[str, str]]


def families(words: str, published: Mapping[str, ResolvedPolicy]) -> list[Family]:
    """Return the metrics that hold every one of ``words``, by family; the published score's come first."""
    wanted = normalise(words).split()[:8]
    counted = _counted(published.values())
    found: dict[str, list[Entry]] = {family: [] for family in FAMILIES}
    for metric in metrics().values():
        text = _shadow(metric.id, get_language() or "en")
        if all(word in text for word in wanted):
            family = metric.id.partition(".")[0]
            found.setdefault(family, []).append(_entry(metric, counted.get(metric.id, ())))
    return [Family(gettext(FAMILIES.get(name, name)), own) for name, own in found.items() if own]


def uses(base: str) -> list[str]:
    """Return the titles of all policies that use the catalogue's metric."""
    return [gettext(title) for title in _used().get(base, ())]


def kinds() -> list[Kind]:
    """Return every event kind."""
    return [
        Kind(c.kind, gettext(c.title), gettext(c.meaning), len(c.columns), _counting(c.kind))
        for c in contracts().values()
    ]


@dataclass(frozen=True, slots=True)
class Field:
    """One column of an event kind in words."""

    name: str
    meaning: str
    type: str
    choices: str
    required: bool
    origin: str


@dataclass(frozen=True, slots=True)
class Promise:
    """The contract of one event kind in words: groups of columns, checks as pairs of sentence and rule, and
    links as pairs of column and kind."""

    kind: Kind
    key: str
    happens: str
    groups: Sequence[tuple[str, Sequence[Field]]]
    checks: Sequence[tuple[str, str]]
    links: Sequence[tuple[str, str, bool]]


def promise(kind: str) -> Promise:
    """Return the contract of an event kind. Raises KeyError for an unknown one."""
    found = contracts()[kind]
    titles = (
        (Derived.GIVEN, gettext("Given by the source")),
        (Derived.LOCAL_DATE, gettext("Local dates, computed at import")),
        (Derived.SETTLED, gettext("Learned from linked rows, at each build")),
    )
    groups = [(title, [_field(found, c) for c in found.columns if c.derived is how]) for how, title in titles]
    return Promise(
        Kind(found.kind, gettext(found.title), gettext(found.meaning), len(found.columns), _counting(kind)),
        ", ".join(found.key),
        gettext(found.column(found.event_time).meaning),
        [(title, fields) for title, fields in groups if fields],
        [(formats.sentence(gettext(check.reason)), check.rule) for check in found.checks],
        [(link.column, gettext(contracts()[link.kind].title), link.mandatory) for link in found.links],
    )


def _entry(metric: Metric, counted: Sequence[tuple[str, str]]) -> Entry:
    sure = least_sure(metric.sources)
    return Entry(
        id=metric.id,
        name=gettext(metric.name),
        meaning=gettext(metric.meaning),
        unit=unit_words(metric),
        days=formats.say(window_words(metric.window)),
        certainty=certainty_word(sure) if sure else "",
        assumed=sure is Certainty.ASSUMED,
        sources=[source.ref for source in metric.sources],
        counted=counted,
        used=uses(metric.id),
    )


def _counted(published: Iterable[ResolvedPolicy]) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for resolved in published:
        for name, rule in resolved.rules.items():
            found.setdefault(rule.use or name, []).append((resolved.policy.id, name))
    return found


@cache
def _used() -> Mapping[str, Sequence[str]]:
    found: dict[str, dict[str, None]] = {}
    for versions in packs().values():
        for rule in versions[-1].metrics:
            found.setdefault(rule.use or rule.id, {})[versions[-1].title] = None
    return {name: tuple(titles) for name, titles in found.items()}


@cache
def _shadow(metric: str, language: str) -> str:
    """What a metric can be found by, in ``language``, which is the one in force."""
    found = metrics()[metric]
    return normalise(" ".join((found.id, gettext(found.name), found.name, gettext(found.meaning))))


def _counting(kind: str) -> list[tuple[str, str]]:
    """The metrics that count rows of an event kind; replies are made of messages."""
    name = {"message": "reply"}.get(kind, kind)
    return [
        (metric.id, gettext(metric.name))
        for metric in metrics().values()
        if any(contract_of(side).kind == name for side in metric.sides)
    ]


def _field(contract: Contract, column: Column) -> Field:
    unit = {"s": gettext("seconds"), "d": gettext("d")}.get(column.unit, column.unit)
    word = gettext(_TYPES[column.type])
    origin = ""
    if column.derived is Derived.SETTLED and column.origin in contracts():
        origin = gettext(contracts()[column.origin].title)
    elif column.derived is Derived.LOCAL_DATE:
        origin = gettext(contract.column(column.origin).meaning)
    return Field(
        column.name,
        gettext(column.meaning),
        f"{word} ({unit})" if unit else word,
        ", ".join(column.choices),
        column.required,
        origin,
    )

"""What changed between two versions of a policy: every path, old and new, and the formulas side by side."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sellerloop.policy.dump import number, plain
from sellerloop.policy.problem import IDENTITY, name_of
from sellerloop.policy.schema import Policy, PolicyMetric
from sellerloop.policy.versions import version_of
from sellerloop.policy.words import formula
from sellerloop.speech.message import Message, gettext_noop


class Kind(StrEnum):
    """What happened to a value."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


# Lists that inheritance replaces as a whole are still compared member by member.
_IDENTITY = {**IDENTITY, "sources": ("ref",), "milestone": ("ledger", "at"), "points": ("value",)}
_SENTENCES = {
    Kind.ADDED: gettext_noop("{path} is new: {new}"),
    Kind.REMOVED: gettext_noop("{path} is gone: {old}"),
    Kind.CHANGED: gettext_noop("{path}: {old} → {new}"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One change. ``path`` names the value, such as ``bands[tts.nrr].points``; ``old`` and ``new`` are its
    texts, empty where there is none."""

    path: str
    kind: Kind
    old: str
    new: str

    @property
    def message(self) -> Message:
        """The change as a sentence."""
        return Message(_SENTENCES[self.kind], {"path": self.path, "old": self.old, "new": self.new})


@dataclass(frozen=True, slots=True)
class Formulas:
    """The formulas of one metric side by side; None where a version does not have the metric."""

    metric: str
    title: str
    old: Message | None
    new: Message | None


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that differs between version ``old`` and version ``new`` (content hashes)."""

    old: str
    new: str
    changes: tuple[Change, ...]
    formulas: tuple[Formulas, ...]


def difference(old: Policy, new: Policy) -> Difference:
    """Compare two policies, usually versions of one. The order of members that have names does not count."""
    changes = tuple(_compare(plain(old), plain(new), "", ""))
    return Difference(version_of(old), version_of(new), changes, tuple(_formulas(old, new)))


def _formulas(old: Policy, new: Policy) -> Iterator[Formulas]:
    before = {metric.id: metric for metric in old.metrics}
    after = {metric.id: metric for metric in new.metrics}
    for name in dict.fromkeys((*after, *before)):
        then, now = _said(before.get(name)), _said(after.get(name))
        if str(then) != str(now):
            named = after.get(name) or before[name]
            yield Formulas(name, named.title, then, now)


def _said(metric: PolicyMetric | None) -> Message | None:
    return None if metric is None else formula(metric)


def _compare(old: Any, new: Any, path: str, section: str) -> Iterator[Change]:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        yield from _members(old, new, path, ".{}".format if path else "{}".format)
    elif isinstance(old, list) and isinstance(new, list) and section in _IDENTITY:
        yield from _members(_named(section, old), _named(section, new), path, "[{}]".format)
    elif old != new:
        yield Change(path, Kind.CHANGED, _text(old), _text(new))


def _members(old: Mapping[str, Any], new: Mapping[str, Any], path: str, step: Any) -> Iterator[Change]:
    for name in dict.fromkeys((*new, *old)):
        inner = path + step(name)
        if name not in old:
            yield Change(inner, Kind.ADDED, "", _text(new[name]))
        elif name not in new:
            yield Change(inner, Kind.REMOVED, _text(old[name]), "")
        else:
            yield from _compare(old[name], new[name], inner, name)


def _named(section: str, members: Sequence[Any]) -> Mapping[str, Any]:
    return {name_of(section, member, _IDENTITY) or str(place): member for place, member in enumerate(members)}


def _text(value: Any) -> str:
    """Return a value on one line, band points and conditions as people write them."""
    if isinstance(value, Mapping):
        if value.keys() >= {"metric", "op", "value"}:
            extra = {k: v for k, v in value.items() if k not in ("metric", "op", "value")}
            said = f"{value['metric']} {value['op']} {_text(value['value'])}"
            return f"{said} ({_text(extra)})" if extra else said
        if value.keys() >= {"value", "score"} and not value.keys() - {"value", "score", "certainty"}:
            return f"{_text(value['value'])} → {_text(value['score'])}"
        return ", ".join(f"{key}: {_text(inner)}" for key, inner in value.items())
    if isinstance(value, list):
        return "; ".join(map(_text, value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else str(value) if hasattr(value, "isoformat") else number(value)

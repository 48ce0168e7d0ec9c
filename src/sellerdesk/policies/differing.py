"""What differs between two versions, in sentences by section, and line by line side by side."""

import datetime as dt
import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from django.utils.translation import gettext

from sellerdesk.metrics.wording import certainty_word
from sellerdesk.policies.fields import field_name, section_name
from sellerdesk.policies.known import Version, resolved_of
from sellerdesk.policies.wording import Names, exact, percent, word
from sellerdesk.ui import formats
from sellerloop.policy.diff import Change, Kind, difference
from sellerloop.policy.dump import to_yaml
from sellerloop.policy.schema import Condition, Policy
from sellerloop.policy.source import Certainty
from sellerloop.policy.words import window_words

_STEP = re.compile(r"\[((?:[^\[\]]|\[[^\]]*\])*)\]|([a-z_]+)")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SHARES = frozenset({"weight", "share", "least_weight", "recent_share"})
_TEXTS = frozenset({"title", "note", "disclaimer"})
_CONDITIONS = frozenset({"all_of", "any_of", "trigger", "overrides", "when"})
_VALUED = frozenset({"value", "at", "at_least", "score"})
_MOST = 400  # lines of the comparison that are shown


@dataclass(frozen=True, slots=True)
class Sentence:
    """One difference. ``old`` and ``new`` are empty where there is none, or where the thing is told by its
    name alone."""

    kind: str
    thing: str
    old: str
    new: str
    point: tuple[str, str] | None = None  # of a whole point of a band: metric and value


@dataclass(frozen=True, slots=True)
class Group:
    """The differences of one section."""

    title: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two lines side by side; ``kind`` is same, changed, gap."""

    kind: str
    left_number: int | None
    left: str
    right_number: int | None
    right: str


@dataclass(frozen=True, slots=True)
class _Side:
    policy: Policy
    names: Names


def groups(old: Version, new: Version) -> list[Group]:
    """Return what differs in sentences, in the order of the schema."""
    sides = _side(old), _side(new)
    found: dict[str, dict[tuple[str, ...], Sentence]] = {}
    for change in difference(old.policy, new.policy).changes:
        steps = _steps(change.path)
        sentence = _sentence(change, steps, *sides)
        section = steps[0] if steps[0] in _SECTIONS else "policy"
        found.setdefault(section, {}).setdefault(
            (sentence.kind, sentence.thing, sentence.old, sentence.new), sentence
        )
    order = sorted(found, key=_SECTIONS.index)
    return [Group(section_name(name), tuple(_moved(list(found[name].values())))) for name in order]


def _moved(sentences: list[Sentence]) -> list[Sentence]:
    """Tell a point of a band that is gone and one that is new with the same score as one that moved."""
    gone = [s for s in sentences if s.point and s.kind == Kind.REMOVED]
    for old in gone:
        new = next((s for s in sentences if _same_point(old, s)), None)
        if new is None or old.point is None or new.point is None:
            continue
        facts = {"name": old.point[0], "points": old.old}
        thing = gettext("%(name)s, value that earns %(points)s") % facts
        sentences[sentences.index(new)] = Sentence(Kind.CHANGED, thing, old.point[1], new.point[1])
        sentences.remove(old)
    return sentences


def _same_point(old: Sentence, new: Sentence) -> bool:
    pair = old.point and new.point and old.point[0] == new.point[0]
    return bool(pair) and new.kind == Kind.ADDED and new.new == old.old


_SECTIONS = (
    *("policy", "metrics", "bands", "benchmarks", "score", "ledgers", "tiers", "gates", "consequences"),
    *("appeals", "exemptions", "deadlines", "sources"),
)


def _side(version: Version) -> _Side:
    return _Side(version.policy, Names(resolved_of(version)))


def _steps(path: str) -> list[str]:
    """``bands[tts.nrr].points[1.2].score`` as its parts."""
    return [_Member(named) if named else field for named, field in _STEP.findall(path)]


class _Member(str):
    """A step to the member of a list, by its name; other steps are fields."""

    __slots__ = ()


def _sentence(change: Change, steps: Sequence[str], old: _Side, new: _Side) -> Sentence:
    thing, field = _thing(steps, old, new), steps[-1]
    if "window" in steps and steps[0] == "metrics":
        return Sentence(Kind.CHANGED, thing, _window(old, steps[1]), _window(new, steps[1]))
    if field in _CONDITIONS:
        return Sentence(Kind.CHANGED, thing, _conditions(old, steps), _conditions(new, steps))
    whole = len(steps) == 2 or (change.kind is not Kind.CHANGED and len(steps) > 2 and steps[-2] in _LISTS)
    then, now = _value(old, steps, change.old), _value(new, steps, change.new)
    if _point(steps):
        names = new.names if change.kind is Kind.ADDED else old.names
        metric = _metric(steps[1])
        return Sentence(change.kind, thing, then, now, (names[metric], _stated(names, metric, steps[3])))
    return Sentence(change.kind, thing, "" if whole else then, "" if whole else now)


_LISTS = frozenset({"points", "parts", "levels", "milestone", "sources", *_SECTIONS})


def _point(steps: Sequence[str]) -> bool:
    return len(steps) == 4 and steps[0] == "bands" and steps[2] == "points"


def _thing(steps: Sequence[str], old: _Side, new: _Side) -> str:
    """What a path leads to, in words."""
    names = new.names if len(steps) > 1 and steps[1] in new.names else old.names
    match list(steps):
        case ["bands", metric, "points", value]:
            facts = {"name": names[_metric(metric)], "value": _stated(names, _metric(metric), value)}
            return gettext("Point of %(name)s at %(value)s") % facts
        case ["bands", metric, "points", value, "score"]:
            facts = {"name": names[_metric(metric)], "value": _stated(names, _metric(metric), value)}
            return gettext("Points of %(name)s at %(value)s") % facts
        case ["score", "parts", metric, "weight"]:
            return gettext("Weight of %(name)s") % {"name": _name(old, new, metric)}
        case ["score", "parts", metric]:
            return gettext("%(name)s as a part of the score") % {"name": _name(old, new, metric)}
        case ["metrics", metric, "min", "n"]:
            return gettext("Minimum sample of %(name)s") % {"name": names[metric]}
        case ["metrics", metric, "window", *_rest]:
            return gettext("Days that count for %(name)s") % {"name": names[metric]}
        case ["tiers", tier, "levels", level, "at"]:
            return gettext("%(name)s: where %(level)s begins") % {"name": names[tier], "level": word(level)}
        case ["sources", ref, *_rest]:
            return ref
        case [section, member, *rest] if section in _SECTIONS:
            name, field = _name(old, new, member), [_step_name(step, names) for step in rest]
            if section in ("score", "category", "cadence"):
                return formats.comma().join(
                    (section_name(section), *(_step_name(step, names) for step in steps[1:]))
                )
            return formats.comma().join((name, *field))
    return ", ".join(_step_name(step, names) for step in steps)


def _step_name(step: str, names: Names) -> str:
    if not isinstance(step, _Member):
        return field_name(step)
    return names[step] if step in names else word(step.rpartition("/")[2])


def _metric(member: str) -> str:
    """The metric of a band's name, which may carry categories behind a stroke."""
    return member.partition("/")[0]


def _name(old: _Side, new: _Side, member: str) -> str:
    metric = _metric(member)
    if metric in new.names:
        return new.names[metric]
    if metric in old.names:
        return old.names[metric]
    for policy in (new.policy, old.policy):
        titles = {item.id: item.title for item in policy.consequences}
        titles |= {item.id: item.title for item in policy.exemptions}
        titles |= {item.id: item.title for item in policy.deadlines}
        if titles.get(member):
            return gettext(titles[member])
    return member


def _stated(names: Names, metric: str, value: str) -> str:
    return names.value(metric, Decimal(value)) if _NUMBER.fullmatch(value) else value


def _value(side: _Side, steps: Sequence[str], text: str) -> str:
    field = steps[-1]
    if _point(steps):
        return exact(Decimal(text.rpartition("→ ")[2])) if "→ " in text else text
    if field in _SHARES and _NUMBER.fullmatch(text):
        return percent(Decimal(text))
    if _NUMBER.fullmatch(text):
        subject = _subject(side, steps)
        return exact(Decimal(text), side.names.units.get(subject, "") if field in _VALUED - {"score"} else "")
    if _DAY.fullmatch(text):
        return formats.day(dt.date.fromisoformat(text))
    if text in ("true", "false"):
        return gettext("yes") if text == "true" else gettext("no")
    if field == "certainty" and text in set(Certainty):
        return certainty_word(Certainty(text))
    if field == "assumed":
        return formats.listed([field_name(part) for part in text.split("; ")]) if text else ""
    if field in _TEXTS:
        return gettext(text) if text else ""
    return side.names[text] if text in side.names else word(text)


def _subject(side: _Side, steps: Sequence[str]) -> str:
    """What the value at the end of a path is a value of."""
    if steps[0] == "tiers":
        return next((tier.subject for tier in side.policy.tiers if tier.id == steps[1]), "")
    return next((step for step in steps if step in side.names.units), "")


def _window(side: _Side, metric: str) -> str:
    resolved = side.names.windows.get(metric)
    return formats.say(window_words(resolved)) if resolved else ""


def _conditions(side: _Side, steps: Sequence[str]) -> str:
    found = [condition for item in _items(side.policy, steps) for condition in _at(item, steps[-1])]
    return side.names.conditions(found)


def _items(policy: Policy, steps: Sequence[str]) -> Iterator[object]:
    for item in getattr(policy, steps[0], ()):
        if getattr(item, "id", "") == steps[1]:
            yield from item.deduct if steps[-1] == "when" else (item,)


def _at(item: object, field: str) -> tuple[Condition, ...]:
    found: tuple[Condition, ...] = getattr(item, field, ())
    return found


@lru_cache(maxsize=32)
def _lines(version: Version) -> tuple[str, ...]:
    return tuple(to_yaml(version.policy).splitlines())


def pairs(old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    """Return two texts side by side, lines that differ with three around them."""
    found: list[Pair] = []
    for place, hunk in enumerate(
        difflib.SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(3)
    ):
        if place:
            found.append(Pair("gap", None, "", None, ""))
        for tag, i1, i2, j1, j2 in hunk:
            for step in range(max(i2 - i1, j2 - j1)):
                left, right = i1 + step, j1 + step
                has_left, has_right = left < i2, right < j2
                found.append(
                    Pair(
                        "same" if tag == "equal" else "changed",
                        left + 1 if has_left else None,
                        old[left] if has_left else "",
                        right + 1 if has_right else None,
                        new[right] if has_right else "",
                    )
                )
    return found[:_MOST]


def side_by_side(old: Version, new: Version) -> list[Pair]:
    """Return both versions written out, line by line."""
    return pairs(_lines(old), _lines(new))

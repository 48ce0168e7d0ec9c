"""The numbers of a policy that people change most, as fields: weights, bands, minimum samples, thresholds and
the first day. Whoever changes one needs no YAML."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext

from sellerdesk.policies.checking import Checked, check
from sellerdesk.policies.wording import Names, word
from sellerdesk.ui import formats
from sellerloop.policy.dump import number, plain, to_yaml
from sellerloop.policy.edit import with_values
from sellerloop.policy.problem import Path
from sellerloop.policy.schema import Condition, Policy
from sellerloop.scores.resolve import resolve

_WEIGHT_PLACES = Decimal("0.0001")
_SPACES = re.compile(r"\s")
DAY = "day"


@dataclass(frozen=True, slots=True)
class Field:
    """One number: ``name`` in the form, ``path`` in the policy, ``text`` as it stands in the form. ``share``
    numbers are shares of one that people write in percent."""

    name: str
    path: Path
    label: str
    text: str
    unit: str = ""
    share: bool = False
    error: str = ""
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """The numbers of one metric, gate or tier."""

    id: str
    title: str
    weight: Field | None = None
    points: tuple[tuple[Field, Field], ...] = ()
    others: tuple[Field, ...] = field(default=())

    @property
    def fields(self) -> Iterator[Field]:
        yield from (self.weight,) if self.weight else ()
        yield from (field for pair in self.points for field in pair)
        yield from self.others


@dataclass(frozen=True, slots=True)
class Edited:
    """What came of a form: the parts as they were typed, with errors, and the policy's text where there are
    none; ``changes`` are the new values by path."""

    parts: tuple[Part, ...]
    day: Field
    changes: Mapping[Path, str]
    text: str
    errors: bool


def parts_of(policy: Policy, names: Names) -> tuple[Part, ...]:
    """Return the numbers of ``policy``, metrics of the score first."""
    return (*_metric_parts(policy, names), *_tier_parts(policy, names), *_gate_parts(policy, names))


def day_of(policy: Policy) -> Field:
    return Field(DAY, ("effective_from",), gettext("In force from"), policy.effective_from.isoformat())


def edited(policy: Policy, names: Names, posted: Mapping[str, str], *, share_out: bool) -> Edited:
    """Read a posted form against ``policy``; what was not posted stays. With ``share_out`` the weights that
    were not changed give way, so that all add up to one again."""
    values: dict[Path, Decimal] = {}
    parts = tuple(_read(part, posted, values) for part in parts_of(policy, names))
    day, first = _read_day(day_of(policy), posted)
    if share_out:
        _share_out(policy, values)
    errors = bool(day.error) or any(found.error for part in parts for found in part.fields)
    changes = {path: number(value) for path, value in values.items()}
    changes |= {day.path: first} if day.changed and not day.error else {}
    return Edited(parts, day, changes, "" if errors else _text(policy, changes), errors)


def written(text: str, checked: Checked, changes: Mapping[Path, str]) -> str:
    """Return ``text`` with ``changes`` in it: in place where that says exactly what it should, else the whole
    policy written out."""
    assert checked.policy is not None, "only sound drafts have a form"
    whole = _text(checked.policy, changes)
    placed = with_values(text, changes)
    if placed is not None:
        wanted = check(whole, checked.policy.id).policy
        if wanted is not None and check(placed, checked.policy.id).policy == wanted:
            return placed
    return whole


def retold(text: str, base: Policy, wanted: Policy) -> str:
    """Return ``text``, which says ``base``, so that it says ``wanted``, which differs in numbers only."""
    names = Names(resolve(base))
    old = {field.path: field for part in parts_of(base, names) for field in part.fields}
    new = {field.path: field for part in parts_of(wanted, names) for field in part.fields}
    changes = {
        path: number(Decimal(field.text) / 100 if field.share else Decimal(field.text))
        for path, field in new.items()
        if path in old and field.text != old[path].text
    }
    day = day_of(wanted)
    changes |= {day.path: day.text} if base.effective_from != wanted.effective_from else {}
    placed = with_values(text, changes)
    same = placed is not None and check(placed, base.id).policy == wanted
    return placed if same and placed is not None else to_yaml(wanted)


def _metric_parts(policy: Policy, names: Names) -> Iterator[Part]:
    weights = {part.metric: place for place, part in enumerate(policy.score.parts)} if policy.score else {}
    order = sorted(enumerate(policy.metrics), key=lambda item: item[1].id not in weights)
    for place, rule in order:
        weight, points = None, []
        if rule.id in weights and policy.score:
            at = weights[rule.id]
            share = number(policy.score.parts[at].weight * 100)
            path: Path = ("score", "parts", at, "weight")
            weight = Field(f"w{at}", path, gettext("Weight"), share, "%", share=True)
        unit = formats.symbol(names.units.get(rule.id, ""))
        for index, band in enumerate(policy.bands):
            if band.metric == rule.id:
                for step, point in enumerate(band.points):
                    base: Path = ("bands", index, "points", step)
                    value = Field(
                        f"v{index}.{step}", (*base, "value"), gettext("Value"), number(point.value), unit
                    )
                    score = Field(
                        f"s{index}.{step}", (*base, "score"), gettext("Points"), number(point.score)
                    )
                    points.append((value, score))
        least = Field(f"n{place}", ("metrics", place, "min", "n"), gettext("Minimum sample"), str(rule.min.n))
        yield Part(rule.id, names[rule.id], weight, tuple(points), (least,))


def _tier_parts(policy: Policy, names: Names) -> Iterator[Part]:
    for place, tier in enumerate(policy.tiers):
        unit = formats.symbol(names.units.get(tier.subject, ""))
        levels = tuple(
            Field(
                f"t{place}.{step}",
                ("tiers", place, "levels", step, "at"),
                word(level.name),
                number(level.at),
                unit,
            )
            for step, level in enumerate(tier.levels)
        )
        if levels:
            yield Part(tier.id, gettext(tier.title) if tier.title else names[tier.subject], others=levels)


def _gate_parts(policy: Policy, names: Names) -> Iterator[Part]:
    for place, gate in enumerate(policy.gates):
        fields = tuple(
            _condition(f"g{place}.{side}.{step}", ("gates", place, side, step, "value"), condition, names)
            for side in ("all_of", "any_of")
            for step, condition in enumerate(getattr(gate, side))
            if isinstance(condition.value, Decimal)
        )
        if fields:
            yield Part(gate.id, names[gate.id], others=fields)


def _condition(name: str, path: Path, condition: Condition, names: Names) -> Field:
    label = f"{names[condition.metric]} {formats.SIGNS[condition.op]}"
    value = number(condition.value) if isinstance(condition.value, Decimal) else ""
    return Field(name, path, label, value, formats.symbol(names.units.get(condition.metric, "")))


def _read(part: Part, posted: Mapping[str, str], values: dict[Path, Decimal]) -> Part:
    def read(found: Field) -> Field:
        typed = posted.get(found.name)
        if typed is None or typed.strip() == found.text:
            return found
        value = _number(typed)
        if value is None:
            return replace(found, text=typed[:40], changed=True, error=gettext("Type a number such as 2.5."))
        if value == Decimal(found.text):
            return found
        values[found.path] = value / 100 if found.share else value
        return replace(found, text=number(value), changed=True)

    return replace(
        part,
        weight=read(part.weight) if part.weight else None,
        points=tuple((read(value), read(score)) for value, score in part.points),
        others=tuple(map(read, part.others)),
    )


def _number(text: str) -> Decimal | None:
    """Read what people type: 2.5, 2,5, or with a percent sign."""
    typed = _SPACES.sub("", text).replace("−", "-").removesuffix("%")
    typed = typed.replace(",", ".") if typed.count(",") == 1 and "." not in typed else typed
    try:
        value = Decimal(typed)
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value) < 10**12 and len(typed) <= 24 else None


def _read_day(found: Field, posted: Mapping[str, str]) -> tuple[Field, str]:
    typed = posted.get(found.name, found.text).strip()
    try:
        day = dt.date.fromisoformat(typed).isoformat()
    except ValueError:
        error = gettext("Type a date such as 2026-11-22.")
        return replace(found, text=typed[:40], changed=True, error=error), ""
    return replace(found, text=day, changed=day != found.text), day


def _share_out(policy: Policy, values: dict[Path, Decimal]) -> None:
    """Let the weights that were not changed give way in proportion; the largest takes the rounding."""
    if policy.score is None:
        return
    paths: list[Path] = [("score", "parts", place, "weight") for place in range(len(policy.score.parts))]
    own = dict(zip(paths, (part.weight for part in policy.score.parts), strict=True))
    given = [path for path in paths if path in values]
    rest = [path for path in paths if path not in values and own[path]]
    room, present = 1 - sum(values[path] for path in given), sum(own[path] for path in rest)
    if not given or not rest or room < 0 or sum(own.values()) != 1:
        return
    shared = {path: (own[path] * room / present).quantize(_WEIGHT_PLACES) for path in rest}
    largest = max(rest, key=shared.__getitem__)
    shared[largest] += room - sum(shared.values())
    values |= shared


def _text(policy: Policy, changes: Mapping[Path, str]) -> str:
    """Return the policy written out with ``changes`` in it."""
    document = plain(policy)
    for path, value in changes.items():
        holder = document
        for step in path[:-1]:
            holder = holder[step]
        kept = dt.date.fromisoformat(value) if path == ("effective_from",) else Decimal(value)
        holder[path[-1]] = kept
    return to_yaml(document)

"""The page of metrics, from their definitions."""

from collections.abc import Mapping
from dataclasses import fields
from itertools import groupby
from pathlib import Path

from sellerloop.metrics.registry import metrics
from sellerloop.metrics.replies import ReplyRule
from sellerloop.metrics.spec import Metric, Side
from tools import messages
from tools.catalogue.markdown import code
from tools.catalogue.windows import words

_ROOT = Path(__file__).resolve().parents[2]


def page(found: Mapping[str, Metric] | None = None) -> str:
    """Return the page of all metrics, or of those given."""
    parts = [
        "# Metrics\n",
        "A metric is a numerator over a denominator; each side counts rows of one event kind on its own "
        "local date. A policy may use a metric with other parameters. D is the day as of which it is read.\n",
    ]
    everything = (metrics() if found is None else found).values()
    for family, members in groupby(everything, key=lambda metric: metric.id.split(".")[0]):
        parts.append(f"## {family}\n")
        parts += map(_entry, members)
    return "\n".join(parts)


def _entry(metric: Metric) -> str:
    lines = [
        f"### {metric.id}\n",
        f"**{metric.name}**{_translations(metric.name)}. {metric.meaning}.\n",
        f"- unit: {metric.unit.value}, {metric.direction.value} is better; one row is one {metric.count_unit}"
        if metric.direction.value != "neutral"
        else f"- unit: {metric.unit.value}; one row is one {metric.count_unit}",
        f"- {metric.aggregation.value.replace('_', '-')}: {_side(metric.numerator)}",
        *([f"- over: {_side(metric.denominator)}"] if metric.denominator else []),
        f"- window: {words(metric.window)}",
        *([f"- assessed from {metric.minimum.n} rows on"] if metric.minimum.n > 1 else []),
        *([f"- counts faults of: {', '.join(metric.faults)}"] if metric.faults else []),
        *([f"- leaves out rows with: {', '.join(map(code, metric.exclude))}"] if metric.exclude else []),
        *(f"- source: {s.ref} ({s.certainty.value}, read {s.read_on})" for s in metric.sources),
    ]
    return "\n".join(lines) + "\n"


def _translations(name: str) -> str:
    held = (
        messages.read(messages.catalogue(_ROOT, "sellerloop", language), language).get(name)
        for language in messages.LANGUAGES
    )
    return "".join(f" · {message.string}" for message in held if message and message.string)


def _side(side: Side) -> str:
    what = f"sum of {code(side.column)} of {side.kind} rows" if side.column else f"{side.kind} rows"
    parts = [
        f"{what} by {code(side.anchor)}",
        f"each at most {side.cap}" if side.cap is not None else "",
        f"where {code(side.where)}" if side.where else "",
        f"fault in {code(side.fault)}" if side.fault else "",
        f"replies read by {_rule(side.rule)}" if side.rule else "",
    ]
    return ", ".join(part for part in parts if part)


def _rule(rule: ReplyRule) -> str:
    usual = ReplyRule(rule.unit)
    names = [field.name for field in fields(rule)]
    chosen = [name for name in names if name == "unit" or getattr(rule, name) != getattr(usual, name)]
    return ", ".join(f"{name.replace('_', ' ')} {_plain(getattr(rule, name))}" for name in chosen)


def _plain(value: object) -> str:
    return " and ".join(map(str, value)) if isinstance(value, tuple) else str(value)

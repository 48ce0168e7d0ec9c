"""A small sound policy to spoil, and a generator of sound policies of every shape."""

import copy
import datetime as dt
import itertools
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from sellerloop.policy.lint import Catalogue, Definition
from sellerloop.policy.load import Loaded, load
from sellerloop.policy.problem import Problem
from sellerloop.policy.schema import Policy
from sellerloop.policy.window import Rolling
from sellerloop.speech.message import Message

SOURCE = {"ref": "page 7", "read_on": "2026-11-22", "certainty": "reported"}
CATALOGUE = Catalogue(
    {
        "shop.cancels": Definition("percent", "ratio", Rolling(days=7)),
        "shop.wait": Definition("hours", "mean", Rolling(days=30)),
    },
    {"order": frozenset({"placed_date", "cancel_fault", "delivered_date", "first_rating"})},
    lambda metric, policy: None if metric.sources or policy.sources else Message("no source"),
)
SOUND: dict[str, Any] = {
    "id": "test",
    "title": "Test",
    "disclaimer": "Not affiliated.",
    "effective_from": "2026-01-01",
    "mode": "live",
    "sources": [SOURCE],
    "metrics": [
        {
            "id": "shop.cancels",
            "use": "shop.cancels",
            "on_missing": "null",
            "min": {"n": 1, "outcome": "null"},
        },
        {
            "id": "own.bad",
            "unit": "percent",
            "direction": "lower",
            "aggregation": "ratio",
            "count_unit": "order",
            "window": {"type": "rolling", "days": 30},
            "numerator": {"event": "order", "anchor": "delivered_date", "where": "first_rating <= 2"},
            "denominator": {"event": "order", "anchor": "delivered_date"},
            "on_missing": "null",
            "min": {"n": 1, "outcome": "null"},
            "certainty": "assumed",
        },
    ],
    "bands": [
        {
            "metric": name,
            "direction": "lower",
            "interpolation": "linear",
            "ends": "closed",
            "points": [{"value": 0, "score": 5}, {"value": 2, "score": 4}, {"value": 40, "score": 1}],
            "certainty": "assumed",
        }
        for name in ("shop.cancels", "own.bad")
    ],
    "score": {
        "low": 0,
        "high": 5,
        "parts": [
            {"metric": "shop.cancels", "weight": 0.5, "certainty": "assumed"},
            {"metric": "own.bad", "weight": 0.5, "certainty": "assumed"},
        ],
        "missing": "renormalise",
    },
    "gates": [
        {
            "id": "good",
            "all_of": [{"metric": "shop.cancels", "op": "<", "value": 2.5}],
            "certainty": "reported",
            "sources": [SOURCE],
        }
    ],
    "ledgers": [{"id": "points", "sign": "penalty", "expiry": {"days": 90}, "certainty": "assumed"}],
}


def spoiled(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    """Return the sound policy after ``change``."""
    content = copy.deepcopy(SOUND)
    change(content)
    return content


def loaded(*contents: dict[str, Any]) -> Loaded:
    """Load plain contents as the files p0, p1, ..."""
    return load({f"p{n}": json.dumps(content, indent=1) for n, content in enumerate(contents)}, CATALOGUE)


def problems(change: Callable[[dict[str, Any]], object]) -> tuple[Problem, ...]:
    """Return what is wrong with the sound policy after ``change``."""
    return loaded(spoiled(change)).problems


def told(change: Callable[[dict[str, Any]], object]) -> list[tuple[str, str, str]]:
    """Return code, path and sentence of everything wrong with the sound policy after ``change``."""
    return [(p.code, p.path, str(p.reason)) for p in problems(change)]


numbers = st.integers(0, 100_000).map(lambda thousandths: Decimal(thousandths) / 1000)
words = st.text(min_size=1, max_size=12)
days = st.dates(dt.date(2000, 1, 1), dt.date(2050, 1, 1)).map(str)
slugs = st.text("abc.-_9", max_size=6).map("x".__add__)
certainties = st.sampled_from(["official", "reported", "observed", "schema"])


@st.composite
def windows(draw: DrawFn) -> dict[str, Any]:
    """Windows of every type."""
    length = draw(st.integers(1, 300))
    fixed: list[dict[str, Any]] = [
        {"type": "rolling", "days": length},
        {"type": "lagged", "oldest": length + 7, "newest": 7},
        {"type": "calendar", "unit": draw(st.sampled_from(["week", "month", "quarter"])), "count": 3},
    ]
    switch = {"type": "volume_switch", "at_least": length, "then": fixed[0], "otherwise": fixed[2]}
    return draw(st.sampled_from([*fixed, switch]))


@st.composite
def stated(draw: DrawFn) -> dict[str, Any]:
    """A certainty with the source that it needs, and words for people."""
    certainty = draw(certainties)
    source = {"ref": draw(words), "read_on": draw(days), "certainty": certainty}
    return {"certainty": certainty, "sources": [source], "title": draw(st.text(max_size=9))}


@st.composite
def metrics(draw: DrawFn, name: str) -> dict[str, Any]:
    """A metric of the catalogue or of the policy's own."""
    outcome = draw(st.sampled_from(["null", "skip", "not_assessed", "default"]))
    value = {"value": draw(numbers)} if outcome == "default" else {}
    rules = {
        "id": name,
        "on_missing": "null",
        "min": {"n": draw(st.integers(0, 99)), "outcome": outcome} | value,
    }
    if draw(st.booleans()):
        return rules | {"use": "shop.cancels", "window": draw(windows())} | draw(stated())
    side = {"event": "order", "anchor": "placed_date"}
    shape = {"unit": "percent", "direction": "lower", "aggregation": "ratio", "count_unit": "order"}
    bad = side | {"where": "cancel_fault in {'seller', 'auto'}"}
    return rules | shape | {"window": draw(windows()), "numerator": bad, "denominator": side} | draw(stated())


@st.composite
def bands(draw: DrawFn, name: str) -> dict[str, Any]:
    """A falling band."""
    values = sorted(draw(st.sets(numbers, min_size=1, max_size=5)))
    scores = sorted(draw(st.lists(numbers, min_size=len(values), max_size=len(values))), reverse=True)
    points = [{"value": v, "score": s} for v, s in zip(values, scores, strict=True)]
    kind = draw(st.sampled_from(["linear", "step"]))
    ends = draw(st.sampled_from(["open", "closed"]))
    rule = {"metric": name, "direction": "lower", "interpolation": kind, "ends": ends, "points": points}
    return rule | draw(stated())


@st.composite
def weights(draw: DrawFn, count: int) -> list[Decimal]:
    """Weights that add up to one exactly."""
    cuts = sorted(draw(st.lists(st.integers(0, 1000), min_size=count - 1, max_size=count - 1)))
    edges = [0, *cuts, 1000]
    return [Decimal(b - a) / 1000 for a, b in itertools.pairwise(edges)]


@st.composite
def _contents(draw: DrawFn) -> dict[str, Any]:
    names = sorted(draw(st.sets(slugs, min_size=1, max_size=4)))
    shares = draw(weights(len(names)))
    parts = [{"metric": n, "weight": w} | draw(stated()) for n, w in zip(names, shares, strict=True)]
    condition = {
        "metric": names[0],
        "op": draw(st.sampled_from(["<", "<=", ">", ">="])),
        "value": draw(numbers),
    }
    attribute = {
        "metric": "account.x",
        "op": "==",
        "value": draw(st.sampled_from(["yes", "4.0", "null", "", "é"])),
    }
    return {
        "id": draw(slugs),
        "title": draw(words),
        "disclaimer": draw(words),
        "note": draw(st.text(max_size=30)),
        "markets": draw(st.lists(words, max_size=3)),
        "effective_from": draw(days),
        "mode": draw(st.sampled_from(["live", "preview"])),
        "metrics": [draw(metrics(name)) for name in names],
        "bands": [draw(bands(name)) for name in names],
        "score": {
            "low": 0,
            "high": 100,
            "parts": parts,
            "missing": draw(st.sampled_from(["null", "renormalise"])),
        },
        "ledgers": [
            {"id": "own.ledger", "sign": "penalty", "deduct": [{"points": draw(numbers)}]} | draw(stated())
        ],
        "gates": [{"id": "own.gate", "all_of": [condition, attribute]} | draw(stated())],
        "sources": draw(stated())["sources"],
    }


def policies() -> SearchStrategy[Policy]:
    """Sound policies with texts, numbers, windows and sources of every kind."""
    return _contents().map(Policy.model_validate)

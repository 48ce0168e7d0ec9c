"""The example of the reference: a composite of six metrics with assumed anchors and weights."""

import datetime as dt
from fractions import Fraction
from typing import Any

from sellerloop.metrics.reading import Reading
from sellerloop.policy.schema import Policy
from sellerloop.speech.message import Message

AS_OF = dt.date(2026, 3, 31)
SOURCE = {"ref": "test", "read_on": "2026-11-22", "certainty": "assumed"}
ORDER = {"event": "order", "anchor": "placed_date"}
NO_DATA = Message("nothing to count in this period")

# id: direction, weight, anchors from value to points
SHAPE: dict[str, tuple[str, str, list[tuple[str, str]]]] = {
    "nrr": ("lower", "0.25", [("0", "5"), ("1.2", "4"), ("40", "1")]),
    "nbfr": ("lower", "0.25", [("0", "5"), ("2", "4"), ("40", "1")]),
    "sfcr": ("lower", "0.15", [("0", "5"), ("1", "4"), ("5", "1")]),
    "otdr": ("higher", "0.15", [("80", "1"), ("95", "4"), ("100", "5")]),
    "im_dsat": ("lower", "0.10", [("0", "5"), ("20", "4"), ("80", "1")]),
    "aht": ("lower", "0.10", [("0", "5"), ("24", "4"), ("96", "1")]),
}


def ratio(name: str, direction: str = "lower", **changes: object) -> dict[str, Any]:
    """An inline percentage over orders of 30 days."""
    rule = {
        "id": name,
        "unit": "percent",
        "direction": direction,
        "numerator": {**ORDER, "where": "cancelled_at is not None"},
        "denominator": ORDER,
        "window": {"type": "rolling", "days": 30},
        "on_missing": "null",
        "min": {"n": 1, "outcome": "null"},
    }
    return {**rule, **changes}


def total(name: str) -> dict[str, Any]:
    """An inline count of orders of 90 days."""
    changes = {"unit": "count", "denominator": None, "window": {"type": "rolling", "days": 90}}
    return ratio(name, "higher", **changes)


def hours(name: str) -> dict[str, Any]:
    """An inline mean handling time of after-sales requests."""
    request = {"event": "request", "anchor": "opened_date"}
    numerator = {**request, "column": "handling_s"}
    return ratio(name, unit="hours", aggregation="mean", numerator=numerator, denominator=request)


def band(name: str, direction: str, points: list[tuple[str, str]], **changes: object) -> dict[str, Any]:
    """A linear band."""
    rule = {
        "metric": name,
        "direction": direction,
        "interpolation": "linear",
        "ends": "closed",
        "points": [{"value": value, "score": score} for value, score in points],
        "certainty": "assumed",
    }
    return {**rule, **changes}


def policy_of(**parts: object) -> Policy:
    """A policy with the given parts and nothing else."""
    frame: dict[str, Any] = {
        "id": "example",
        "title": "Example",
        "disclaimer": "An example.",
        "effective_from": "2026-01-01",
        "mode": "live",
        "sources": [SOURCE],
    }
    return Policy.model_validate({**frame, **parts})


def six(**score: object) -> Policy:
    """The composite of six metrics; ``score`` changes fields of the score."""
    parts = [{"metric": m, "weight": w, "certainty": "assumed"} for m, (_, w, _) in SHAPE.items()]
    frame: dict[str, object] = {
        "low": "0",
        "high": "5",
        "parts": parts,
        "missing": "renormalise",
        "null_rules": [{"metric": "delivered_90d", "at_least": "30"}],
        "round": 2,
    }
    metrics = [hours(m) if m == "aht" else ratio(m, SHAPE[m][0]) for m in SHAPE]
    return policy_of(
        metrics=[*metrics, total("delivered_90d")],
        bands=[band(m, direction, anchors) for m, (direction, _, anchors) in SHAPE.items()],
        score={**frame, **score},
    )


def reading(num: int | None, den: int | None, value: Fraction | int | str | None = None) -> Reading:
    """A reading of a ratio in percent, or with the value given; no rows give no value."""
    if value is None and num is not None and den:
        value = Fraction(100 * num, den)
    reason = NO_DATA if value is None else None
    return Reading(num, den, None if value is None else Fraction(value), reason, None, None, None)


def six_readings(**changes: Reading) -> dict[str, Reading]:
    """The readings of the example's table; ``changes`` replace some."""
    table = {
        "nrr": reading(6, 1000),
        "nbfr": reading(10, 1000),
        "sfcr": reading(6, 200),
        "otdr": reading(89, 100),
        "im_dsat": reading(3, 5),
        "aht": reading(48 * 3600 * 10, 10, 48),
        "delivered_90d": reading(1500, None, 1500),
    }
    return {**table, **changes}

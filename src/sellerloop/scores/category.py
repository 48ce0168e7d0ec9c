"""The main category of an account: the one with most orders, or the fallback where none leads enough."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from sellerloop.metrics.spec import Aggregation, Direction, Metric, Side, Unit
from sellerloop.policy.predicate import Column, Compare, Constant, Predicate, text_of
from sellerloop.policy.schema import DominantCategory
from sellerloop.speech.message import gettext_noop


def category_metrics(rule: DominantCategory, categories: Iterable[str]) -> dict[str, Metric]:
    """Return, by category, the metric that counts its orders over the rule's window: what :func:`dominant`
    wants to be told, in a form that every engine can count."""
    return {name: _orders(rule, name) for name in categories}


def dominant(rule: DominantCategory, orders: Mapping[str, int]) -> str | None:
    """Return the main category by the orders of the rule's window; None without orders.

    Equal categories are decided by name, so that the answer does not depend on the order of rows.
    """
    total = sum(orders.values())
    if not total:
        return None
    name = min(orders, key=lambda category: (-orders[category], category))
    return name if Fraction(orders[name], total) >= Fraction(rule.share) else rule.fallback


def dominant_grid(
    rule: DominantCategory, orders: NDArray[np.int64], categories: Sequence[str]
) -> NDArray[np.object_]:
    """Return :func:`dominant` for every element; ``orders`` has the categories on its last axis.

    ``categories`` name that axis. The result has the shape of ``orders`` without it and holds None where
    there are no orders.
    """
    by_name = np.argsort(np.array(categories), kind="stable")
    sorted_orders = orders[..., by_name]
    lead = sorted_orders.argmax(axis=-1)
    most, total = sorted_orders.max(axis=-1), orders.sum(axis=-1)
    share = Fraction(rule.share)
    found = np.array([*categories], object)[by_name][lead]
    # Whole numbers on both sides: no quotient is rounded on its way to the threshold.
    found[most * share.denominator < total * share.numerator] = rule.fallback
    found[total == 0] = None
    return np.asarray(found, object)


def _orders(rule: DominantCategory, category: str) -> Metric:
    return Metric(
        id="category.orders",
        name=gettext_noop("Orders of a category"),
        meaning=gettext_noop("Orders placed in one category, to find the main one"),
        unit=Unit.COUNT,
        direction=Direction.NEUTRAL,
        aggregation=Aggregation.TOTAL,
        numerator=Side("order", "placed_date", where=text_of(_is(category))),
        denominator=None,
        count_unit="order",
        window=rule.window,
        sources=rule.sources,
    )


def _is(category: str) -> Predicate:
    return Compare(Column("category"), "==", Constant(category))

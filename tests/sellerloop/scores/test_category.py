"""The main category: most orders win, and nobody leads a multi-category shop."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sellerloop.metrics.spec import counter
from sellerloop.policy.predicate import evaluate
from sellerloop.policy.schema import DominantCategory
from sellerloop.scores.category import category_metrics, dominant, dominant_grid

NAMES = ("toys", "beauty", "food")


def rule(share: str = "0") -> DominantCategory:
    return DominantCategory.model_validate({"window": {"type": "rolling", "days": 90}, "share": share})


def test_most_orders_decide() -> None:
    assert dominant(rule(), {"toys": 3, "beauty": 5}) == "beauty"


def test_equal_categories_are_decided_by_name() -> None:
    assert dominant(rule(), {"toys": 5, "beauty": 5}) == "beauty"


def test_below_the_share_the_account_has_many_categories() -> None:
    assert dominant(rule("0.5"), {"toys": 5, "beauty": 5}) == "beauty"
    assert dominant(rule("0.5"), {"toys": 5, "beauty": 5, "food": 1}) == "multi-category"


def test_without_orders_there_is_none() -> None:
    assert dominant(rule(), {}) is None
    assert dominant(rule("0.5"), {"toys": 0}) is None


def test_every_engine_can_count_the_orders_of_a_category() -> None:
    found = category_metrics(rule(), ["toys", "d'or"])
    assert list(found) == ["toys", "d'or"]
    where = counter(found["d'or"], found["d'or"].numerator).where
    assert [evaluate(where, {"category": name}) for name in ("d'or", "toys", None)] == [True, False, None]
    assert found["toys"].window == rule().window


@given(
    orders=st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=1, max_size=12),
    share=st.sampled_from(["0", "0.333333333333", "0.5", "0.8", "1"]),
)
def test_arrays_agree_with_single_accounts(orders: list[list[int]], share: str) -> None:
    found = dominant_grid(rule(share), np.array([orders], np.int64), NAMES)
    alone = [dominant(rule(share), dict(zip(NAMES, row, strict=True))) for row in orders]
    assert found.tolist() == [alone]

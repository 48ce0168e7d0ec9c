"""What a metric may be, and what it compiles to."""

from fractions import Fraction

import pytest

from sellerloop.metrics.registry import metric
from sellerloop.metrics.replies import WAIT_EDGES
from sellerloop.metrics.spec import Aggregation, Counter, Minimum, Side, buckets, counters
from sellerloop.policy.predicate import PredicateError, evaluate, parse, text_of

NRR, NBFR, SFCR, P90 = (metric(name) for name in ("tts.nrr", "tts.nbfr", "tts.sfcr", "im.first_response_p90"))


def conditions(*found: Counter) -> list[str]:
    return [text_of(one.where) for one in found]


def test_a_ratio_compiles_to_two_counters_with_its_exclusions() -> None:
    num, den = counters(SFCR)
    assert conditions(num, den) == [
        "cancel_fault in {'auto', 'seller'} and not platform_fulfilled and not is_sample and not is_fake",
        "not platform_fulfilled and not is_sample and not is_fake",
    ]
    assert (num.table, num.anchor) == (den.table, den.anchor) == ("order", "placed_date")


def test_a_fault_pattern_reads_one_flag_for_each_fault() -> None:
    (num, _) = counters(NBFR.with_(exclude=()))
    assert conditions(num) == ["return_seller or return_carrier"]


def test_the_last_value_of_a_revisable_fact_may_be_picked() -> None:
    num, _ = counters(NRR.with_(exclude=(), pick="last", horizon=14))
    assert conditions(num) == ["current_rating <= 2 and first_rating_days <= 14"]


def test_equal_counters_of_different_metrics_are_one() -> None:
    assert (
        counters(metric("shop.returns_seller_30"))[0].name
        == counters(metric("shop.returns_seller_60"))[0].name
    )
    assert counters(SFCR)[0].name != counters(SFCR)[1].name


def test_names_of_counters_stay_what_they_were() -> None:
    """Columns of published facts carry these names."""
    assert [one.name for one in counters(metric("shop.orders"))] == ["c_024808b5"]


def test_buckets_cover_every_wait_once() -> None:
    parts = buckets(P90)
    assert len(parts) == len(WAIT_EDGES) + 1 == len(counters(P90))
    for wait in (0, 5, 6, 299, 300, 301, 10**7):
        assert sum(evaluate(part, {"wait_s": wait}) is True for part in parts) == 1
    assert not any(evaluate(part, {"wait_s": None}) for part in parts)


SUMMED = Side("request", "opened_date", column="handling_s")
ROWS = Side("order", "placed_date")


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"denominator": None}, "needs denominator"),
        ({"aggregation": Aggregation.TOTAL}, "takes no denominator"),
        ({"aggregation": Aggregation.MEAN}, "needs a column"),
        ({"numerator": SUMMED}, "a ratio counts rows"),
        ({"numerator": Side("order", "delivered_date", cap=5)}, "a cap needs a column"),
        ({"faults": ("seller",)}, "need each other"),
        ({"numerator": Side("order", "placed_date", fault="cancel_fault")}, "need each other"),
        ({"numerator": ROWS, "horizon": 60}, "a horizon needs"),
        ({"pick": "median"}, "unknown pick"),
        ({"numerator": Side("reply", "asked_date")}, "kind reply and a reply rule"),
        ({"minimum": Minimum(-1)}, "not negative"),
        ({"aggregation": Aggregation.RECENT_WEIGHTED}, "recent share"),
        (
            {
                "aggregation": Aggregation.RECENT_WEIGHTED,
                "recent_share": Fraction(1, 4),
                "recent_weight": Fraction(0),
            },
            "recent share",
        ),
        (
            {
                "aggregation": Aggregation.QUANTILE,
                "denominator": None,
                "numerator": SUMMED,
                "quantile": Fraction(1),
            },
            "between 0 and 1",
        ),
        (
            {
                "aggregation": Aggregation.QUANTILE,
                "denominator": None,
                "numerator": SUMMED,
                "quantile": Fraction(1, 2),
                "edges": (5, 5),
            },
            "edges start above 0 and increase",
        ),
    ],
)
def test_a_metric_that_makes_no_sense_is_refused(changes: dict[str, object], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        NRR.with_(**changes)


def test_a_column_that_the_rows_lack_is_refused() -> None:
    with pytest.raises(PredicateError, match="order has no column"):
        counters(NRR.with_(numerator=Side("order", "delivered_date", where="stars <= 2")))
    with pytest.raises(KeyError, match="'handed_date'"):
        counters(NRR.with_(denominator=Side("order", "handed_date")))


def test_exclusions_apply_where_the_rows_have_them() -> None:
    num, _ = counters(metric("tts.im_dsat").with_(exclude=("outage", "is_sample")))
    assert num.where == parse("rating <= 2 and not outage")

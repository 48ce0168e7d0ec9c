"""Plans: what they need, and what they refuse."""

import datetime as dt
from fractions import Fraction

import pytest

from sellerloop.metrics.plan import column_names, daily_needs_of, needs_of, plan
from sellerloop.metrics.registry import metric
from sellerloop.metrics.spec import Aggregation
from sellerloop.policy.window import Rolling, VolumeSwitch

DAY = dt.date(2026, 3, 31)
SFCR = metric("tts.sfcr")


def test_metrics_that_share_counters_share_needs() -> None:
    both = needs_of([metric("shop.returns_seller_30"), metric("shop.returns_seller_60")])
    assert len(both) == 4 and len({need.counter.name for need in both}) == 2
    assert needs_of([SFCR, SFCR]) == needs_of([SFCR])


def test_a_volume_switch_needs_both_windows() -> None:
    switch = VolumeSwitch(at_least=9, then=Rolling(days=7), otherwise=Rolling(days=30))
    assert {need.window for need in needs_of([SFCR.with_(window=switch)])} == {
        Rolling(days=7),
        Rolling(days=30),
    }


def test_recent_weighted_metrics_are_read_day_by_day_as_well() -> None:
    recent = SFCR.with_(aggregation=Aggregation.RECENT_WEIGHTED, recent_share=Fraction(1, 4))
    assert {need.window for need in daily_needs_of([SFCR, recent])} == {Rolling(days=1)}
    assert needs_of([recent]) == needs_of([SFCR])


def test_columns_are_named_numerator_first() -> None:
    needs = needs_of([SFCR])
    assert column_names(SFCR, SFCR.window) == tuple(need.name for need in needs)
    assert needs[0].counter.where != needs[1].counter.where


@pytest.mark.parametrize("as_ofs", [(DAY, DAY), (DAY, DAY - dt.timedelta(1))])
def test_as_of_dates_that_do_not_increase_are_refused(as_ofs: tuple[dt.date, ...]) -> None:
    with pytest.raises(ValueError, match="strictly increasing"):
        plan(as_ofs, needs_of([SFCR]))


def test_a_plan_of_nothing_reads_nothing() -> None:
    empty = plan([DAY], [])
    assert (empty.tables, empty.days(), empty.segments, empty.counters) == ((), [], (), ())


def test_a_plan_reads_each_table_once() -> None:
    made = plan([DAY], needs_of([SFCR, metric("tts.nrr"), metric("im.turn_3min")]))
    assert made.tables == ("order", metric("im.turn_3min").numerator.rule.table)

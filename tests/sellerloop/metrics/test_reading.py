"""Readings: every metric against the naive oracle, the bulk path against the exact one, and the reasons."""

import datetime as dt
import math
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from bench.naive.counts import naive_readings
from bench.naive.facts import facts_of
from sellerloop.metrics.counts import Counts
from sellerloop.metrics.plan import column_names
from sellerloop.metrics.reading import Reason, interval_grid, read, read_grid, reason_message
from sellerloop.metrics.registry import metric
from sellerloop.metrics.spec import Metric, Minimum
from sellerloop.policy.window import Calendar, VolumeSwitch
from tests.sellerloop.metrics.shops import AS_OF, counted, shop_events
from tests.sellerloop.metrics.variants import AS_OFS, MEASURED, NRR, RECENT, SFCR


@cache
def world(seed: int) -> tuple[Counts, Counts, dict[tuple[str, dt.date, str], object]]:
    events = shop_events(seed)
    return *counted(facts_of(events), MEASURED, AS_OFS), naive_readings(events, MEASURED, AS_OFS)


@pytest.mark.parametrize("seed", range(3))
def test_every_reading_is_what_the_naive_oracle_finds(seed: int) -> None:
    counts, daily, naive = world(seed)
    for one in MEASURED:
        for row, as_of in enumerate(counts.as_ofs):
            for column, account in enumerate(counts.accounts):
                reading, expected = read(one, counts, row, column, daily), naive[account, as_of, one.id]
                found = (reading.num, reading.den, reading.value)
                assert found == (expected.num, expected.den, expected.value), (one.id, account, as_of)


@pytest.mark.parametrize("seed", range(3))
def test_the_bulk_path_gives_the_float_nearest_to_the_exact_one(seed: int) -> None:
    counts, daily, _ = world(seed)
    for one in MEASURED:
        grid = read_grid(one, counts, daily)
        low, high = interval_grid(one, grid)
        for at in np.ndindex(grid.value.shape):
            reading = read(one, counts, *at, daily)
            assert (grid.num[at], grid.den[at]) == (reading.num or 0, reading.den or 0)
            value = math.nan if reading.value is None else float(reading.value)
            assert grid.value[at] == pytest.approx(value, rel=0, abs=0, nan_ok=True)
            known = (
                math.nan if reading.low is None else reading.low,
                math.nan if reading.high is None else reading.high,
            )
            assert (low[at], high[at]) == pytest.approx(known, rel=1e-9, nan_ok=True)
            text = reason_message(one, grid.reason[at], counts, grid.den[at]) if grid.reason[at] else None
            assert (text and str(text)) == (reading.reason and str(reading.reason))
            assert (reading.reason is None) == (reading.value is not None)


def counts_of(one: Metric, *sums: int, available: tuple[str, ...] = ("order", "review")) -> Counts:
    names = column_names(one, one.window)
    columns = {name: np.array([[number]]) for name, number in zip(names, sums, strict=True)}
    return Counts((AS_OF,), ("shop",), columns, frozenset(available))


def test_an_absent_kind_is_missing_and_not_zero() -> None:
    reading = read(NRR, counts_of(NRR, 0, 10, available=("order",)), 0, 0)
    assert (reading.num, reading.den, reading.value) == (None, None, None)
    assert str(reading.reason) == "no data of this kind was imported: Review"
    assert reading.window == NRR.window.span(AS_OF)


def test_no_rows_are_nothing_to_count_and_few_rows_too_little() -> None:
    few = NRR.with_(minimum=Minimum(5))
    assert str(read(few, counts_of(few, 0, 0), 0, 0).reason) == "nothing to count in this period"
    assert str(read(few, counts_of(few, 1, 4), 0, 0).reason) == "too little data: 4 of at least 5"
    assert read(few, counts_of(few, 1, 5), 0, 0).value == 20


def test_a_total_of_nothing_is_zero() -> None:
    orders = metric("shop.orders")
    assert read(orders, counts_of(orders, 0), 0, 0).value == 0


def test_hours_are_seconds_over_requests() -> None:
    aht = metric("tts.aht")
    assert read(aht, counts_of(aht, 2 * 48 * 3600, 2, available=("request",)), 0, 0).value == 48


def test_a_rate_above_everything_has_no_interval() -> None:
    odd = metric("im.satisfaction")
    reading = read(odd, counts_of(odd, 3, 2, available=("chat_rating",)), 0, 0)
    assert reading.value == 150 and reading.low is None


def test_volume_chooses_the_window() -> None:
    then, otherwise = Calendar(unit="month", count=3), Calendar(unit="month", count=12)
    ebay = NRR.with_(window=VolumeSwitch(at_least=400, then=then, otherwise=otherwise))
    for rows, window in ((400, then), (399, otherwise)):
        columns = {name: np.array([[n]]) for name, n in zip(column_names(ebay, then), (1, rows), strict=True)}
        columns |= {
            name: np.array([[n]]) for name, n in zip(column_names(ebay, otherwise), (2, 900), strict=True)
        }
        counts = Counts((AS_OF,), ("shop",), columns, frozenset({"order", "review"}))
        assert read(ebay, counts, 0, 0).window == window.span(AS_OF)


def test_recent_weights_need_every_day_of_the_window() -> None:
    recent = SFCR.with_(**RECENT)
    counts = counts_of(recent, 1, 2, available=("order",))
    with pytest.raises(ValueError, match="needs daily counts"):
        read(recent, counts, 0, 0)
    with pytest.raises(ValueError, match="lack 2026-03-01"):
        read(recent, counts, 0, 0, replace(counts, as_ofs=(AS_OF,)))


def test_a_value_has_no_reason() -> None:
    with pytest.raises(ValueError, match="no reason"):
        reason_message(NRR, Reason.NONE, counts_of(NRR, 1, 2), 2)

"""Laws that every metric of the catalogue obeys."""

import pytest

from sellerloop.events.contract import Type
from sellerloop.events.registry import contracts
from sellerloop.metrics.plan import column_names, daily_needs_of, needs_of
from sellerloop.metrics.registry import metric, metrics
from sellerloop.metrics.spec import Aggregation, Direction, Metric, Unit, contract_of, counters, kinds_of
from sellerloop.policy.window import fixed_windows

every_metric = pytest.mark.parametrize("one", metrics().values(), ids=lambda one: one.id)


def test_the_codes_of_the_shop_performance_score_are_there() -> None:
    assert {f"tts.{code}" for code in ("aht", "im_dsat", "nbfr", "nrr", "otdr", "sfcr")} <= set(metrics())


def test_names_and_meanings_are_unique() -> None:
    for texts in ([one.name for one in metrics().values()], [one.meaning for one in metrics().values()]):
        assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("name", ["AHT", "aht", "tts.none"])
def test_bare_and_unknown_codes_are_no_metric(name: str) -> None:
    with pytest.raises(KeyError):
        metric(name)


@every_metric
def test_it_states_what_a_reader_has_to_know(one: Metric) -> None:
    assert one.name and one.meaning and one.count_unit and one.sources
    assert one.meaning[0].isupper() and not one.meaning.endswith(".")
    assert one.direction in Direction and one.minimum.n >= 1


@every_metric
def test_it_compiles_to_counters_that_a_plan_needs(one: Metric) -> None:
    names = {need.name for need in needs_of([one])}
    for window in fixed_windows(one.window):
        assert set(column_names(one, window)) <= names
        assert len(column_names(one, window)) == len(counters(one))
    assert daily_needs_of([one]) == ()


@every_metric
def test_its_anchors_are_local_dates(one: Metric) -> None:
    for side in one.sides:
        assert contract_of(side).column(side.anchor).type is Type.DATE


@every_metric
def test_what_it_sums_is_measured_in_its_unit(one: Metric) -> None:
    for side in one.sides:
        if side.column:
            column = contract_of(side).column(side.column)
            money, seconds = column.type is Type.MONEY, column.unit == "s"
            assert {Unit.MONEY: money, Unit.HOURS: seconds, Unit.SECONDS: seconds}.get(one.unit, True)


@every_metric
def test_a_percentage_is_a_share_of_rows_or_a_mean_of_percentages(one: Metric) -> None:
    if one.unit is Unit.PERCENT and one.aggregation is not Aggregation.RATIO:
        assert one.aggregation in (Aggregation.RECENT_WEIGHTED, Aggregation.MEAN)
        assert (
            one.aggregation is not Aggregation.MEAN
            or contract_of(one.numerator).column(one.numerator.column).unit == "%"
        )


@every_metric
def test_its_exclusions_are_flags_of_the_rows_it_counts(one: Metric) -> None:
    flags = {
        column.name for side in one.sides for column in contract_of(side).columns if column.type is Type.FLAG
    }
    assert set(one.exclude) <= flags


@every_metric
def test_the_kinds_it_needs_are_event_kinds(one: Metric) -> None:
    kinds = {kind for kind, _ in kinds_of(one)}
    assert kinds and kinds <= set(contracts())


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("tts.otdr", {"order"}),
        ("tts.nrr", {"order", "review"}),
        ("tts.nbfr", {"order", "request"}),
        ("shop.order_defect", {"order", "review", "request"}),
        ("shop.valid_tracking", {"order", "parcel_scan"}),
        ("im.participation", {"chat", "chat_rating"}),
        ("im.turn_3min", {"message"}),
    ],
)
def test_columns_settled_from_other_kinds_need_those_kinds(name: str, kinds: set[str]) -> None:
    assert {kind for kind, _ in kinds_of(metric(name))} == kinds

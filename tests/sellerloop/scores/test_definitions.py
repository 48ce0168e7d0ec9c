"""A policy's metric is the catalogue's with other parameters, or its own; what does not fit is refused."""

import datetime as dt
from fractions import Fraction

import pytest

from sellerloop.metrics.registry import metrics
from sellerloop.metrics.spec import Aggregation, Minimum, Unit, counter
from sellerloop.policy.predicate import evaluate
from sellerloop.policy.schema import Exemption, PolicyMetric
from sellerloop.policy.window import Rolling
from sellerloop.scores.definitions import DefinitionError, definition
from sellerloop.scores.packs import packs
from sellerloop.scores.resolve import resolve
from tests.sellerloop.scores.example import SOURCE, band, policy_of, ratio, six


def rule(**changes: object) -> PolicyMetric:
    frame = {"id": "own.name", "on_missing": "null", "min": {"n": 1, "outcome": "null"}}
    return PolicyMetric.model_validate({**frame, **changes})


def test_without_changes_the_catalogue_speaks() -> None:
    found = definition(rule(use="tts.nrr"))
    assert found == metrics()["tts.nrr"].with_(id="own.name")


def test_stated_parameters_replace_the_catalogues() -> None:
    found = definition(
        rule(
            use="tts.nrr",
            title="Own name",
            window={"type": "rolling", "days": 30},
            exclude=[],
            pick="last",
            horizon=14,
            min={"n": 5, "outcome": "skip"},
        )
    )
    assert (found.name, found.window, found.exclude) == ("Own name", Rolling(days=30), ())
    assert found.minimum == Minimum(5)
    where = counter(found, found.numerator).where
    assert evaluate(where, {"current_rating": 1, "first_rating_days": 14}) is True
    assert evaluate(where, {"current_rating": 1, "first_rating_days": 15}) is False


def test_a_minimum_of_the_numerator_or_another_metric_is_not_the_readings() -> None:
    least = {"n": 5, "outcome": "null"}
    assert definition(rule(use="tts.nrr", min={**least, "of": "numerator"})).minimum == Minimum(1)
    assert definition(rule(use="tts.nrr", min={**least, "metric": "other"})).minimum == Minimum(1)


def test_anchors_faults_and_caps_may_change() -> None:
    moved = definition(rule(use="tts.sfcr", anchor={"denominator": "paid_date"}, faults=["buyer"]))
    assert moved.denominator is not None and moved.denominator.anchor == "paid_date"
    assert moved.numerator.anchor == metrics()["tts.sfcr"].numerator.anchor
    assert moved.faults == ("buyer",)
    assert definition(rule(use="tts.aht", cap=600)).numerator.cap == 600


def test_replies_are_counted_by_another_unit() -> None:
    for change in ({"count_unit": "buyer_day"}, {"reply": {"unit": "buyer_day"}, "count_unit": "buyer_day"}):
        found = definition(rule(use="im.turn_3min", **change))
        assert {side.rule.unit for side in found.sides if side.rule} == {"buyer_day"}
        assert found.count_unit == "buyer_day"
    limit = definition(rule(use="im.turn_3min", reply={"limit_s": 300})).numerator.rule
    assert limit is not None and limit.limit_s == 300


def test_a_recent_weighted_ratio_keeps_exact_numbers() -> None:
    found = definition(
        rule(use="im.reply_12h", aggregation="recent_weighted", recent_share="0.25", recent_weight="2")
    )
    assert (found.aggregation, found.recent_share) == (Aggregation.RECENT_WEIGHTED, Fraction(1, 4))


def test_an_inline_definition_stands_alone() -> None:
    found = definition(PolicyMetric.model_validate(ratio("m")))
    assert (found.id, found.unit, found.aggregation) == ("m", Unit.PERCENT, Aggregation.RATIO)
    alone = definition(PolicyMetric.model_validate(ratio("m", unit="count", denominator=None)))
    assert alone.aggregation is Aggregation.TOTAL


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"use": "no.such"}, "the catalogue has no metric 'no.such'"),
        ({}, "neither 'use' nor unit, direction, numerator, window is given"),
        ({"use": "tts.nrr", "count_unit": "buyer"}, "cannot count by 'buyer', the rows are one per order"),
        ({"use": "tts.nrr", "count_unit": "turn"}, "counts one row per order and no replies"),
        ({"use": "tts.nrr", "reply": {"limit_s": 60}}, "counts one row per order and no replies"),
        ({"use": "tts.otdr", "horizon": 14}, "a horizon needs a side with a horizon column"),
        ({"use": "tts.nrr", "anchor": {"numerator": "no_date"}}, "order has no column 'no_date'"),
        ({"use": "tts.otdr", "faults": ["seller"]}, "a fault whitelist and a fault column need each other"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(changes: dict[str, object], message: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        definition(rule(**changes))
    assert str(caught.value).startswith("metric 'own.name': ")
    assert message in str(caught.value)


def exemption(**changes: object) -> Exemption:
    frame = {
        "id": "storm",
        "metrics": ["own.name"],
        "markets": ["GB"],
        "first": "2020-11-05",
        "last": "2020-11-21",
        "where": "carrier == 'royal'",
        "announced": "2020-12-01",
        "sources": [SOURCE],
    }
    return Exemption.model_validate({**frame, **changes})


@pytest.mark.parametrize(
    ("day", "market", "carrier", "counts"),
    [
        ("2020-11-05", "GB", "royal", False),
        ("2020-11-21", "GB", "royal", False),
        ("2020-11-04", "GB", "royal", True),
        ("2020-11-22", "GB", "royal", True),
        ("2020-11-10", "US", "royal", True),
        ("2020-11-10", "GB", "other", True),
        ("2020-11-10", "GB", None, True),
    ],
)
def test_exempt_rows_leave_both_sides(day: str, market: str, carrier: str | None, counts: bool) -> None:
    plain = PolicyMetric.model_validate(ratio("own.name"))
    found = definition(plain, [exemption(), exemption(metrics=["another"], markets=[], where="")])
    row = {
        "placed_date": dt.date.fromisoformat(day),
        "market": market,
        "carrier": carrier,
        "cancelled_at": day,
    }
    for side in found.sides:
        assert evaluate(counter(found, side).where, row) is counts


def test_an_exemption_without_a_condition_takes_all_rows_of_its_days() -> None:
    plain = PolicyMetric.model_validate(ratio("own.name"))
    found = definition(plain, [exemption(markets=[], where="")])
    row = {"placed_date": dt.date(2020, 11, 10), "market": "US"}
    assert found.denominator is not None
    assert evaluate(counter(found, found.denominator).where, row) is False


def test_every_pack_resolves() -> None:
    for versions in packs().values():
        for policy in versions:
            resolved = resolve(policy)
            assert {rule.id for rule in policy.metrics} <= set(resolved.metrics) == set(resolved.rules)


def test_a_catalogue_metric_named_in_a_condition_is_taken_as_it_stands() -> None:
    gate = {
        "id": "floor",
        "certainty": "assumed",
        "all_of": [
            {"metric": name, "op": ">", "value": "1"}
            for name in ("tts.otdr", "score", "account.age", "floor", "points")
        ],
    }
    ledger = {"id": "points", "sign": "penalty", "certainty": "assumed"}
    resolved = resolve(policy_of(gates=[gate], ledgers=[ledger]))
    assert set(resolved.metrics) == {"tts.otdr"}


UNKNOWN = {"id": "g", "certainty": "assumed", "any_of": [{"metric": "x", "op": "<", "value": "1"}]}


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"bands": [band("no.such", "lower", [("0", "1")])]}, "no metric is called 'no.such'"),
        (
            {
                "gates": [
                    {"id": "g", "certainty": "assumed", "any_of": [{"metric": "x", "op": "<", "value": "1"}]}
                ]
            },
            "no metric is called 'x'",
        ),
        (
            {"metrics": [ratio("m", on_missing="default")]},
            "metric 'm': the default value is not given",
        ),
    ],
)
def test_a_policy_that_names_what_does_not_exist_is_refused(parts: dict[str, object], message: str) -> None:
    with pytest.raises(DefinitionError, match=message):
        resolve(policy_of(**parts))


def test_neutral_points_have_to_be_stated() -> None:
    with pytest.raises(DefinitionError, match="states no points"):
        resolve(six(missing="neutral"))


def test_equal_content_is_the_same_version() -> None:
    assert resolve(six()).version == resolve(six()).version != resolve(six(round=1)).version

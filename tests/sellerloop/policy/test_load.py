"""Policy files become policies, or every reason why not, each with file, line, field and reason."""

import datetime as dt
import json
from decimal import Decimal

import pytest
from pydantic import ValidationError

from sellerloop.policy.load import load
from sellerloop.policy.refusal import REASONS, reason_of
from sellerloop.policy.schema import Mode, Policy
from tests.sellerloop.policy.sample import CATALOGUE, SOUND, loaded, spoiled, told

BAD = """\
id: Test
title: Test
disclaimer: Not affiliated.
effective_from: 2026-13-01
mode: life
metrics:
  - id: shop.cancels
    use: shop.cancels
    windw: {type: rolling, days: 7}
    on_missing: "null"
  - id: own.wait
    use: shop.wait
    window: {type: rolling, days: zero}
    on_missing: skip
    min: {n: -1, outcome: skip}
    certainty: reported
  - id: own.cancels
    use: shop.cancels
    window: {type: sliding, days: 7}
    on_missing: skip
    min: {n: 1.5, outcome: skip}
bands:
  - metric: own.wait
    direction: lower
    interpolation: linear
    points:
      - {value: one, score: 5}
  - metric: shop.late
    direction: lower
    interpolation: linear
    ends: closed
    certainty: assumed
    points: [{value: 2, score: 5}, {value: 1, score: 4}]
score:
  low: 0
  high: 5
  missing: renormalise
  parts:
    - {metric: shop.cancels, weight: 0.5, certainty: assumed}
    - {metric: own.nothing, weight: 0.4, certainty: assumed}
"""
WINDOWS = "rolling, lagged, calendar, volume_switch"
FOLLOW = "1 does not follow 2: the values of a band rise"
BANDLESS = "has a weight, but no band that turns its value into points"


def test_a_bad_policy_is_refused_with_everything_that_is_wrong() -> None:
    result = load({"bad.yaml": BAD}, CATALOGUE)
    assert result.policies == ()
    assert [str(problem) for problem in result.problems] == [
        "bad.yaml:1:1: sources: is missing [L8]",
        f"bad.yaml:1:5: id: {REASONS['string_pattern_mismatch']}",
        "bad.yaml:4:17: effective_from: is a day that no calendar has",
        "bad.yaml:5:7: mode: must be one of live, preview",
        "bad.yaml:7:5: metrics[shop.cancels].min: is missing [L3]",
        "bad.yaml:9:5: metrics[shop.cancels].windw: is not a field here; did you mean window?",
        "bad.yaml:13:35: metrics[own.wait].window.days: must be a whole number",
        "bad.yaml:15:14: metrics[own.wait].min.n: must be at least 0",
        f"bad.yaml:19:5: metrics[own.cancels].window: its type must be one of {WINDOWS}",
        "bad.yaml:21:14: metrics[own.cancels].min.n: must be a whole number",
        "bad.yaml:23:5: bands[own.wait].certainty: is missing [L5]",
        "bad.yaml:23:5: bands[own.wait].ends: is missing [L4]",
        "bad.yaml:27:17: bands[own.wait].points[1].value: must be a number such as 2.5",
        "bad.yaml:28:13: bands[shop.late].metric: shop.late is no metric of this policy",
        f"bad.yaml:33:44: bands[shop.late].points[2].value: {FOLLOW} [L7]",
        "bad.yaml:38:3: score.parts: the weights add up to 0.9, not 1 [L6]",
        "bad.yaml:40:16: score.parts[own.nothing].metric: own.nothing is no metric of this policy",
        f"bad.yaml:40:16: score.parts[own.nothing].metric: own.nothing {BANDLESS}",
    ]


def test_a_sound_policy_is_read_with_exact_numbers_and_dates() -> None:
    (policy,) = loaded(SOUND).policies
    assert policy.effective_from == dt.date(2026, 1, 1)
    assert policy.mode is Mode.LIVE
    assert policy.gates[0].all_of[0].value == Decimal("2.5")
    assert policy.bands[0].points[1].value == 2


def test_a_number_is_never_read_through_a_float() -> None:
    text = json.dumps(SOUND).replace("2.5", "0.100000000001")
    (policy,) = load({"p": text}, CATALOGUE).policies
    assert policy.gates[0].all_of[0].value == Decimal("0.100000000001")


def test_one_bad_file_does_not_spoil_the_others() -> None:
    result = loaded(SOUND, spoiled(lambda p: p.update(id="other", mode="life")))
    assert [policy.id for policy in result.policies] == ["test"]
    assert [problem.mark.file for problem in result.problems] == ["p1"]


def test_references_to_a_refused_object_are_not_wrong_as_well() -> None:
    def change(policy: dict[str, object]) -> None:
        policy["metrics"][0]["min"]["n"] = "many"  # type: ignore[index]

    assert told(change) == [("", "metrics[shop.cancels].min.n", "must be a whole number")]


def test_an_unknown_field_does_not_hide_what_else_is_wrong() -> None:
    def change(policy: dict[str, object]) -> None:
        policy["score"]["roundd"] = 1  # type: ignore[index]
        policy["score"]["parts"][0]["weight"] = 0.3  # type: ignore[index]
        policy["metrics"][1]["window"]["dayz"] = 1  # type: ignore[index]
        policy["metrics"][1]["unit"] = "hours"  # type: ignore[index]

    assert [(code, path) for code, path, _ in told(change)] == [
        ("L1", "metrics[own.bad].unit"),
        ("", "metrics[own.bad].window.dayz"),
        ("L6", "score.parts"),
        ("", "score.roundd"),
    ]


def test_a_refused_score_does_not_make_conditions_on_it_wrong() -> None:
    def change(policy: dict[str, object]) -> None:
        policy["score"]["low"] = "deep"  # type: ignore[index]
        policy["gates"][0]["all_of"][0]["metric"] = "score"  # type: ignore[index]

    assert told(change) == [("", "score.low", "must be a number such as 2.5")]


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("effective_from", 20260101, "must be a date such as 2026-11-22"),
        ("effective_from", "1 January", "must be a date such as 2026-11-22"),
        ("title", "", "must not be empty"),
        ("title", 5, "must be text"),
        ("metrics", "none", "must be a list"),
        ("score", [1], "must hold named fields"),
        ("cadence", {"refresh": "hourly"}, "must be one of"),
        ("peer_group", ["planet"], "must be one of"),
        ("id", "x" * 81, "must have at most 80 characters"),
    ],
)
def test_every_kind_of_mistake_has_a_sentence(field: str, value: object, reason: str) -> None:
    sentences = [sentence for _, path, sentence in told(lambda p: p.update({field: value})) if field in path]
    assert sentences and sentences[0].startswith(reason)


def test_a_bare_null_is_the_outcome_of_that_name() -> None:
    def change(policy: dict[str, object]) -> None:
        policy["metrics"][0]["on_missing"] = None  # type: ignore[index]

    (policy,) = loaded(spoiled(change)).policies
    assert policy.metrics[0].on_missing == "null"


def test_no_error_of_the_schema_is_left_without_a_sentence() -> None:
    wrong = [None, True, 1.5, -1, "?", [], {}, [1], {"a": 1}, "9" * 40]
    seen = set()
    for field in Policy.model_fields:
        for value in wrong:
            try:
                Policy.model_validate(spoiled(lambda p, f=field, v=value: p.update({f: v})))
            except ValidationError as error:
                for detail in error.errors(include_url=False):
                    seen.add(detail["type"])
                    assert str(reason_of(detail))
    assert seen <= set(REASONS)

"""What changed between two versions."""

from typing import Any

from hypothesis import given, settings

from sellerloop.policy.diff import Kind, difference
from sellerloop.policy.schema import Policy
from tests.sellerloop.policy.sample import SOUND, policies, spoiled

BASE = Policy.model_validate(SOUND)


def changed(change: Any) -> list[str]:
    return [str(c.message) for c in difference(BASE, Policy.model_validate(spoiled(change))).changes]


def test_a_changed_value_is_named_with_old_and_new() -> None:
    def change(policy: dict[str, Any]) -> None:
        policy["bands"][0]["points"][1]["score"] = 3.5
        policy["gates"][0]["all_of"][0]["op"] = "<="

    assert changed(change) == [
        "bands[shop.cancels].points[2].score: 4 → 3.5",
        "gates[good].all_of: shop.cancels < 2.5 → shop.cancels <= 2.5",
    ]


def test_what_is_new_and_what_is_gone_is_told_as_a_whole() -> None:
    def change(policy: dict[str, Any]) -> None:
        policy["gates"] = [policy["gates"][0] | {"id": "better"}]

    found = difference(BASE, Policy.model_validate(spoiled(change))).changes
    assert [(c.kind, c.path) for c in found] == [
        (Kind.ADDED, "gates[better]"),
        (Kind.REMOVED, "gates[good]"),
    ]


def test_the_order_of_named_members_is_no_change() -> None:
    assert changed(lambda p: p["metrics"].reverse()) == []


def test_a_metric_that_comes_or_goes_has_one_formula() -> None:
    less = Policy.model_validate(spoiled(lambda p: p["metrics"].pop()))
    (gone,) = difference(BASE, less).formulas
    assert gone.metric == "own.bad" and gone.old is not None and gone.new is None


@settings(max_examples=25)
@given(policies())
def test_a_policy_does_not_differ_from_itself(policy: Policy) -> None:
    found = difference(policy, policy)
    assert found.changes == () and found.formulas == () and found.old == found.new


@settings(max_examples=25)
@given(policies(), policies())
def test_the_difference_turned_round_swaps_old_and_new(one: Policy, other: Policy) -> None:
    there, back = difference(one, other), difference(other, one)
    assert {(c.path, c.old, c.new) for c in there.changes} == {(c.path, c.new, c.old) for c in back.changes}
    assert (not there.changes) == (one == other)

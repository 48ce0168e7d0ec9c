"""Base and overrides: what a market or a later day states differently."""

import json
from typing import Any

from sellerloop.policy.load import load
from tests.sellerloop.policy.sample import CATALOGUE, SOUND, loaded

CHILD: dict[str, Any] = {"id": "child", "extends": "test", "effective_from": "2026-01-01", "mode": "live"}


def sentences(*contents: dict[str, Any]) -> list[str]:
    return [str(problem) for problem in loaded(*contents).problems]


def child(**changes: Any) -> Any:
    result = loaded(SOUND, CHILD | changes)
    assert result.problems == ()
    return next(policy for policy in result.policies if policy.id == "child")


def test_a_child_takes_everything_it_does_not_state_and_names_its_base() -> None:
    policy = child(title="Child")
    base = loaded(SOUND).policies[0]
    assert (policy.title, policy.base, policy.extends) == ("Child", "test", None)
    assert (policy.metrics, policy.bands, policy.score) == (base.metrics, base.bands, base.score)


def test_members_of_lists_are_merged_by_their_identity() -> None:
    points = [{"value": 0, "score": 5}, {"value": 9, "score": 0}]
    policy = child(bands=[{"metric": "own.bad", "points": points}])
    assert [band.metric for band in policy.bands] == ["shop.cancels", "own.bad"]
    assert [point.value for point in policy.bands[1].points] == [0, 9]
    assert policy.bands[1].interpolation == "linear"


def test_new_members_come_after_those_of_the_base() -> None:
    ledger = {"id": "second", "sign": "penalty", "certainty": "assumed"}
    assert [ledger.id for ledger in child(ledgers=[ledger]).ledgers] == ["points", "second"]


def test_a_band_for_a_category_is_another_member() -> None:
    band = SOUND["bands"][0] | {"categories": ["shoes"]}
    assert [b.categories for b in child(bands=[band]).bands] == [(), (), ("shoes",)]


def test_removing_is_explicit() -> None:
    policy = child(gates=[{"id": "good", "remove": True}], score=None)
    assert policy.gates == ()
    assert policy.score is None


def test_removing_what_is_not_there_is_a_problem() -> None:
    told = sentences(SOUND, CHILD | {"gates": [{"id": "bad", "remove": True}]})
    assert [line.split(": ", 1)[1] for line in told] == ["gates[bad]: there is nothing to remove"]


def test_a_window_of_another_type_replaces_the_whole_window() -> None:
    policy = child(metrics=[{"id": "own.bad", "window": {"type": "lagged", "oldest": 45, "newest": 15}}])
    assert policy.metrics[1].window.oldest == 45


def test_an_empty_field_of_an_override_empties_it() -> None:
    sides = {"numerator": None, "denominator": None, "unit": None}
    (_, metric) = child(metrics=[{"id": "own.bad", "use": "shop.cancels"} | sides]).metrics
    assert (metric.use, metric.numerator, metric.denominator, metric.unit) == (
        "shop.cancels",
        None,
        None,
        None,
    )


def test_a_version_extends_the_one_before_it() -> None:
    later = {"id": "test", "extends": "test", "effective_from": "2026-02-01", "mode": "live", "note": "2"}
    latest = later | {"effective_from": "2026-03-01", "title": "Third"}
    del latest["note"]
    result = loaded(latest, SOUND, later)
    assert result.problems == ()
    assert [(str(p.effective_from), p.title, p.note) for p in result.policies] == [
        ("2026-01-01", "Test", ""),
        ("2026-02-01", "Test", "2"),
        ("2026-03-01", "Third", "2"),
    ]


def test_a_child_builds_on_the_version_in_force_when_it_begins() -> None:
    later = SOUND | {"effective_from": "2026-02-01", "note": "later"}
    result = loaded(SOUND, later, CHILD, CHILD | {"effective_from": "2026-02-15"})
    notes = [p.note for p in result.policies if p.id == "child"]
    assert notes == ["", "later"]


def test_a_preview_may_build_on_a_preview_but_a_live_policy_may_not() -> None:
    base = SOUND | {"mode": "preview"}
    assert [p.id for p in loaded(base, CHILD | {"mode": "preview"}).policies] == ["child", "test"]
    assert "no policy test is in force" in sentences(base, CHILD)[0]


def test_nothing_can_extend_what_does_not_exist() -> None:
    assert sentences(CHILD) == ["p0:3:13: extends: no policy test is in force by 2026-01-01"]


def test_circles_are_found() -> None:
    one = CHILD | {"id": "one", "extends": "two"}
    two = CHILD | {"id": "two", "extends": "one"}
    assert any("extends itself in a circle" in line for line in sentences(one, two))


def test_two_versions_of_one_day_are_a_problem_that_names_the_other_file() -> None:
    assert sentences(SOUND, SOUND) == ["p1:2:8: id: test has two versions for 2026-01-01; the other is in p0"]


def test_a_mistake_in_an_override_is_told_where_it_stands() -> None:
    text = "id: child\nextends: test\neffective_from: 2026-01-01\nmode: live\n"
    text += "metrics:\n  - {id: own.bad, min: {n: x}}\n"
    result = load({"base.yaml": json.dumps(SOUND), "child.yaml": text}, CATALOGUE)
    assert [str(p) for p in result.problems] == [
        "child.yaml:6:28: metrics[own.bad].min.n: must be a whole number"
    ]


def test_a_mistake_in_the_base_is_told_once_and_costs_the_heirs_too() -> None:
    result = loaded(SOUND | {"entity": "planet"}, CHILD)
    assert len(result.problems) == 1
    assert result.policies == ()

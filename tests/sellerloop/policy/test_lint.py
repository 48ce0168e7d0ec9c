"""The eight lint rules, each seen to catch what it is there for."""

from collections.abc import Callable
from typing import Any

import pytest

from sellerloop.policy.lint import CODES, lint
from tests.sellerloop.policy.sample import CATALOGUE, SOURCE, loaded, spoiled, told

Content = dict[str, Any]
Change = Callable[[Content], object]


def at(*path: Any) -> Callable[[Content], Any]:
    def reach(content: Content) -> Any:
        inner: Any = content
        for step in path:
            inner = inner[step]
        return inner

    return reach


def put(value: object, *path: Any) -> Change:
    return lambda content: at(*path[:-1])(content).__setitem__(path[-1], value)


def drop(*path: Any) -> Change:
    return lambda content: at(*path[:-1])(content).pop(path[-1])


CAUGHT: list[tuple[str, Change, str]] = [
    ("L1", drop("metrics", 1, "unit"), "metrics[own.bad]"),
    ("L1", put("hours", "metrics", 1, "unit"), "metrics[own.bad].unit"),
    ("L1", put(250, "gates", 0, "all_of", 0, "value"), "gates[good].all_of[1].value"),
    ("L1", put(-1, "bands", 0, "points", 0, "value"), "bands[shop.cancels].points[1].value"),
    ("L2", put("shop.cancels", "metrics", 1, "id"), "metrics[shop.cancels].id"),
    ("L2", put("shop.wait", "metrics", 1, "id"), "metrics[shop.wait].id"),
    (
        "L2",
        lambda p: p["metrics"][0].update(window={"type": "rolling", "days": 30}, certainty="assumed"),
        "metrics[shop.cancels].window",
    ),
    ("L3", drop("metrics", 0, "on_missing"), "metrics[shop.cancels].on_missing"),
    ("L3", drop("metrics", 0, "min"), "metrics[shop.cancels].min"),
    ("L3", put("default", "metrics", 0, "on_missing"), "metrics[shop.cancels].min.value"),
    ("L4", drop("bands", 0, "ends"), "bands[shop.cancels].ends"),
    ("L4", drop("gates", 0, "all_of", 0, "op"), "gates[good].all_of[1].op"),
    (
        "L4",
        lambda p: p.update(
            tiers=[
                {"id": "t", "subject": "score", "levels": [{"name": "a", "at": 4}], "certainty": "assumed"}
            ]
        ),
        "tiers[t].levels[a].ends",
    ),
    (
        "L4",
        put({"metric": "account.x", "op": "<", "value": "yes"}, "gates", 0, "all_of", 0),
        "gates[good].all_of[1].op",
    ),
    ("L5", put("official", "bands", 0, "certainty"), "bands[shop.cancels].certainty"),
    ("L5", drop("gates", 0, "sources"), "gates[good].certainty"),
    ("L5", put("official", "bands", 0, "points", 1, "certainty"), "bands[shop.cancels].points[2].certainty"),
    ("L5", drop("metrics", 1, "certainty"), "metrics[own.bad].certainty"),
    ("L5", drop("bands", 0, "certainty"), "bands[shop.cancels].certainty"),
    ("L5", put(["colour"], "gates", 0, "assumed"), "gates[good].assumed[1]"),
    ("L6", put(0.4999999999, "score", "parts", 0, "weight"), "score.parts"),
    ("L6", put({"shoes": 0.6}, "score", "parts", 0, "category_weights"), "score.parts"),
    ("L7", put(2, "bands", 0, "points", 2, "value"), "bands[shop.cancels].points[3].value"),
    ("L7", put(4.5, "bands", 0, "points", 2, "score"), "bands[shop.cancels].points[3].score"),
    ("L8", drop("sources"), "sources"),
    ("L8", put([], "sources"), "sources"),
    ("L8", drop("sources", 0, "read_on"), "sources[1].read_on"),
    (
        "L8",
        lambda p: p.update(
            exemptions=[
                {
                    "id": "e",
                    "metrics": ["own.bad"],
                    "first": "2026-01-01",
                    "last": "2026-01-02",
                    "announced": "2026-01-01",
                }
            ]
        ),
        "exemptions[e].sources",
    ),
]


@pytest.mark.parametrize(("code", "change", "path"), CAUGHT, ids=[f"{c[0]}-{c[2]}" for c in CAUGHT])
def test_the_rule_catches_it(code: str, change: Change, path: str) -> None:
    assert (code, path) in [(found, place) for found, place, _ in told(change)]


def test_every_rule_is_seen_to_catch_something() -> None:
    assert {code for code, _, _ in CAUGHT} == set(CODES) == {f"L{n}" for n in range(1, 9)}


def test_every_rule_says_in_its_docstring_what_it_is_about() -> None:
    assert all((rule.__doc__ or "").startswith(f"{code}:") for code, rule in CODES.items())


def test_the_sound_policy_breaks_no_rule() -> None:
    assert told(lambda p: None) == []


def test_the_same_rate_over_another_window_is_welcome_under_another_name() -> None:
    def change(policy: Content) -> None:
        longer = {"id": "shop.cancels_30", "use": "shop.cancels", "window": {"type": "rolling", "days": 30}}
        rules = {"on_missing": "null", "min": {"n": 1, "outcome": "null"}, "certainty": "assumed"}
        policy["metrics"].append(longer | rules)

    assert told(change) == []


def test_a_category_with_weights_of_its_own_that_add_up_is_welcome() -> None:
    def change(policy: Content) -> None:
        policy["score"]["parts"][0]["category_weights"] = {"shoes": 0.6}
        policy["score"]["parts"][1]["category_weights"] = {"shoes": 0.4}

    assert told(change) == []


def test_the_source_of_the_holder_is_enough() -> None:
    def change(policy: Content) -> None:
        policy["bands"][0] |= {"certainty": "reported", "sources": [SOURCE]}
        policy["bands"][0]["points"][1]["certainty"] = "reported"

    assert told(change) == []


def test_a_ladder_may_fall_or_rise() -> None:
    ladder = {
        "metric": "shop.cancels",
        "direction": "lower",
        "interpolation": "step",
        "ends": "closed",
        "points": [{"value": 10, "score": 0.9}, {"value": 30, "score": 0.7}],
        "certainty": "assumed",
    }

    def change(policy: Content) -> None:
        rise = ladder | {"points": [{"value": 10, "score": 1}, {"value": 30, "score": 4}]}
        policy["consequences"] = [
            {"id": "limit", "kind": "multiplier", "ladder": ladder, "certainty": "assumed"},
            {"id": "fee", "kind": "fee", "ladder": rise, "certainty": "assumed"},
        ]

    assert told(change) == []


def test_a_policy_made_in_code_is_linted_as_well() -> None:
    (policy,) = loaded(spoiled(lambda p: None)).policies
    assert lint(policy, CATALOGUE) == ()
    uneven = policy.model_copy(update={"bands": policy.bands[:1]})
    assert [str(finding.reason) for finding in lint(uneven)] == [
        "own.bad has a weight, but no band that turns its value into points"
    ]

"""Policies round-trip: to YAML, to JSON, and back, whatever is in them."""

import json
import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sellerloop.policy.dump import number, plain, to_json, to_yaml
from sellerloop.policy.lint import lint
from sellerloop.policy.load import load
from sellerloop.policy.schema import Policy
from sellerloop.policy.versions import content_hash, version_of
from tests.sellerloop.policy.sample import SOUND, loaded, policies


@given(policies())
def test_policies_round_trip_through_yaml_and_json(policy: Policy) -> None:
    assert lint(policy) == ()
    for text in (to_yaml(policy), to_json(policy)):
        assert load({"p": text}).policies == (policy,)


@settings(max_examples=25)
@given(policies(), st.randoms(use_true_random=False))
def test_the_version_does_not_depend_on_the_order_of_fields(policy: Policy, chance: random.Random) -> None:
    def shuffled(value: Any) -> Any:
        if isinstance(value, dict):
            pairs = [(key, shuffled(inner)) for key, inner in value.items()]
            chance.shuffle(pairs)
            return dict(pairs)
        return [shuffled(inner) for inner in value] if isinstance(value, list) else value

    again = Policy.model_validate(shuffled(plain(policy)))
    assert version_of(again) == version_of(policy)


@settings(max_examples=25)
@given(policies(), policies())
def test_policies_are_equal_exactly_when_their_versions_are(one: Policy, other: Policy) -> None:
    assert (one == other) == (content_hash(one) == content_hash(other))
    assert content_hash(one) == content_hash(one.model_copy(deep=True))


def test_a_field_at_its_default_changes_no_version() -> None:
    (short,) = loaded(SOUND).policies
    (long,) = loaded(
        SOUND | {"entity": "shop", "note": "", "markets": [], "cadence": {"refresh": "daily"}}
    ).policies
    assert version_of(short) == version_of(long)


def test_trailing_zeros_change_no_version() -> None:
    text = json.dumps(SOUND)
    versions = {version_of(load({"p": text.replace("2.5", n)}).policies[0]) for n in ("2.5", "2.50", "2.500")}
    assert len(versions) == 1


def test_a_version_is_the_beginning_of_the_hash() -> None:
    (policy,) = loaded(SOUND).policies
    assert len(content_hash(policy)) == 64
    assert content_hash(policy).startswith(version_of(policy))


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-999, max_value=999))
def test_numbers_are_written_exactly_and_shortly(value: Any) -> None:
    text = number(value)
    assert type(value)(text) == value
    assert "E" not in text and text != "-0" and not (("." in text) and text.endswith("0"))


def test_people_can_read_the_yaml() -> None:
    text = to_yaml(loaded(SOUND).policies[0])
    assert "effective_from: 2026-01-01\n" in text
    assert "  - value: 1.2\n" not in text and "  - value: 2\n    score: 4\n" in text
    assert "on_missing: 'null'\n" in text

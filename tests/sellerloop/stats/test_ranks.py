"""Percentile ranks against a count of smaller rates, and snapshots that answer without accounts."""

import math
import random
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellerloop.stats.ranks import LEAST, freeze, percent_ranks

rates = st.one_of(st.just(math.nan), st.integers(0, 6).map(lambda k: k / 7))
rows = st.lists(st.tuples(rates, st.sampled_from(["a", "b", "beauty", "c"])), max_size=40)


def counted(values: list[float], groups: list[str]) -> list[float]:
    """Smaller rates of the group over n - 1, counted one account after the other."""
    ranks = []
    for value, group in zip(values, groups, strict=True):
        peers = [v for v, g in zip(values, groups, strict=True) if g == group and not math.isnan(v)]
        smaller = sum(peer < value for peer in peers)
        ranks.append(math.nan if math.isnan(value) else smaller / max(len(peers) - 1, 1))
    return ranks


@given(rows)
def test_ranks_equal_a_count_of_smaller_rates(table: list[tuple[float, str]]) -> None:
    values, groups = [row[0] for row in table], [row[1] for row in table]
    np.testing.assert_array_equal(percent_ranks(values, groups), counted(values, groups))


@given(rows)
def test_snapshot_gives_every_account_its_own_rank(table: list[tuple[float, str]]) -> None:
    values, groups = [row[0] for row in table], [row[1] for row in table]
    snapshot = freeze(values, groups)
    for value, group, rank in zip(values, groups, counted(values, groups), strict=True):
        if not math.isnan(value):
            found = snapshot.rank_of(group, value, least=1)
            assert found is not None and float(found) == rank
            assert snapshot.rank_of(group, value, instead_of=value, least=1) == found


@given(rows, st.integers(0, 14), st.randoms(use_true_random=False))
def test_changed_rate_ranks_as_if_the_account_had_it(
    table: list[tuple[float, str]], new: int, dice: random.Random
) -> None:
    values, groups = [row[0] for row in table], [row[1] for row in table]
    known = [i for i, value in enumerate(values) if not math.isnan(value)]
    if not known:
        return
    who = dice.choice(known)
    changed = [new / 14 if i == who else value for i, value in enumerate(values)]
    found = freeze(values, groups).rank_of(groups[who], new / 14, instead_of=values[who], least=1)
    assert found is not None and float(found) == counted(changed, groups)[who]


def test_nulls_are_never_ranked() -> None:
    np.testing.assert_array_equal(percent_ranks([1.0, 2.0, math.nan, 3.0], [0] * 4), [0, 0.5, math.nan, 1])


def test_only_account_has_rank_zero() -> None:
    assert percent_ranks([0.3], ["x"]).tolist() == [0.0]
    assert freeze([0.3], ["x"]).rank_of("x", 0.3, least=1) == 0
    assert freeze([0.3], ["x"]).rank_of("x", 0.9, instead_of=0.3, least=1) == 0


def test_unseen_rates_rank_between_and_beyond() -> None:
    snapshot = freeze(np.arange(11) / 10, ["x"] * 11)
    asked = [-1.0, 0.05, 0.5, 99.0]
    assert [snapshot.rank_of("x", rate) for rate in asked] == [0, Fraction(1, 10), Fraction(1, 2), 1]


def test_small_groups_are_not_shown() -> None:
    values, groups = [0.1] * LEAST + [0.2] * (LEAST - 1), ["big"] * LEAST + ["small"] * (LEAST - 1)
    snapshot = freeze(values, groups)
    assert snapshot.rank_of("big", 0.1) == 0
    assert snapshot.rank_of("small", 0.2) is None
    assert snapshot.rank_of("unknown", 0.2) is None
    assert [snapshot.size(group) for group in ("big", "small", "unknown")] == [LEAST, LEAST - 1, 0]


def test_group_of_nulls_stays_empty_and_changes_no_other() -> None:
    snapshot = freeze([0.5, math.nan, 0.7], ["a", "b", "c"])
    assert [snapshot.size(group) for group in "abc"] == [1, 0, 1]
    assert snapshot.rank_of("c", 0.7, least=1) == 0
    assert freeze([], []).rank_of("a", 0.5) is None


def test_snapshot_is_frozen_and_compact() -> None:
    snapshot = freeze([0.5] * 1000 + [0.6], ["x"] * 1001)
    assert snapshot.rates.tolist() == [0.5, 0.6] and snapshot.below.tolist() == [0, 1000]
    with pytest.raises(ValueError, match="read-only"):
        snapshot.rates[0] = 1.0


def test_impossible_questions_are_refused() -> None:
    snapshot = freeze([0.5] * 20, ["x"] * 20)
    with pytest.raises(ValueError, match="without a rate"):
        snapshot.rank_of("x", math.nan)
    with pytest.raises(ValueError, match=r"no account of 'x' has the rate 0\.4"):
        snapshot.rank_of("x", 0.1, instead_of=0.4)
    with pytest.raises(ValueError, match="one length"):
        percent_ranks([0.1, 0.2], ["x"])


@pytest.mark.parametrize("groups", [1, 3, 70_000])
def test_ranks_in_large_groups_and_many_groups(groups: int) -> None:
    dice = np.random.default_rng(groups)
    values = dice.integers(0, 9, 600) / 9
    values[::7] = math.nan
    codes = dice.integers(0, groups, values.size) - 5
    expected = np.array(counted(values.tolist(), [str(code) for code in codes]))
    np.testing.assert_array_equal(percent_ranks(values, codes), expected)

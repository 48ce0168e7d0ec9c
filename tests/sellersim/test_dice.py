"""Draws by key: fair, independent of company, different by name and seed."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellersim.dice import Dice, choose

KEYS = np.arange(200_000)


def test_a_draw_depends_on_its_key_alone() -> None:
    dice = Dice(3)
    alone = dice.uniform("x", np.array([17]))
    assert dice.uniform("x", KEYS)[17] == alone[0]


def test_draws_differ_by_name_and_by_seed() -> None:
    one, other = Dice(3).uniform("x", KEYS), Dice(3).uniform("y", KEYS)
    assert abs(np.corrcoef(one, other)[0, 1]) < 0.01
    assert abs(np.corrcoef(one, Dice(4).uniform("x", KEYS))[0, 1]) < 0.01


def test_draws_are_uniform_over_keys_in_a_row() -> None:
    counts, _ = np.histogram(Dice(3).uniform("x", KEYS), bins=50, range=(0, 1))
    expected = len(KEYS) / 50
    assert ((counts - expected) ** 2 / expected).sum() < 100  # chi square, 49 degrees of freedom


def test_draws_are_uniform_over_keys_like_order_numbers() -> None:
    keys = (260_301 * 1_000_000 + np.arange(20_000)) * 10_000
    assert Dice(3).uniform("x", keys).mean() == pytest.approx(0.5, abs=0.01)


def test_draws_never_reach_zero_or_one() -> None:
    draws = Dice(3).uniform("x", KEYS)
    assert draws.min() > 0
    assert draws.max() < 1


def test_normal_numbers_have_mean_zero_and_deviation_one() -> None:
    draws = Dice(3).normal("x", KEYS)
    assert draws.mean() == pytest.approx(0, abs=0.01)
    assert draws.std() == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize("mean", [0.01, 0.7, 6.0, 150.0])
def test_poisson_counts_have_the_right_mean_and_variance(mean: float) -> None:
    counts = Dice(3).poisson("x", KEYS, np.full(len(KEYS), mean))
    margin = 5 * math.sqrt(mean / len(KEYS))
    assert counts.mean() == pytest.approx(mean, abs=margin)
    assert counts.var() == pytest.approx(mean, rel=0.05)


def test_poisson_is_monotone_in_its_mean() -> None:
    low, high = (Dice(3).poisson("x", KEYS, np.full(len(KEYS), mean)) for mean in (1.0, 1.5))
    assert (high >= low).all()


@given(st.lists(st.floats(0.01, 10), min_size=1, max_size=6), st.floats(0.0, 0.999999))
def test_choose_takes_the_first_edge_above_the_draw(weights: list[float], draw: float) -> None:
    total, passed = sum(weights), 0.0
    expected = len(weights) - 1
    for place, weight in enumerate(weights):
        passed += weight
        if abs(passed / total - draw) < 1e-9:
            return  # on the edge, rounding decides
        if draw < passed / total:
            expected = place
            break
    flat = choose(np.array([draw]), np.array(weights))
    rowed = choose(np.array([draw]), np.array([weights]))
    assert flat[0] == rowed[0] == expected

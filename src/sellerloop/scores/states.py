"""Conditions and gates on whole grids: the vectorised twin of :mod:`sellerloop.scores.gates`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sellerloop.policy.schema import Condition, Gate, Policy
from sellerloop.scores.bands import Floats
from sellerloop.scores.cells import Cells
from sellerloop.scores.gates import HOLDS, State, applying

MISSED, MET, UNSURE = 0, 1, -1
States = NDArray[np.int8]  # of one of the three
_NAMES = (State.MISSED.value, State.MET.value)


@dataclass(frozen=True, eq=False, slots=True)
class Figure:
    """Something that conditions ask about, on a grid; nan is not known. ``num`` and ``den`` are None where
    there are no rows behind it. Of a text ``names`` lists the words that ``value`` numbers."""

    value: Floats
    num: NDArray[np.int64] | None = None
    den: NDArray[np.int64] | None = None
    names: tuple[str, ...] = ()


Figures = Mapping[str, Figure]


def with_gates_grid(policy: Policy, figures: Figures, cells: Cells) -> dict[str, Figure]:
    """Return ``figures`` extended by the state of every gate, in the policy's order."""
    known = dict(figures)
    for gate in policy.gates:
        state = gate_grid(gate, known, cells)
        known[gate.id] = Figure(np.where(state == UNSURE, np.nan, state), names=_NAMES)
    return known


def gate_grid(gate: Gate, figures: Figures, cells: Cells) -> States:
    """Return the state of one gate in every cell."""
    found = np.full(cells.category.shape, UNSURE, np.int8)
    sides = (gate.all_of, gate.any_of)
    for (everything, anything), inside in cells.by_choice(lambda c: [applying(side, c) for side in sides]):
        state = all_met(everything, figures, found.shape)
        if anything:
            one = _disjunction([check_grid(condition, figures, found.shape) for condition in anything])
            state = _conjunction([state, one])
        found[inside] = state[inside]
    return found


def check_grid(condition: Condition | None, figures: Figures, shape: tuple[int, ...]) -> States:
    """Return the state of one condition in every cell; no condition is missed."""
    if condition is None:
        return np.full(shape, MISSED, np.int8)
    figure, wanted = figures.get(condition.metric), condition.value
    if figure is None or isinstance(wanted, str) != bool(figure.names):
        return np.full(shape, UNSURE, np.int8)
    if isinstance(wanted, str):
        wanted_value = float(figure.names.index(wanted)) if wanted in figure.names else -1.0
    else:
        wanted_value = float(wanted)
    state = np.array(HOLDS[condition.op](figure.value, wanted_value), np.int8)
    unsure = np.isnan(figure.value)
    if condition.min_n is not None:
        unsure = unsure | (condition.min_n > 0 if figure.den is None else figure.den < condition.min_n)
    if condition.min_count is not None:
        unsure = unsure | (figure.num is None)
        state[np.broadcast_to(figure.num is not None and figure.num < condition.min_count, shape)] = MISSED
    state[unsure] = UNSURE
    return state


def all_met(conditions: Iterable[Condition], figures: Figures, shape: tuple[int, ...]) -> States:
    """Return the state of all ``conditions`` together in every cell; of none at all it is met."""
    states = [check_grid(condition, figures, shape) for condition in conditions]
    return np.broadcast_to(_conjunction(states), shape)


def _conjunction(states: Iterable[States]) -> States:
    """Missed if any is, else not assessed if any is, else met."""
    result = np.array(MET, np.int8)
    for state in states:
        missed = (result == MISSED) | (state == MISSED)
        result = np.where(missed, MISSED, np.minimum(result, state)).astype(np.int8)
    return result


def _disjunction(states: Iterable[States]) -> States:
    """Met if any is, else not assessed if any is, else missed."""
    result = np.array(MISSED, np.int8)
    for state in states:
        met = (result == MET) | (state == MET)
        result = np.where(met, MET, np.minimum(result, state)).astype(np.int8)
    return result

"""Tiers: levels, hysteresis, hold periods, probation and recall, against a naive reading of the rules."""

import datetime as dt
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellerloop.policy.schema import Tier
from sellerloop.scores.gates import Fact
from sellerloop.scores.tiers import BETWEEN, NOT_ASSESSED, current, history, machine, names

START = dt.date(2026, 1, 1)
DAY = dt.timedelta(days=1)


def made(**changes: object) -> Tier:
    frame: dict[str, object] = {"id": "tier", "subject": "score", "certainty": "assumed"}
    return Tier.model_validate({**frame, **changes})


def hysteresis(enter: str, leave: str | None, **changes: object) -> Tier:
    def condition(text: str) -> dict[str, str]:
        op, value = text.split()
        return {"metric": "score", "op": op, "value": value}

    return made(enter=condition(enter), exit=condition(leave) if leave else None, **changes)


def run(tier: Tier, values: list[str | None]) -> list[str | None]:
    facts = [{"score": Fact(None if value is None else Fraction(value))} for value in values]
    return list(history(tier, [(START + n * DAY, fact) for n, fact in enumerate(facts)]))


RATINGS: list[str | None] = ["2.6", "2.4", "2.1", "1.9", "2.3", "2.5"]


def test_two_states_hold_between_enter_and_exit() -> None:
    assert run(hysteresis(">= 2.5", "< 2.0"), RATINGS) == ["on", "on", "on", "off", "off", "on"]


def test_three_states_restrict_between_enter_and_exit() -> None:
    tier = hysteresis(">= 2.5", "< 2.0", states=["on", "restricted", "off"])
    assert run(tier, RATINGS) == ["on", "restricted", "restricted", "off", "off", "on"]


@pytest.mark.parametrize(("below", "state"), [(10, "eligible"), (11, "ineligible")])
def test_a_few_days_below_are_tolerated(below: int, state: str) -> None:
    tier = hysteresis(">= 250", None, states=["eligible", "ineligible"], hold=182, tolerance=10)
    days: list[str | None] = ["260"] * 182
    for n in range(below):
        days[7 * n] = "249"
    assert run(tier, days)[-1] == state


def test_a_period_that_is_not_assessed_breaks_no_streak() -> None:
    tier = hysteresis("< 2", ">= 2", hold=3, states=["mall", "revoked"])
    held: list[str | None] = ["1", "1", "1"]
    assert run(tier, [*held, "3", "3", None, "3"])[-1] == "revoked"
    assert run(tier, [*held, "3", "3", "1", "3"])[-1] == "mall"


LEVELS = made(
    levels=[
        {"name": "healthy", "at": "200", "ends": "closed"},
        {"name": "at risk", "at": "100", "ends": "closed"},
        {"name": "critical", "at": "0", "ends": "open"},
    ]
)


@pytest.mark.parametrize(
    ("value", "name"),
    [("200", "healthy"), ("199.99", "at risk"), ("100", "at risk"), ("0.1", "critical"), ("0", None)],
)
def test_levels_begin_at_their_value_or_above_it(value: str, name: str | None) -> None:
    assert current(LEVELS, {"score": Fact(Fraction(value))}, START) == name


def test_penalty_levels_get_worse_upwards() -> None:
    rungs = [{"name": f"tier {n}", "at": str(3 * n), "ends": "closed"} for n in range(3)]
    assert run(made(levels=rungs), ["0", "2", "3", "8", "1"]) == [
        "tier 0",
        "tier 0",
        "tier 1",
        "tier 2",
        "tier 0",
    ]


def test_levels_may_be_multiples_of_a_benchmark() -> None:
    assert current(LEVELS, {"score": Fact(Fraction(150))}, START, Fraction(3, 4)) == "healthy"


def test_without_history_the_middle_says_nothing() -> None:
    assert run(hysteresis(">= 2.5", "< 2.0"), ["2.2", "2.2", "1", "2.2"]) == [None, None, "off", "off"]
    assert current(LEVELS, {}, START) is None


def test_a_level_changes_after_its_hold_periods() -> None:
    tier = LEVELS.model_copy(update={"hold": 2})
    assert run(tier, ["210", "150", "210", "150", "150"]) == ["healthy"] * 4 + ["at risk"]


def test_after_leaving_probation_must_pass() -> None:
    tier = hysteresis(">= 2.5", "< 2.0", probation=4)
    assert run(tier, ["3", "1", "3", "3", "3", "3"]) == ["on", "off", "off", "off", "off", "on"]


def test_the_exit_counts_only_within_the_recall_days() -> None:
    tier = hysteresis(">= 2.5", "< 2.0", recall_days=2)
    assert run(tier, ["3", "3", "1"])[-1] == "off"
    assert run(tier, ["3", "3", "3", "1"])[-1] == "on"


def naive(tier: Tier, signals: list[int], days: list[int]) -> list[int]:
    """The rules, one account and one period at a time."""
    worst = len(names(tier)) - 1
    state, wants, entered, left = BETWEEN, [], 0, -(10**9)
    states = []
    for signal, day in zip(signals, days, strict=True):
        if signal != NOT_ASSESSED:
            want = signal
            if tier.recall_days and state == 0 and signal == worst and day - entered > tier.recall_days:
                want = 0
            if want == BETWEEN:
                want = 1 if worst == 2 and state == 0 else state
            wants.append(want)
            last = wants[-tier.hold :]
            target = BETWEEN
            if tier.exit is None:
                if len(last) - last.count(0) > tier.tolerance:
                    target = worst
                elif len(last) == tier.hold:
                    target = 0
            elif len(last) == tier.hold and last.count(want) >= tier.hold - tier.tolerance:
                target = want
            if target not in (BETWEEN, state) and (target != 0 or day >= left + tier.probation):
                left = day if state == 0 else left
                entered = day if target == 0 else entered
                state = target
        states.append(state)
    return states


@given(
    signals=st.lists(
        st.lists(st.sampled_from([NOT_ASSESSED, BETWEEN, 0, 2]), min_size=3, max_size=3),
        min_size=1,
        max_size=25,
    ),
    hold=st.integers(1, 4),
    tolerance=st.integers(0, 1),
    probation=st.integers(0, 5),
    recall=st.none() | st.integers(1, 6),
    leave=st.booleans(),
)
def test_the_machine_follows_the_rules(
    signals: list[list[int]], hold: int, tolerance: int, probation: int, recall: int | None, leave: bool
) -> None:
    tier = hysteresis(
        ">= 2.5",
        "< 2.0" if leave else None,
        states=["on", "middle", "off"],
        hold=hold,
        tolerance=min(tolerance, hold - 1),
        probation=probation,
        recall_days=recall,
    )
    days = [START + 2 * n * DAY for n in range(len(signals))]
    found = machine(tier, np.array(signals, np.int16), days)
    for account in range(3):
        alone = naive(tier, [row[account] for row in signals], [day.toordinal() for day in days])
        assert found[:, account].tolist() == alone

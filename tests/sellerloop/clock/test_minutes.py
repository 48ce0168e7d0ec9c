"""The clock against a count of minutes: 20,000 random cases in six zones, no difference."""

import random

from bench.clock.cases import calendars, differs, questions

CASES, SEED = 20_000, 3


def test_twenty_thousand_random_cases_equal_a_count_of_minutes() -> None:
    pairs, dice = list(calendars(SEED)), random.Random(SEED)
    different, asked = [], 0
    for clock, minutes in pairs:
        for case in questions(dice, minutes, -(-CASES // len(pairs))):
            asked += 1
            if differs(clock, minutes, case):
                different.append(case)
    assert asked >= CASES
    assert different == []

"""Appeals: attempts, deadlines, evidence and tickets."""

import datetime as dt

import pytest

from sellerloop.policy.schema import Appeal
from sellerloop.scores.appeals import Attempt, Chance, missing_evidence, scenarios, standing, tickets

PENALTY = dt.date(2026, 3, 2)
APPEAL = Appeal.model_validate(
    {
        "metric": "sfcr",
        "attempts": 2,
        "deadline_days": [30, 15],
        "review_days": 3,
        "correction_days": 1,
        "orders_per_ticket": 30,
        "evidence": {"carrier_late": ["scan", "chat"], "disaster": ["notice"]},
        "effect": "numerator",
        "certainty": "official",
    }
)


def day(offset: int) -> dt.date:
    return PENALTY + dt.timedelta(days=offset)


@pytest.mark.parametrize(("offset", "chance"), [(0, Chance.OPEN), (30, Chance.OPEN), (31, Chance.TOO_LATE)])
def test_the_first_deadline_counts_from_the_penalty(offset: int, chance: Chance) -> None:
    found = standing(APPEAL, PENALTY, [], day(offset))
    assert (found.chance, found.attempt, found.last_day) == (chance, 1, day(30))


@pytest.mark.parametrize(("offset", "chance"), [(25, Chance.OPEN), (26, Chance.TOO_LATE)])
def test_the_second_deadline_counts_from_the_rejection(offset: int, chance: Chance) -> None:
    found = standing(APPEAL, PENALTY, [Attempt(day(5), day(10), upheld=False)], day(offset))
    assert (found.chance, found.attempt, found.last_day) == (chance, 2, day(25))


def test_while_a_decision_is_open_nothing_can_be_filed() -> None:
    found = standing(APPEAL, PENALTY, [Attempt(day(5))], day(6))
    assert (found.chance, found.decision_due, found.correction_due) == (Chance.PENDING, day(8), day(9))


@pytest.mark.parametrize("suspends", [True, False])
def test_restrictions_pause_only_where_the_policy_says_so(suspends: bool) -> None:
    appeal = APPEAL.model_copy(update={"suspends": suspends})
    assert standing(appeal, PENALTY, [Attempt(day(5))], day(6)).suspends is suspends
    assert not standing(appeal, PENALTY, [], day(6)).suspends


def test_an_upheld_appeal_says_when_the_number_is_corrected() -> None:
    found = standing(APPEAL, PENALTY, [Attempt(day(5), day(7), upheld=True)], day(9))
    assert (found.chance, found.correction_due) == (Chance.UPHELD, day(8))


def test_attempts_run_out() -> None:
    rejected = [Attempt(day(1), day(2), upheld=False), Attempt(day(3), day(4), upheld=False)]
    assert standing(APPEAL, PENALTY, rejected, day(5)).chance is Chance.EXHAUSTED


def test_an_unknown_deadline_is_no_deadline() -> None:
    found = standing(APPEAL.model_copy(update={"deadline_days": ()}), PENALTY, [], day(400))
    assert (found.chance, found.last_day) == (Chance.OPEN, None)


def test_missing_evidence_is_named_in_the_policys_order() -> None:
    assert missing_evidence(APPEAL, "carrier_late", {"photo"}) == ("scan", "chat")
    assert missing_evidence(APPEAL, "carrier_late", {"chat", "scan"}) == ()
    assert scenarios(APPEAL, {"scan", "notice"}) == ("disaster",)
    with pytest.raises(KeyError):
        missing_evidence(APPEAL, "unheard_of", set())


def test_orders_fill_as_few_tickets_as_allowed() -> None:
    orders = [f"o{n}" for n in range(61)]
    assert [len(ticket) for ticket in tickets(APPEAL, orders)] == [30, 30, 1]
    assert tickets(APPEAL.model_copy(update={"orders_per_ticket": None}), orders) == (tuple(orders),)
    assert tickets(APPEAL, []) == ()

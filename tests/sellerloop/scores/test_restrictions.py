"""Milestones fire on crossing, last as long as declared, and are shortened by what the policy allows."""

import datetime as dt
from fractions import Fraction

from sellerloop.policy.schema import Consequence, Ledger
from sellerloop.scores.restrictions import Relief, Restriction, fired

START = dt.date(2026, 3, 2)
DAY = dt.timedelta(days=1)
POINTS = Ledger.model_validate({"id": "points", "sign": "penalty", "certainty": "assumed"})
HEALTH = Ledger.model_validate({"id": "health", "sign": "balance", "start": "200", "certainty": "assumed"})


def blocked(ledger: str, *milestones: tuple[int, int | None], **changes: object) -> Consequence:
    rungs = [{"ledger": ledger, "at": str(at), "days": days} for at, days in milestones]
    frame: dict[str, object] = {"id": "no_listing", "kind": "block", "certainty": "assumed"}
    return Consequence.model_validate({**frame, "milestone": rungs, **changes})


def history(*values: int | None) -> list[tuple[dt.date, Fraction | None]]:
    return [(START + n * DAY, None if v is None else Fraction(v)) for n, v in enumerate(values)]


def spans(found: tuple[Restriction, ...]) -> list[tuple[int, int, int | None]]:
    """Milestone, first day and first free day, counted from the start."""
    return [
        (int(r.milestone.at), (r.first - START).days, None if r.until is None else (r.until - START).days)
        for r in found
    ]


LADDER = blocked("points", (12, 7), (24, 14), (48, None))


def test_a_milestone_fires_when_the_balance_reaches_it() -> None:
    assert spans(fired(LADDER, POINTS, history(0, 11, 12, 13))) == [(12, 2, 9)]


def test_it_fires_again_only_after_the_balance_had_left_it() -> None:
    assert spans(fired(LADDER, POINTS, history(12, 12, 8, 14))) == [(12, 0, 7), (12, 3, 10)]


def test_all_milestones_crossed_at_once_fire() -> None:
    assert spans(fired(LADDER, POINTS, history(0, 48))) == [(12, 1, 8), (24, 1, 15), (48, 1, None)]


def test_a_balance_fires_on_the_way_down() -> None:
    ladder = blocked("health", (150, 7), (100, 14))
    assert spans(fired(ladder, HEALTH, history(190, 150, 149, 100))) == [(150, 1, 8), (100, 3, 17)]


def test_days_without_a_balance_are_passed_over() -> None:
    assert spans(fired(LADDER, POINTS, history(0, None, 12, None, 12))) == [(12, 2, 9)]


def test_milestones_of_another_ledger_do_not_fire() -> None:
    assert fired(blocked("health", (12, 7)), POINTS, history(20)) == ()


def test_a_quiz_shortens_what_is_in_force_and_what_has_passed_stays() -> None:
    ladder = blocked("points", (12, 14), (24, 28), shorten=[{"by": "quiz", "to_days": 3}])
    early, late, over = (Relief("quiz", START + n * DAY) for n in (1, 6, 20))
    assert spans(fired(ladder, POINTS, history(12), [early])) == [(12, 0, 3)]
    assert spans(fired(ladder, POINTS, history(12), [late])) == [(12, 0, 6)]
    assert spans(fired(ladder, POINTS, history(12), [over])) == [(12, 0, 14)]
    assert fired(ladder, POINTS, history(12), [early])[0].shortened == "quiz"


def test_only_declared_reliefs_shorten() -> None:
    assert spans(fired(LADDER, POINTS, history(12), [Relief("quiz", START + DAY)])) == [(12, 0, 7)]


def test_an_upheld_appeal_lifts_a_restriction_without_end() -> None:
    ladder = blocked("points", (48, None), shorten=[{"by": "appeal", "to_days": 0}])
    found = fired(ladder, POINTS, history(48), [Relief("appeal", START + 5 * DAY)])
    assert spans(found) == [(48, 0, 5)]
    assert found[0].holds_on(START + 4 * DAY) and not found[0].holds_on(START + 5 * DAY)

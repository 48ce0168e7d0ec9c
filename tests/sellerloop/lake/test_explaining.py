"""An explanation adds up: events to lost points, lost points to the score, steps to the change."""

import datetime as dt
from collections.abc import Iterator
from fractions import Fraction

import pytest

from sellerloop.lake.build import BuildOptions, build
from sellerloop.lake.engines.duck import DuckEngine
from sellerloop.lake.explaining import Explanation, change_between, explain, view_of
from sellerloop.lake.facts import Served
from sellerloop.lake.scoring import rules_of_policy, scorecards
from sellerloop.lake.serve import served
from sellerloop.lake.storage import Lake
from sellerloop.metrics.spec import Aggregation
from sellerloop.policy.window import DAY
from sellerloop.scores.change import Cause
from sellerloop.scores.gates import State
from sellerloop.scores.outlook import until_turned
from sellerloop.scores.packs import packs
from sellerloop.scores.resolve import resolve
from sellerloop.scores.simulate import recounted
from tests.graded import graded
from tests.lakes import NOW, lake_of, quiet

AS_OF = dt.date(2026, 11, 5)
ACCOUNTS = ("idle", "shop0", "shop1", "shop2", "shop3")
POLICIES = {name: resolve(packs()[name][-1]) for name in ("sps-us", "sea-health")}
RULES = [rule for policy in POLICIES.values() for rule in rules_of_policy(policy)]


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    found = lake_of(tmp_path_factory.mktemp("lake"), graded())
    build(found, BuildOptions(tuple(POLICIES.values()), AS_OF, days=1), now=NOW, progress=quiet)
    return found


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckEngine]:
    with DuckEngine() as found:
        yield found


@pytest.fixture(scope="module")
def tables(lake: Lake) -> Iterator[Served]:
    with served(lake, lake.current(), RULES) as found:
        yield found


@pytest.fixture(scope="module")
def told(engine: DuckEngine, tables: Served) -> dict[tuple[str, str], Explanation]:
    cells = [(name, account) for name in POLICIES for account in ACCOUNTS]
    found = {(n, account): explain(engine, tables, POLICIES[n], account, AS_OF) for n, account in cells}
    return {cell: explanation for cell, explanation in found.items() if explanation is not None}


def test_every_account_is_explained_and_no_other(
    told: dict[tuple[str, str], Explanation], engine: DuckEngine, tables: Served
) -> None:
    assert len(told) == len(POLICIES) * len(ACCOUNTS)
    assert explain(engine, tables, POLICIES["sps-us"], "nobody", AS_OF) is None
    assert view_of(engine, tables, POLICIES["sps-us"], "nobody", AS_OF) is None


def test_the_card_is_the_one_of_the_scores(
    told: dict[tuple[str, str], Explanation], engine: DuckEngine, tables: Served
) -> None:
    for name, policy in POLICIES.items():
        for card in scorecards(engine, tables, policy, AS_OF):
            assert told[name, card.account].card.as_json() == card.as_json()


def test_events_and_the_rest_add_up_to_the_lost_points_and_these_to_the_score(
    told: dict[tuple[str, str], Explanation],
) -> None:
    scored = 0
    for explanation in told.values():
        card = explanation.card
        assert [share.metric for share in explanation.lost] == [*card.levers]
        for share in explanation.lost:
            assert sum(share.events.values(), Fraction(0)) + share.rest == share.lost
            assert share.lost == card.entries[share.metric].lost
        if card.score is not None:
            assert sum((share.lost for share in explanation.lost), Fraction(0)) == card.high - card.score
            scored += 1
    assert scored == 4


def test_the_next_event_to_leave_comes_first_and_none_has_left(
    told: dict[tuple[str, str], Explanation],
) -> None:
    leaving = [ahead.leaving for explanation in told.values() for ahead in explanation.outlooks]
    assert sum(map(len, leaving)) > 50
    for events in leaving:
        assert [event.leaves for event in events] == sorted(event.leaves for event in events)
        assert all(event.anchor < AS_OF < event.leaves for event in events)


def test_a_bad_event_leaves_when_its_window_has_moved_on(told: dict[tuple[str, str], Explanation]) -> None:
    explanation = told["sps-us", "shop1"]
    ahead = next(a for a in explanation.outlooks if a.metric == "tts.sfcr")
    window = explanation.view.resolved.metrics["tts.sfcr"].window
    assert len(ahead.leaving) == explanation.view.readings["tts.sfcr"].num
    for event in ahead.leaving:
        assert window.span(event.leaves - DAY)[0] <= event.anchor < window.span(event.leaves)[0]  # type: ignore[union-attr]


def test_as_many_clean_events_as_foreseen_reach_the_better_threshold(
    told: dict[tuple[str, str], Explanation],
) -> None:
    tried = 0
    for explanation in told.values():
        view = explanation.view
        for ahead in explanation.outlooks:
            metric, reading = view.resolved.metrics[ahead.metric], view.readings[ahead.metric]
            if metric.aggregation is not Aggregation.RATIO or ahead.better is None:
                continue
            events, good = ahead.better.distance.events, int(metric.direction == "higher")
            if not events:
                continue
            assert reading.num is not None
            assert reading.den is not None
            values = [
                recounted(metric, reading, reading.num + n * good, reading.den + n).value
                for n in (events - 1, events)
            ]
            assert None not in values
            crossed = [(value >= ahead.better.value) == bool(good) for value in values]  # type: ignore[operator]
            assert crossed == [False, True] or values[1] == ahead.better.value
            tried += 1
    assert tried >= 10


def test_every_condition_of_a_gate_has_its_own_state_and_distance(
    told: dict[tuple[str, str], Explanation],
) -> None:
    explanation = told["sea-health", "shop1"]
    gates = {gate.gate: gate for gate in explanation.verdicts.gates}
    assert [*gates] == [gate.id for gate in POLICIES["sea-health"].policy.gates]
    states = {found.condition.metric: found.state for found in gates["sea.targets"].all_of}
    assert states["shop.cancels_seller_7"] is State.MISSED
    assert states["sea.late_dispatch_7"] is State.NOT_ASSESSED
    for gate in gates.values():
        for found in (*gate.all_of, *gate.any_of):
            turn = until_turned(explanation.view, found)
            assert turn is None or turn[1].events != 0


def test_points_that_reach_a_milestone_restrict_for_its_days(
    told: dict[tuple[str, str], Explanation],
) -> None:
    for account in ACCOUNTS:
        decided = told["sea-health", account].verdicts
        effect = next(e for e in decided.effects if e.consequence == "sea.restriction")
        assert (effect.state is State.MET) == bool(effect.restrictions)
        for restriction in effect.restrictions:
            assert restriction.milestone.ledger == "sea.points"
            assert restriction.holds_on(AS_OF)
    balances = [told["sea-health", account].verdicts.ledgers["sea.points"].value for account in ACCOUNTS]
    assert max(value for value in balances if value is not None) >= 12


@pytest.mark.parametrize("account", ["shop0", "shop1", "shop2", "shop3"])
def test_the_steps_of_a_change_add_up(account: str, lake: Lake, engine: DuckEngine) -> None:
    since, policy = AS_OF - 14 * DAY, POLICIES["sps-us"]
    change = change_between(lake, lake.current(), engine, policy, policy, account, since, AS_OF)
    assert change is not None
    assert change.total is not None
    assert sum((step.change for step in change.steps), Fraction(0)) == change.total
    assert change.before.score is not None
    assert change.after.score == change.before.score + change.total
    assert {cause for step in change.steps for cause in step.causes} == set(Cause)
    for step in change.steps:
        assert step.change == sum(step.metrics.values(), step.scale)


def test_a_change_of_an_unknown_account_is_none(lake: Lake, engine: DuckEngine) -> None:
    policy = POLICIES["sps-us"]
    assert change_between(lake, lake.current(), engine, policy, policy, "nobody", AS_OF - DAY, AS_OF) is None

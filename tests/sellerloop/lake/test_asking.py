"""One account alone gives the same answers as the whole lake."""

import datetime as dt

import pytest

from sellerloop.lake.asking import changed, changed_since_known, explained
from sellerloop.lake.engines.duck import DuckEngine
from sellerloop.lake.explaining import change_between, explain
from sellerloop.lake.reader import EVERYTHING, Snapshot, open_snapshot
from sellerloop.lake.scoring import rules_of_policy
from sellerloop.lake.serve import served
from tests.sellerdesk.living import AS_OF, make_living_lake

PAIRS = [(7, 0), (14, 7), (40, 1), (1, 0)]


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    found = open_snapshot(make_living_lake(tmp_path_factory.mktemp("living")).root)
    assert found is not None
    return found


@pytest.mark.parametrize("policy", ["sps-us", "shopee-vn"])
def test_every_account_alone_is_explained_as_among_all(snapshot: Snapshot, policy: str) -> None:
    resolved = snapshot.policies[policy]
    with (
        served(snapshot.lake, snapshot.manifest, rules_of_policy(resolved)) as tables,
        DuckEngine() as engine,
    ):
        for account in snapshot.accounts(EVERYTHING):
            whole = explain(engine, tables, resolved, account.id, AS_OF)
            own = explained(snapshot, account, policy, AS_OF)
            assert whole is not None
            assert own.card == whole.card, account.id
            assert (own.lost, own.outlooks, own.verdicts) == (whole.lost, whole.outlooks, whole.verdicts)


def test_changes_add_up_to_the_difference_of_the_published_scores(snapshot: Snapshot) -> None:
    for account in snapshot.accounts(EVERYTHING):
        scores = {s.as_of: s.score for s in snapshot.score_history(account.id, "sps-us", EVERYTHING)}
        for back, front in PAIRS:
            since, day = AS_OF - dt.timedelta(back), AS_OF - dt.timedelta(front)
            found = changed(snapshot, account, "sps-us", since, day)
            before, after = scores[since], scores[day]
            if found.total is None:
                assert before is None or after is None
                continue
            assert before is not None and after is not None
            assert sum(step.change for step in found.steps) == found.total
            assert float(found.total) == pytest.approx(after - before, abs=1e-9)
            assert all(step.change == sum(step.metrics.values()) + step.scale for step in found.steps)


def test_what_was_known_then_is_the_same_alone(snapshot: Snapshot) -> None:
    resolved = snapshot.policies["sps-us"]
    with DuckEngine() as engine:
        for account in snapshot.accounts(EVERYTHING)[:3]:
            for back in (7, 30):
                since = AS_OF - dt.timedelta(back)
                whole = change_between(
                    snapshot.lake, snapshot.manifest, engine, resolved, resolved, account.id, since, AS_OF
                )
                own = changed_since_known(snapshot, account, "sps-us", resolved, since, AS_OF)
                assert whole is not None
                assert (own.total, own.steps) == (whole.total, whole.steps), account.id
                assert own.before.entries == whole.before.entries

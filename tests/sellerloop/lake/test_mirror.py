"""What moved a score is told as the published cards of both days say."""

import datetime as dt
from pathlib import Path

import pyarrow as pa
import pytest

from sellerloop.lake.manifest import BuildInfo
from sellerloop.lake.mirror import movers
from sellerloop.lake.reader import EVERYTHING, Scope, Snapshot, open_snapshot
from sellerloop.lake.storage import Lake
from tests.lakes import NOW
from tests.sellerdesk.living import AS_OF, make_living_lake


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    found = open_snapshot(make_living_lake(tmp_path_factory.mktemp("living")).root)
    assert found is not None
    return found


def lost(snapshot: Snapshot, account: str, day: dt.date) -> dict[str, float]:
    card = snapshot.card(account, "sps-us", day, EVERYTHING)
    return {m.metric: m.lost for m in card.metrics if m.lost is not None} if card else {}


def test_the_metric_that_did_most_in_the_direction_of_the_score_even_one_that_came_or_went(
    snapshot: Snapshot,
) -> None:
    seen, new = 0, 0
    for back in (44, 30, 7, 1):
        before = AS_OF - dt.timedelta(days=back)
        found = movers(snapshot, "sps-us", before, AS_OF, EVERYTHING)
        then, now = (
            {s.account: s.score for s in snapshot.scores("sps-us", d, EVERYTHING)} for d in (before, AS_OF)
        )
        for account in then:
            old, own = lost(snapshot, account, before), lost(snapshot, account, AS_OF)
            points = {name: old.get(name, 0.0) - own.get(name, 0.0) for name in {*old, *own}}
            score, earlier = now[account], then[account]
            if score is None or earlier is None or not any(points.values()):
                assert account not in found
                continue
            metric, moved = found[account]
            assert sum(points.values()) == pytest.approx(score - earlier, abs=1e-9)
            assert moved == pytest.approx((min if score < earlier else max)(points.values()), abs=1e-9)
            assert points[metric] == pytest.approx(moved, abs=1e-9)
            seen, new = seen + 1, new + (old.keys() != own.keys())
    assert seen > 10 and new > 0


def test_nobody_elses_accounts(snapshot: Snapshot) -> None:
    days = AS_OF - dt.timedelta(days=7), AS_OF
    account = next(iter(movers(snapshot, "sps-us", *days, EVERYTHING)))
    assert set(movers(snapshot, "sps-us", *days, Scope(None, frozenset({account})))) == {account}
    assert movers(snapshot, "sps-us", *days, Scope()) == {}


def test_a_metric_that_came_may_be_what_did_it(tmp_path: Path) -> None:
    before, lake = AS_OF - dt.timedelta(days=7), Lake(tmp_path)
    rows = [(0, "x", before, 10.0), (0, "x", AS_OF, 8.0), (0, "y", AS_OF, 5.0), (1, "x", AS_OF, 3.0)]
    names = ("account_no", "metric", "as_of", "lost", "policy")
    metrics = pa.Table.from_pylist([dict(zip(names, (*row, "p"), strict=True)) for row in rows])
    accounts = pa.table({"account_no": [0, 1], "account": ["both days", "one day"], "market": ["VN", "VN"]})
    with lake.writer("build", now=NOW) as writer:
        files = (*writer.write("published/accounts", accounts), *writer.write("published/metrics", metrics))
        build = BuildInfo("b", NOW, AS_OF, NOW, "", (), "")
        writer.commit(files, watermark=NOW, imports=(), build=build)
    found = movers(Snapshot(lake, lake.current()), "p", before, AS_OF, EVERYTHING)
    assert found == {"both days": ("y", -5.0)}

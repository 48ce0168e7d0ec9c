"""A build publishes numbers that the rows behind them add up to, and moves from whole to whole."""

import datetime as dt
from pathlib import Path

import pytest
from pyarrow.parquet import ParquetFile

from sellerloop.lake import cards
from sellerloop.lake.build import BuildOptions, build
from sellerloop.lake.engines.duck import DuckEngine
from sellerloop.lake.failure import LakeError
from sellerloop.lake.reader import EVERYTHING, Scope, Snapshot, open_snapshot
from sellerloop.lake.scoring import readings, rules_of_policy, scorecards
from sellerloop.lake.serve import served
from sellerloop.lake.storage import Lake
from sellerloop.scores.packs import packs
from sellerloop.scores.resolve import resolve
from tests.lakes import NOW, lake_of, quiet
from tests.marketplace import marketplace
from tests.rows import at

POLICY = resolve(packs()["sps-us"][-1])
AS_OF = dt.date(2026, 11, 5)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    lake = lake_of(tmp_path_factory.mktemp("lake"), marketplace())
    build(lake, BuildOptions((POLICY,), AS_OF, days=5), now=NOW, progress=quiet)
    return lake


@pytest.fixture(scope="module")
def snapshot(built: Lake) -> Snapshot:
    found = open_snapshot(built.root)
    assert found is not None
    return found


def test_an_empty_lake_cannot_be_built(tmp_path: Path) -> None:
    with pytest.raises(LakeError, match="holds no events"):
        build(Lake(tmp_path), BuildOptions((POLICY,)), now=NOW, progress=quiet)


def test_a_lake_without_a_build_has_no_snapshot(tmp_path: Path) -> None:
    assert open_snapshot(tmp_path) is None
    assert open_snapshot(lake_of(tmp_path, marketplace(orders=5)).root) is None


def test_published_cards_equal_the_exact_ones(built: Lake, snapshot: Snapshot) -> None:
    with served(built, built.current(), rules_of_policy(POLICY)) as tables, DuckEngine() as engine:
        exact = {card.account: card.as_json() for card in scorecards(engine, tables, POLICY, AS_OF)}
    assert len(exact) == 4
    for account, card in exact.items():
        published = snapshot.card(account, "sps-us", AS_OF, EVERYTHING)
        assert published is not None
        assert published.score.score == pytest.approx(card["score"], abs=1e-9)
        for value in published.metrics:
            of = card["metrics"][value.metric]  # type: ignore[index]
            assert (value.num, value.den) == (of["num"], of["den"]), value.metric
            for name in ("value", "points", "weight", "lost", "low", "high"):
                assert getattr(value, name) == pytest.approx(of[name], abs=1e-9), (value.metric, name)
            assert str(value.reason) == str(of["reason"])


def test_the_rows_behind_a_number_add_up_to_it(snapshot: Snapshot) -> None:
    card = snapshot.card("shop1", "sps-us", AS_OF, EVERYTHING)
    assert card is not None
    checked = 0
    for value in card.metrics:
        metric = POLICY.metrics[value.metric]
        if value.den is None or metric.numerator.column:
            continue
        span = snapshot.span("sps-us", value.metric, AS_OF, value.den)
        rows = snapshot.rows("shop1", "sps-us", value.metric, span, EVERYTHING, limit=10_000)
        assert sum(row.asked for row in rows) == value.den, value.metric
        assert sum(row.counted for row in rows) == value.num, value.metric
        assert all((row.reason is None) == row.asked for row in rows)
        checked += 1
    assert checked >= 5


def test_rows_are_paged_by_key_without_gaps(snapshot: Snapshot) -> None:
    span = snapshot.span("sps-us", "tts.otdr", AS_OF)
    ask = ("shop1", "sps-us", "tts.otdr", span, EVERYTHING)
    whole = [row.key for row in snapshot.rows(*ask, limit=1000)]
    first = snapshot.rows(*ask, limit=7)
    rest = snapshot.rows(*ask, after=first[-1].key, limit=1000)
    assert [row.key for row in [*first, *rest]] == whole


def test_published_tables_are_few_row_groups(built: Lake) -> None:
    """Each file and each row group costs a page milliseconds, so both are made of as many rows as fit."""
    for table in ("scores", "metrics", "segments", "spreads", "latest"):
        (file,) = built.files(built.current(), f"published/{table}")
        assert ParquetFile(file).num_row_groups == 1


def test_what_does_not_fit_in_memory_is_published_the_same(
    tmp_path: Path, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cards, "_BYTES", 1000)
    monkeypatch.setattr(cards, "_CELLS", 3)
    lake = lake_of(tmp_path, marketplace())
    build(lake, BuildOptions((POLICY,), AS_OF, days=5), now=NOW, progress=quiet)
    again = open_snapshot(lake.root)
    assert again is not None
    for table in ("published/scores", "published/metrics"):
        (file,) = lake.files(lake.current(), table)
        assert list(file.parent.iterdir()) == [file]
        key = "select * from {files} order by policy, account_no, as_of" + ", metric" * ("metrics" in table)
        assert again.query(table, key, []) == snapshot.query(table, key, [])
        numbers = ParquetFile(file).read(["account_no", "as_of"]).to_pylist()
        assert [*numbers] == sorted(numbers, key=lambda row: (row["account_no"], row["as_of"]))


def test_a_card_holds_the_courses_that_were_asked_for(snapshot: Snapshot) -> None:
    days = snapshot.as_ofs("sps-us")
    alone = snapshot.card("shop1", "sps-us", AS_OF, EVERYTHING)
    whole = snapshot.card("shop1", "sps-us", AS_OF, EVERYTHING, since=days[1])
    one = snapshot.card("shop1", "sps-us", AS_OF, EVERYTHING, since=days[1], course="tts.otdr")
    assert alone is not None and whole is not None and one is not None
    assert alone.metrics == whole.metrics == one.metrics
    assert [point.as_of for point in whole.courses["tts.otdr"]] == days[1:]
    assert one.courses == {**alone.courses, "tts.otdr": whole.courses["tts.otdr"]}
    for day in days[1:]:
        then = snapshot.card("shop1", "sps-us", day, EVERYTHING)
        assert then is not None
        for value in then.metrics:
            point = next(each for each in whole.courses[value.metric] if each.as_of == day)
            assert point == (day, value.value, value.low, value.high)


@pytest.mark.parametrize(
    "scope", [Scope(), Scope(None, frozenset({"shop2"})), Scope(frozenset({"US"}), None)]
)
def test_nothing_outside_the_scope_is_read(snapshot: Snapshot, scope: Scope) -> None:
    span = snapshot.span("sps-us", "tts.otdr", AS_OF)
    assert snapshot.account("shop1", scope) is None
    assert snapshot.card("shop1", "sps-us", AS_OF, scope) is None
    assert snapshot.score_history("shop1", "sps-us", scope) == []
    assert snapshot.rows("shop1", "sps-us", "tts.otdr", span, scope) == []
    assert all(score.account == "shop2" for score in snapshot.scores("sps-us", AS_OF, scope))


def test_what_was_known_then_is_what_a_lake_of_that_day_would_say(tmp_path: Path, built: Lake) -> None:
    then = at("2026-10-20T12:00")
    events = {
        kind: rows.filter([k <= then for k in rows.column("known_at").to_pylist()])
        for kind, rows in marketplace().items()
    }
    old = lake_of(tmp_path, events)
    build(old, BuildOptions((POLICY,), AS_OF, days=1), now=NOW, progress=quiet)
    days = [dt.date(2026, 9, 30), dt.date(2026, 10, 20)]
    grids = []
    for lake, known_at in ((built, then), (old, None)):
        with (
            served(lake, lake.current(), rules_of_policy(POLICY), known_at) as tables,
            DuckEngine() as engine,
        ):
            grids.append(readings(engine, tables, POLICY, days).counts)
    past, own = grids
    assert past.available <= own.available
    assert any(grid.any() for grid in past.columns.values())
    for name, grid in own.columns.items():
        assert (grid == past.columns[name]).all(), name


def test_a_second_build_of_the_same_events_publishes_the_same_rows(tmp_path: Path) -> None:
    lake = lake_of(tmp_path, marketplace(orders=60))
    options = BuildOptions((POLICY,), AS_OF, days=2)
    hashes = []
    for _ in range(2):
        manifest = build(lake, options, now=NOW, progress=quiet)
        hashes.append(sorted((file.table, file.market, file.month, file.sha256) for file in manifest.files))
    assert hashes[0] == hashes[1]

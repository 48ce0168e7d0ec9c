"""Scores stand on the lake's facts: violations, ledgers, main categories, attributes."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

import pyarrow as pa
import pytest

from sellerloop.lake.build import BuildOptions, build
from sellerloop.lake.engines.duck import DuckEngine
from sellerloop.lake.facts import Served
from sellerloop.lake.reader import EVERYTHING, open_snapshot
from sellerloop.lake.scoring import card_of, grid_of, scorecards
from sellerloop.lake.serve import served
from sellerloop.lake.storage import Lake
from sellerloop.policy.window import DAY
from sellerloop.scores.packs import packs
from sellerloop.scores.resolve import resolve
from sellerloop.scores.tiers import due
from tests.graded import ACCOUNTS, graded
from tests.lakes import NOW, lake_of, quiet
from tests.marketplace import START, marketplace

AS_OF = dt.date(2026, 11, 5)
NAMES = ("sps-us", "sea-health", "sea-health-id", "amazon-ahr", "shopee-vn", "lazada-ph")
EVENTS = graded()
POLICIES = {name: resolve(packs()[name][-1]) for name in NAMES}


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    found = lake_of(tmp_path_factory.mktemp("lake"), EVENTS)
    build(found, BuildOptions(tuple(POLICIES.values()), AS_OF, days=3), now=NOW, progress=quiet)
    return found


@pytest.fixture(scope="module")
def tables(lake: Lake) -> Iterator[Served]:
    with served(lake, lake.current(), ()) as found:
        yield found


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckEngine]:
    with DuckEngine() as found:
        yield found


def latest(table: pa.Table, key: str) -> list[dict[str, object]]:
    rows = sorted(table.to_pylist(), key=lambda row: row["known_at"])
    return [*{row[key]: row for row in rows}.values()]


ORDERS = latest(EVENTS["order"], "order_id")
VIOLATIONS = EVENTS["violation"].to_pylist()


def naive_category(account: str, as_of: dt.date) -> str | None:
    placed = Counter(
        str(order["category"])
        for order in ORDERS
        if order["account"] == account and as_of - 90 * DAY <= order["placed_date"] < as_of  # type: ignore[operator]
    )
    most = sorted(placed.items(), key=lambda item: (-item[1], item[0]))
    return most[0][0] if most else ACCOUNTS.get(account)


def naive_points(account: str, day: dt.date) -> int:
    """Points of all reasons by the violation itself, two for returns; they end after 90 days."""
    total = 0
    for row in VIOLATIONS:
        ends = row["issued_date"] + 90 * DAY
        if row["overturned"]:
            ends = min(ends, row["decided_date"] or row["issued_date"])
        if row["account"] == account and row["issued_date"] <= day < ends:
            total += 2 if row["reason"] == "seller_fault_returns" else row["points"]
    return total


def test_the_main_category_is_counted_from_orders(engine: DuckEngine, tables: Served) -> None:
    days = [dt.date(2026, 9, 1), dt.date(2026, 10, 10), AS_OF]
    grid = grid_of(engine, tables, POLICIES["sps-us"], days)
    found = {
        (account, day): grid.view(row, number).category
        for number, account in enumerate(tables.accounts)
        for row, day in enumerate(days)
    }
    assert found == {cell: naive_category(*cell) for cell in found}
    assert {found["idle", day] for day in days} == {ACCOUNTS["idle"]}
    assert any(found[cell] != ACCOUNTS.get(cell[0]) for cell in found)


def test_without_a_rule_the_main_category_is_the_accounts_own(engine: DuckEngine, tables: Served) -> None:
    grid = grid_of(engine, tables, POLICIES["sea-health"], [AS_OF])
    assert [grid.view(0, n).category for n in range(len(tables.accounts))] == [
        ACCOUNTS.get(account) for account in tables.accounts
    ]


def test_violation_points_count_from_issue_until_they_end_or_are_undone(
    engine: DuckEngine, tables: Served
) -> None:
    days = [START.date() + 10 * n * DAY for n in range(3, 18)]
    grid = grid_of(engine, tables, POLICIES["sea-health-id"], days)
    for number, account in enumerate(tables.accounts):
        for row, day in enumerate(days):
            assert grid.balance("sea.points", row, number).value == naive_points(account, day)
    balances = grid.ledgers["sea.points"].balance.value
    assert balances.max() > 12
    assert (balances == 0).any()


def test_points_booked_by_metrics_do_not_depend_on_the_days_asked_for(
    engine: DuckEngine, tables: Served
) -> None:
    one = grid_of(engine, tables, POLICIES["sea-health"], [AS_OF])
    every = grid_of(engine, tables, POLICIES["sea-health"], [AS_OF - n * DAY for n in reversed(range(120))])
    assert one.counts.as_ofs == (AS_OF,)
    found = one.ledgers["sea.points"].balance.value
    assert found[0].tolist() == every.ledgers["sea.points"].balance.value[-1].tolist()
    assert [found[0, n] > naive_points(a, AS_OF) for n, a in enumerate(tables.accounts)].count(True) >= 1


def test_a_balance_earns_by_orders_and_loses_by_violations(engine: DuckEngine, tables: Served) -> None:
    card = {c.account: c for c in scorecards(engine, tables, POLICIES["amazon-ahr"], AS_OF)}
    grid = grid_of(engine, tables, POLICIES["amazon-ahr"], [AS_OF])
    for number, account in enumerate(tables.accounts):
        balance = grid.balance("amazon.ahr", 0, number)
        assert balance.value is not None
        assert balance.value == 200 + (balance.earned or 0) - balance.points
        assert card[account].tier == ("healthy" if balance.value >= 200 else "at risk")
    assert {"healthy", "at risk"} <= {c.tier for c in card.values()}


@pytest.mark.parametrize("name", NAMES)
def test_published_scores_and_tiers_are_those_of_the_cards(
    name: str, lake: Lake, engine: DuckEngine, tables: Served
) -> None:
    snapshot = open_snapshot(lake.root)
    assert snapshot is not None
    cards = list(scorecards(engine, tables, POLICIES[name], AS_OF))
    assert [card.account for card in cards] == sorted(tables.accounts)
    for card in cards:
        published = snapshot.card(card.account, name, AS_OF, EVERYTHING)
        assert published is not None
        assert published.score.tier == card.tier
        assert published.score.score == pytest.approx(card.score and float(card.score), abs=1e-9)


@pytest.mark.parametrize("name", NAMES)
def test_json_of_a_card_names_every_metric_and_its_losses_add_up(
    name: str, engine: DuckEngine, tables: Served
) -> None:
    fields = ["num", "den", "value", "points", "weight", "lost", "low", "high", "reason"]
    for card in scorecards(engine, tables, POLICIES[name], AS_OF):
        line = card.as_json()
        assert [*line] == ["account", "score", "reason", "tier", "policy", "as_of", "metrics"]
        metrics: dict[str, dict[str, float | None]] = line["metrics"]  # type: ignore[assignment]
        assert [*metrics] == [*POLICIES[name].metrics]
        assert all([*value] == fields for value in metrics.values())
        assert (line["score"] is None) == (line["reason"] is not None)
        lost = sum(value["lost"] or 0 for value in metrics.values())
        if card.score is not None:
            assert lost == pytest.approx(float(card.high - card.score), abs=1e-9)


def test_only_the_accounts_asked_for_are_scored(engine: DuckEngine, tables: Served) -> None:
    found = scorecards(engine, tables, POLICIES["sps-us"], AS_OF, ["shop2", "idle"])
    assert [card.account for card in found] == ["idle", "shop2"]


def test_what_is_known_of_an_account_can_be_asked(engine: DuckEngine, tables: Served) -> None:
    grid = grid_of(engine, tables, POLICIES["sps-us"], [AS_OF])
    facts = grid.view(0, tables.accounts.index("shop1")).facts
    assert facts is not None
    age = (AS_OF - START.date()).days + 60
    assert facts["account.age_days"].value == Fraction(age)
    assert (facts["account.market"].value, facts["account.category"].value) == ("VN", "home")
    assert facts["account.tier"].value is None
    unknown = grid.view(0, tables.accounts.index("shop3")).facts
    assert unknown is not None
    assert all(fact.value is None for fact in unknown.values())


def test_without_violations_a_ledger_is_not_known_and_no_tier_is_invented(
    tmp_path_factory: pytest.TempPathFactory, engine: DuckEngine
) -> None:
    bare = lake_of(tmp_path_factory.mktemp("bare"), marketplace(orders=40))
    build(bare, BuildOptions((), AS_OF, days=1), now=NOW, progress=quiet)
    with served(bare, bare.current(), ()) as rows:
        grid = grid_of(engine, rows, POLICIES["sea-health"], [AS_OF])
    balance = grid.balance("sea.points", 0, 0)
    assert balance.value is None
    assert "Violation" in str(balance.reason)
    assert card_of(grid, 0, 0).tier is None


def test_a_tier_that_is_held_for_months_looks_at_one_day_a_month() -> None:
    policy = POLICIES["lazada-ph"]
    assert policy.tier is not None
    days = [AS_OF - n * DAY for n in reversed(range(90))]
    periods = due(policy.tier, policy.policy.cadence, days)
    assert [day for day, held in zip(days, periods, strict=True) if held] == [
        dt.date(2026, 9, 7),
        dt.date(2026, 10, 7),
    ]


def test_a_tier_that_needs_no_history_is_held_against_every_day() -> None:
    policy = POLICIES["sea-health"]
    assert policy.tier is not None
    assert due(policy.tier, policy.policy.cadence, [AS_OF, AS_OF + DAY]).all()

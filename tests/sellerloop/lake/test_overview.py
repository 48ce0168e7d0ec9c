"""Money of several markets is neither added up nor compared."""

import datetime as dt

import pytest

from sellerloop.lake.build import BuildOptions, build
from sellerloop.lake.divisions import EVERYWHERE, Place
from sellerloop.lake.overview import Among, Overview
from sellerloop.lake.reader import EVERYTHING, Scope, Snapshot, open_snapshot
from sellerloop.scores.packs import packs
from sellerloop.scores.resolve import resolve
from tests.lakes import NOW, lake_of, quiet
from tests.rows import row, table

POLICY = resolve(packs()["etsy-star"][-1])
MONEY = next(name for name, rule in POLICY.rules.items() if rule.use == "shop.gmv")
AS_OF = dt.date(2026, 11, 1)
PAID = {"US": 2_000, "VN": 90_000_000}  # in the smallest unit of the currency
BOTH, ALL = Scope(frozenset(PAID), None), EVERYTHING


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    accounts, orders = [], []
    for market, amount in PAID.items():
        for number in range(4):
            shop = {"account": f"{market}{number}", "market": market}
            accounts.append(row("account", **shop, opened_at="2026-08-01", category="home"))
            paid = {"placed_at": "2026-10-20", "paid_at": "2026-10-20", "amount": amount * (number + 1)}
            orders.append(row("order", **shop, order_id=f"o{market}{number}", **paid))
    events = {"account": table("account", *accounts), "order": table("order", *orders)}
    lake = lake_of(tmp_path_factory.mktemp("lake"), events)
    build(lake, BuildOptions((POLICY,), AS_OF, days=1), now=NOW, progress=quiet)
    found = open_snapshot(lake.root)
    assert found is not None
    return found


@pytest.mark.parametrize("market", PAID)
def test_within_a_market_it_is(snapshot: Snapshot, market: str) -> None:
    own = frozenset(f"{market}{number}" for number in range(4))
    for place, scope, accounts in (
        (Place(market), ALL, None),
        (Place(market), BOTH, None),
        (EVERYWHERE, Scope(frozenset({market}), None), None),
        (EVERYWHERE, Scope(frozenset({market}), None), own),
        (Place(market), Scope(None, own), None),
    ):
        asked = Overview(snapshot, Among("etsy-star", MONEY, place, accounts), scope)
        assert [one.num for one in asked.history([AS_OF])] == [10 * PAID[market]]
        assert asked.spread(AS_OF).marks[2] == pytest.approx(2.5 * PAID[market])


@pytest.mark.parametrize("scope", [ALL, BOTH, Scope(None, frozenset({"US1", "VN1"}))])
def test_over_markets_it_is_not(snapshot: Snapshot, scope: Scope) -> None:
    for place in (EVERYWHERE, Place(category="home")):
        asked = Overview(snapshot, Among("etsy-star", MONEY, place), scope)
        assert asked.history([AS_OF]) == []
        assert asked.spread(AS_OF).accounts == 0
        parts = asked.parts(("market", "category"), [AS_OF])
        assert set(parts["market"]) == set(PAID) and not parts["category"]


def test_each_market_has_buckets_of_its_own(snapshot: Snapshot) -> None:
    for market in PAID:
        found = Overview(snapshot, Among("etsy-star", MONEY, Place(market)), ALL).spread(AS_OF)
        assert sum(count > 0 for count in found.counts) == 4

"""Real orders, from files to scores: import, build and score agree with a count by hand of the raw tables."""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from sellerloop.cli import main

AS_OF = dt.date(2018, 5, 31)
CANCELLED = ("canceled", "unavailable")


def run(lake: Path, *arguments: str) -> str:
    result = CliRunner().invoke(main, ["--lake", str(lake), *arguments])
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture(scope="module")
def lake(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("olist")
    run(folder, "import", "--mapping", "olist", str(real_data / "olist"))
    run(folder, "build", "--days", "1", "--as-of", AS_OF.isoformat())
    return folder


@pytest.fixture(scope="module")
def cards(lake: Path) -> dict[str, dict[str, Any]]:
    printed = run(lake, "score", "--policy", "sps-us", "--as-of", AS_OF.isoformat(), "--format", "json")
    return {card["account"]: card for card in map(json.loads, printed.splitlines())}


def test_every_seller_is_there_and_says_why_it_has_no_score(cards: dict[str, dict[str, Any]]) -> None:
    assert len(cards) == 3095
    scored = [card for card in cards.values() if card["score"] is not None]
    assert len(scored) >= 10
    assert all(card["reason"] for card in cards.values() if card["score"] is None)
    for card in scored:
        lost = sum(m["lost"] for m in card["metrics"].values() if m["lost"] is not None)
        assert lost == pytest.approx(5 - card["score"], abs=1e-9)
        assert sum(m["weight"] for m in card["metrics"].values() if m["weight"]) == pytest.approx(1)


def test_what_the_data_cannot_say_is_null_with_a_reason(cards: dict[str, dict[str, Any]]) -> None:
    for card in cards.values():
        for name in ("tts.nbfr", "tts.aht", "tts.im_dsat"):
            metric = card["metrics"][name]
            assert metric["value"] is None and metric["num"] is None and "no data" in metric["reason"]


def test_rates_are_those_of_a_count_by_hand(cards: dict[str, dict[str, Any]], real_data: Path) -> None:
    by_hand = dict(_by_hand(real_data / "olist"))
    busiest = sorted(by_hand, key=lambda seller: -sum(den for _, den in by_hand[seller].values()))[:200]
    assert len(busiest) == 200
    for seller in busiest:
        for name, (num, den) in by_hand[seller].items():
            metric = cards[seller]["metrics"][name]
            assert (metric["num"], metric["den"]) == (num, den), (seller, name)
            if den:
                assert metric["value"] == pytest.approx(100 * num / den)


def test_the_same_files_again_change_nothing(lake: Path, real_data: Path) -> None:
    printed = run(lake, "import", "--mapping", "olist", "--format", "json", str(real_data / "olist"))
    kinds = [json.loads(line) for line in printed.splitlines()]
    assert sum(kind["read"] for kind in kinds) > 40_000
    assert sum(kind["new"] + kind["changed"] for kind in kinds) == 0


def _by_hand(folder: Path) -> Iterator[tuple[str, dict[str, tuple[int, int]]]]:
    """Count NRR, SFCR and OTDR per seller from the raw tables, one order at a time."""
    orders = {
        row["order_id"]: row
        for row in pq.read_table(folder / "orders.parquet").to_pylist()
        if row["source_sample"] == "dhipin1"
    }
    sellers = defaultdict(set)
    for item in pq.read_table(folder / "order_items.parquet").to_pylist():
        if item["order_id"] in orders:
            sellers[item["seller_id"]].add(item["order_id"])
    first: dict[str, tuple[dt.datetime, str, int]] = {}
    for review in pq.read_table(folder / "order_reviews.parquet").to_pylist():
        found = (review["review_creation_date"], review["review_id"] or "", review["review_score"])
        first[review["order_id"]] = min(found, first.get(review["order_id"], found))
    for seller, placed in sellers.items():
        own = [(orders[order], first[order][2] if order in first else None) for order in placed]
        yield seller, _rates(own)


def _rates(orders: list[tuple[dict[str, Any], int | None]]) -> dict[str, tuple[int, int]]:
    def inside(when: dt.datetime | None, days: int) -> bool:
        return when is not None and AS_OF - dt.timedelta(days) <= when.date() < AS_OF

    delivered = [(o, stars) for o, stars in orders if inside(o["order_delivered_customer_date"], 60)]
    placed = [o for o, _ in orders if inside(o["order_purchase_timestamp"], 30)]
    due = [
        o
        for o, _ in orders
        if inside(o["order_estimated_delivery_date"], 30) and o["order_status"] not in CANCELLED
    ]
    at_fault = [o for o in placed if o["order_status"] in CANCELLED and not o["order_delivered_carrier_date"]]
    on_time = [
        o
        for o in due
        if o["order_delivered_customer_date"]
        and o["order_delivered_customer_date"].date() <= o["order_estimated_delivery_date"].date()
    ]
    return {
        "tts.nrr": (sum(stars is not None and stars <= 2 for _, stars in delivered), len(delivered)),
        "tts.sfcr": (len(at_fault), len(placed)),
        "tts.otdr": (len(on_time), len(due)),
    }

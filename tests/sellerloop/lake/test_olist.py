"""The real marketplace: each trap of its tables, and the rates that a naive reading gives."""

import collections
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from sellerloop.lake.imports import ImportOptions, ImportReport, import_events
from sellerloop.lake.mappings.load import load_mapping
from sellerloop.lake.storage import Lake

NOW = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
Row = dict[str, Any]


class Olist:
    """The real tables, and what became of them."""

    def __init__(self, source: Path, root: Path, sample: str) -> None:
        self.source, self.lake = source, Lake(root)
        self.report = self.bring(sample)
        self.events = {kind: self._events(kind) for kind in ("account", "order", "item", "review")}
        self.tables = {name: pq.read_table(source / f"{name}.parquet").to_pylist() for name in _TABLES}

    def bring(self, sample: str) -> ImportReport:
        return import_events(
            self.lake,
            load_mapping("olist"),
            [self.source],
            options=ImportOptions(parameters={"sample": sample}),
            now=NOW,
            progress=lambda *_: None,
        )

    def _events(self, kind: str) -> list[Row]:
        files = self.lake.files(self.lake.current(), f"events/{kind}")
        return [row for path in files for row in pq.read_table(path).to_pylist()]

    def sellers(self) -> dict[str, set[str]]:
        """The sellers of every order, read naively."""
        found: dict[str, set[str]] = collections.defaultdict(set)
        for item in self.tables["order_items"]:
            found[item["order_id"]].add(item["seller_id"])
        return found


_TABLES = ("orders", "order_items", "order_reviews", "sellers")


@pytest.fixture(scope="module")
def source(real_data: Path) -> Path:
    folder = real_data / "olist"
    if not folder.is_dir():
        pytest.skip("no real data: the folder olist is missing")
    return folder


@pytest.fixture(scope="module")
def chosen(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Olist]:
    yield Olist(source, tmp_path_factory.mktemp("olist"), "dhipin1")


@pytest.fixture(scope="module")
def everything(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Olist]:
    yield Olist(source, tmp_path_factory.mktemp("olist-all"), "all")


def of_sample(olist: Olist) -> list[Row]:
    return [row for row in olist.tables["orders"] if row["source_sample"] == "dhipin1"]


def test_trap_samples_only_the_random_one_is_read(chosen: Olist) -> None:
    ids = {row["order_id"] for row in of_sample(chosen)}
    assert len(ids) == 12_131
    assert {row["order_id"] for row in chosen.events["order"]} < ids
    assert {row["order_id"] for row in chosen.events["review"]} < ids


def test_trap_missing_reviews_are_marked_and_not_zero(chosen: Olist, everything: Olist) -> None:
    assert not any(row["reviews_missing"] for row in chosen.events["order"])
    unknown = {row["order_id"] for row in everything.tables["orders"] if not row["reviews_sampled"]}
    assert len(unknown) == 6_467
    marked = {row["order_id"] for row in everything.events["order"] if row["reviews_missing"]}
    assert marked == unknown & {row["order_id"] for row in everything.events["order"]}
    assert marked.isdisjoint(row["order_id"] for row in everything.events["review"])


def test_trap_small_volume_every_seller_is_an_account(chosen: Olist) -> None:
    assert len(chosen.events["account"]) == 3_095
    assert {row["account"] for row in chosen.events["order"]} < {
        row["account"] for row in chosen.events["account"]
    }
    assert {(row["market"], row["zone"]) for row in chosen.events["account"]} == {("BR", "America/Sao_Paulo")}


def test_trap_cut_times_and_reviews_without_an_id(everything: Olist) -> None:
    nameless = [row["order_id"] for row in everything.tables["order_reviews"] if row["review_id"] is None]
    assert len(nameless) == len(set(nameless)) == 2_618
    made = {
        row["order_id"] for row in everything.events["review"] if row["review_id"] == f"of-{row['order_id']}"
    }
    assert made == set(nameless) & {row["order_id"] for row in everything.events["order"]}
    cut = {row["order_id"] for row in everything.tables["orders"] if row["source_sample"] == "youleissy"}
    assert {row["placed_at"].second for row in everything.events["order"] if row["order_id"] in cut} == {0}


def test_trap_gaps_orders_without_items_are_listed(chosen: Olist, everything: Olist) -> None:
    for olist, orders in ((chosen, of_sample(chosen)), (everything, everything.tables["orders"])):
        without = {row["order_id"] for row in orders} - set(olist.sellers())
        assert olist.report.kinds["order"].refused == len(without)
        assert set(olist.report.refused) == {"no_seller"}
        shipped = {row["order_id"]: row["order_delivered_carrier_date"] for row in orders}
        assert all(
            (row["shipped_at"] is None) == (shipped[row["order_id"]] is None) for row in olist.events["order"]
        )
    assert everything.report.kinds["order"].refused == 670


def test_trap_repeated_reviews_count_once_for_each_order_and_seller(everything: Olist) -> None:
    sellers = everything.sellers()
    reviews = [row for row in everything.tables["order_reviews"] if row["order_id"] in sellers]
    assert len(everything.events["review"]) == sum(len(sellers[row["order_id"]]) for row in reviews)
    keys = {(row["account"], row["order_id"], row["review_id"]) for row in everything.events["review"]}
    assert len(keys) == len(everything.events["review"])
    times = collections.Counter(row["review_id"] for row in reviews if row["review_id"])
    assert sum(count > 1 for count in times.values()) > 50


def test_trap_several_sellers_share_the_order_and_its_review(everything: Olist) -> None:
    sellers = everything.sellers()
    shared = {order for order, several in sellers.items() if len(several) > 1}
    assert len(shared) == 329
    amounts: dict[tuple[str, str], int] = collections.Counter()
    for item in everything.tables["order_items"]:
        amounts[item["seller_id"], item["order_id"]] += round(item["price"] * 100)
    for row in everything.events["order"]:
        assert row["amount"] == amounts[row["account"], row["order_id"]]
    reviewers = collections.defaultdict(set)
    for row in everything.events["review"]:
        reviewers[row["order_id"]].add(row["account"])
    assert all(reviewers[order] == sellers[order] for order in shared & set(reviewers))


def test_cancellations_and_their_fault(chosen: Olist) -> None:
    status = {row["order_id"]: row for row in of_sample(chosen)}
    for row in chosen.events["order"]:
        source = status[row["order_id"]]
        ended = source["order_status"] in ("canceled", "unavailable")
        early = source["order_delivered_carrier_date"] is None
        assert (row["cancelled_at"] is not None, row["fault_assumed"]) == (ended, ended)
        assert row["cancel_fault"] == (None if not ended else "seller" if early else "unknown")


def test_on_time_compares_dates(chosen: Olist) -> None:
    status = {row["order_id"]: row for row in of_sample(chosen)}
    for row in chosen.events["order"]:
        source = status[row["order_id"]]
        assert row["due_deliver_date"] == source["order_estimated_delivery_date"].date()
        delivered = source["order_delivered_customer_date"]
        assert row["delivered_date"] == (None if delivered is None else delivered.date())
        assert row["placed_date"] == source["order_purchase_timestamp"].date()


def test_a_row_became_known_at_its_last_time(chosen: Olist) -> None:
    for row in chosen.events["order"]:
        times = [row[name] for name in ("placed_at", "paid_at", "shipped_at", "delivered_at")]
        assert row["known_at"] == max(at for at in times if at is not None)


def test_what_the_tables_lack_is_not_fed(chosen: Olist) -> None:
    fed = chosen.lake.current().fed
    assert "order.tracking_valid" not in fed
    assert not any(name.startswith(("chat.", "request.", "violation.")) for name in fed)


def test_importing_twice_changes_no_row(chosen: Olist) -> None:
    before = chosen.lake.current()
    again = chosen.bring("dhipin1")
    assert (again.new, again.changed) == (0, 0)
    assert again.same == chosen.report.new
    assert chosen.lake.current() == before


def test_the_doc_answers_every_trap() -> None:
    doc = load_mapping("olist").doc
    bullets = [line for line in doc.splitlines() if line.startswith("- **")]
    assert len(bullets) == 7

"""Settling keeps the latest version known by an instant and tells linked rows what they need."""

import datetime as dt
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sellerloop.events.registry import contracts
from sellerloop.lake.engines.duck import connect
from sellerloop.lake.settle import ACCOUNTS, NUMBERS, number_accounts, open_events, settled
from tests.rows import at, row, table


def settle(
    folder: Path, events: dict[str, pa.Table], known_at: dt.datetime | None = None
) -> duckdb.DuckDBPyConnection:
    files = {}
    for kind, rows in events.items():
        pq.write_table(rows, folder / f"{kind}.parquet")
        files[kind] = [folder / f"{kind}.parquet"]
    connection = connect()
    open_events(connection, files, known_at)
    number_accounts(connection, None)
    return connection


def rows_of(connection: duckdb.DuckDBPyConnection, kind: str) -> list[dict[str, object]]:
    return connection.sql(settled(kind).sql).to_arrow_table().to_pylist()


@pytest.mark.parametrize("kind", sorted(contracts()))
def test_an_empty_lake_settles_to_empty_tables_of_the_declared_types(tmp_path: Path, kind: str) -> None:
    found = settle(tmp_path, {}).sql(settled(kind).sql).to_arrow_table()
    assert found.num_rows == 0
    assert found.select(settled(kind).schema.names).cast(settled(kind).schema).schema == settled(kind).schema


def test_the_latest_version_wins_and_an_earlier_day_does_not_see_it(tmp_path: Path) -> None:
    placed = row("order", order_id="o1", placed_at="2026-05-01")
    delivered = row(
        "order", order_id="o1", placed_at="2026-05-01", delivered_at="2026-05-04", known_at="2026-05-05"
    )
    events = {"order": table("order", delivered, placed)}
    assert rows_of(settle(tmp_path, events), "order")[0]["delivered_date"] == dt.date(2026, 5, 4)
    assert rows_of(settle(tmp_path, events, at("2026-05-04")), "order")[0]["delivered_date"] is None
    assert rows_of(settle(tmp_path, events, at("2026-04-30")), "order") == []


def test_an_order_learns_its_first_review_as_first_given(tmp_path: Path) -> None:
    review = {"order_id": "o1", "first_rating": 1, "current_rating": 5, "aspect": "product"}
    events = {
        "order": table(
            "order", row("order", order_id="o1", placed_at="2026-05-01", delivered_at="2026-05-04")
        ),
        "review": table(
            "review",
            row("review", review_id="late", reviewed_at="2026-05-09", **{**review, "first_rating": 4}),
            row("review", review_id="first", reviewed_at="2026-05-06", **review),
            row("review", review_id="abuse", reviewed_at="2026-05-05", risky_buyer=True, **review),
        ),
    }
    (order,) = rows_of(settle(tmp_path, events), "order")
    assert (order["first_rating"], order["current_rating"], order["first_rating_days"]) == (1, 5, 2)
    assert order["first_rating_aspect"] == "product"
    assert {r["days_after_delivery"] for r in rows_of(settle(tmp_path, events), "review")} == {1, 2, 5}


def test_an_order_learns_whose_fault_its_returns_are(tmp_path: Path) -> None:
    request = {"order_id": "o1", "opened_at": "2026-05-08"}
    events = {
        "order": table("order", row("order", order_id="o1", placed_at="2026-05-01", platform_fulfilled=True)),
        "request": table(
            "request",
            row("request", request_id="r1", type="refund", fault="carrier", **request),
            row("request", request_id="r2", type="claim", fault="seller", outcome="rejected", **request),
        ),
    }
    connection = settle(tmp_path, events)
    (order,) = rows_of(connection, "order")
    assert order["return_carrier"] and not order["return_seller"] and not order["has_claim"]
    assert all(r["platform_fulfilled"] for r in rows_of(connection, "request"))


def test_orders_without_reviews_or_requests_hold_no_nulls_in_flags(tmp_path: Path) -> None:
    events = {"order": table("order", row("order", order_id="o1", placed_at="2026-05-01"))}
    (order,) = rows_of(settle(tmp_path, events), "order")
    assert order["return_seller"] is False and order["has_claim"] is False and order["first_rating"] is None


def test_accounts_keep_their_numbers_and_new_ones_follow(tmp_path: Path) -> None:
    orders = [row("order", account=name, order_id="1", placed_at="2026-05-01") for name in ("c", "a", "b")]
    connection = settle(tmp_path, {"order": table("order", *orders)})
    before = pa.Table.from_pylist([{"account_no": 0, "account": "b", "market": "VN"}], schema=NUMBERS)
    number_accounts(connection, before)
    numbers = connection.execute(f"select account, account_no from {ACCOUNTS} order by account_no").fetchall()
    assert numbers == [("b", 0), ("a", 1), ("c", 2)]


def test_events_from_before_a_column_existed_say_nothing_about_it(tmp_path: Path) -> None:
    old = table("order", row("order", order_id="o1", placed_at="2026-05-01", is_gift=True)).drop_columns(
        ["is_gift", "units", "paid_at"]
    )
    (order,) = rows_of(settle(tmp_path, {"order": old}), "order")
    assert (order["is_gift"], order["units"], order["paid_at"]) == (False, None, None)

"""Refused rows are named with row, column, value and reason; the rest is kept."""

from pathlib import Path

import pytest

from sellerloop.lake.refusals import REASONS
from sellerloop.speech.message import Message
from tests.sellerloop.lake.shop import Row, Shop, item, order, rejects


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


REFUSED: list[tuple[str, Row, str, str]] = [
    ("missing", {"order_id": ""}, "order_id", ""),
    ("missing", {"placed_at": ""}, "placed_at", ""),
    ("not_an_instant", {"placed_at": "2026-02-31T10:00:00Z"}, "placed_at", "2026-02-31T10:00:00Z"),
    ("without_zone", {"placed_at": "2026-10-01 10:00:00"}, "placed_at", "2026-10-01 10:00:00"),
    ("impossible_date", {"placed_at": "0201-10-01T10:00:00Z"}, "placed_at", "0201-10-01 10:00:00+00"),
    ("impossible_date", {"due_ship_at": "2199-01-01T10:00:00Z"}, "due_ship_at", "2199-01-01 10:00:00+00"),
    ("future", {"paid_at": "2026-10-11T00:00:00Z"}, "paid_at", "2026-10-11 00:00:00+00"),
    ("known_in_future", {"known_at": "2026-12-01T00:00:00Z"}, "known_at", "2026-12-01 00:00:00+00"),
    ("unknown_currency", {"currency": "VDN"}, "currency", "VDN"),
    ("negative_money", {"amount": "-5"}, "amount", "'-5"),
    ("not_a_number", {"amount": "12.5"}, "amount", "12.5"),
    ("too_low", {"units": "-1"}, "units", "-1"),
    ("contradiction", {"currency": ""}, "currency", ""),
    ("contradiction", {"delivered_at": "2026-09-01T00:00:00Z"}, "delivered_at", "2026-09-01 00:00:00+00"),
    ("choice", {"cancelled_at": "2026-10-02T00:00:00Z", "cancel_fault": "seler"}, "cancel_fault", "seler"),
    ("not_a_flag", {"is_fake": "perhaps"}, "is_fake", "perhaps"),
    ("unknown_zone", {"zone": "Asia/Hochiminh"}, "zone", "Asia/Hochiminh"),
    ("unknown_market", {"market": "VNM"}, "market", "VNM"),
    ("formula", {"order_id": "=1+1"}, "order_id", "'=1+1"),
    ("too_long", {"order_id": "x" * 201}, "order_id", "x" * 200 + "…"),
]


@pytest.mark.parametrize(("code", "changes", "column", "shown"), REFUSED)
def test_a_refused_row_is_named_with_row_column_value_and_reason(
    shop: Shop, code: str, changes: Row, column: str, shown: str
) -> None:
    report = shop.orders(order(1), order(2) | changes, order(3))
    assert shop.counts(report) == (2, 0, 0, 1)
    assert report.refused == {code: 1}
    lines = [line for line in rejects(report) if line["code"] == code]
    assert [(line["file"], line["row"], line["kind"], line["column"]) for line in lines] == [
        ("order.csv", "3", "order", column)
    ]
    assert lines[0]["value"] in (shown, shown.removeprefix("'"))
    assert lines[0]["reason"]
    assert [row["order_id"] for row in shop.events("order")] == ["o1", "o3"]


def test_every_reason_of_a_row_is_listed_but_the_row_counts_once(shop: Shop) -> None:
    report = shop.orders(order(1, currency="XXZ", amount="-1", zone="Nowhere"))
    assert sum(report.refused.values()) == 1
    assert {"unknown_currency", "negative_money", "unknown_zone"} <= {
        line["code"] for line in rejects(report)
    }


def test_all_codes_have_words() -> None:
    assert all(text for text in REASONS.values())
    assert {code for code, *_ in REFUSED} <= set(REASONS)


def test_reasons_are_said_in_the_readers_language(shop: Shop) -> None:
    def say(message: Message) -> str:
        return f"tiếng Việt: {message}"

    report = shop.orders(order(1, amount=""), order(2, amount="x"), say=say)
    assert rejects(report)[0]["reason"] == "tiếng Việt: not a whole number"


def test_refused_cells_run_no_formula(shop: Shop) -> None:
    report = shop.orders(order(1, order_id="=HYPERLINK(1)"), order(2, amount="@SUM(A1)"))
    assert [line["value"] for line in rejects(report)] == ["'=HYPERLINK(1)", "'@SUM(A1)"]


def test_orphans_are_refused_until_their_parent_comes(shop: Shop) -> None:
    items = shop.file("item", [item(1), item(2)])
    orders = shop.file("order", [order(1)])
    first = shop.bring(items)
    assert first.refused == {"orphan": 2}
    assert rejects(first)[0]["reason"] == "there is no such Order of this account"
    assert shop.counts(shop.bring(items, orders)) == (2, 0, 0, 1)
    assert shop.counts(shop.bring(items)) == (0, 0, 1, 1)


def test_children_of_refused_parents_are_orphans(shop: Shop) -> None:
    shop.file("order", [order(1, amount="x"), order(2), order(3), order(3, amount="1")])
    shop.file("item", [item(1), item(2), item(3)])
    report = shop.bring()
    assert report.refused == {"not_a_number": 1, "conflict": 2, "orphan": 2}
    assert [row["order_id"] for row in shop.events("item")] == ["o2"]


def test_a_flawed_file_keeps_its_good_rows(shop: Shop) -> None:
    path = shop.file("order", [order(1), order(2), order(3)])
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_bytes(
        "\n".join([*lines[:2], "o,n,e", lines[3], lines[2].replace("o2", "o4")]).encode() + b"\xff\n"
    )
    report = shop.bring(path)
    assert report.refused == {"ragged": 1, "encoding": 1}
    assert [(line["row"], line["code"]) for line in rejects(report)] == [("3", "ragged"), ("5", "encoding")]
    assert [row["order_id"] for row in shop.events("order")] == ["o1", "o3"]
    assert report.read == 4

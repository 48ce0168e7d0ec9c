"""Foreign tables become events by a mapping of one's own."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from sellerloop.lake.failure import LakeError
from sellerloop.lake.imports import ImportReport
from sellerloop.lake.mappings.load import parse_mapping
from tests.sellerloop.lake.shop import KNOWN, Row, Shop, rejects


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


OWN = """
mapping: own
title: An export of a vendor
doc: Orders and lines in the vendor's own columns.
parameters:
  region: {meaning: Which region, default: all, choices: [all, north]}
maps:
  faults: {SELLER: seller, BUYER: buyer}
sources:
  orders:
    file: orders*.csv
    delimiter: ";"
    encoding: gb18030
    nulls: ["", "-"]
    columns: {number: 订单号, shop: 店铺, placed: 下单时间, sum: 金额, who: 取消方, area: 地区}
  lines: {file: lines.jsonl, columns: {number: order, lines: lines}, optional: true}
tables:
  chosen: {from: orders, where: region == 'all' or area == region}
  single:
    from: lines
    each: {column: lines, columns: {line: id, pieces: n, price: price}}
    columns: {pieces: {number: pieces}, cents: {money: price, currency: CNY}}
  totals:
    from: single
    group: [number]
    columns: {pieces: {sum: pieces}, dearest: {pick: line, of: cents}, rows: {count: rows}}
  joined:
    from: chosen
    join: [{table: totals, on: {number: number}, take: [pieces, dearest]}]
events:
  - kind: order
    from: joined
    refuse: [{when: shop == 'test', column: account, code: test_shop, reason: a test shop}]
    columns:
      account: shop
      market: {text: CN}
      zone: {text: Asia/Shanghai}
      order_id: number
      placed_at: {instant: placed, format: "%d.%m.%Y %H:%M", zone: Asia/Shanghai}
      cancelled_at:
        case:
          - when: who is not None
            then: {instant: placed, format: "%d.%m.%Y %H:%M", zone: Asia/Shanghai}
      cancel_fault: {lookup: who, map: faults}
      amount: {money: sum, currency: CNY, decimal: ","}
      currency: {text: CNY}
      units: pieces
      warehouse: dearest
"""
ORDERS = """订单号;店铺;下单时间;金额;取消方;地区
A1;s1;01.10.2026 09:30;12,50;-;north
A2;s1;31.09.2026 09:30;1,00;-;north
A3;s1;01.10.2026 09:30;1,005;-;south
A4;s1;01.10.2026 09:30;1;ALIEN;south
A5;test;01.10.2026 09:30;1;SELLER;north
A6;s2;02.10.2026 00:10;3;SELLER;south
"""
LINES: list[Row] = [
    {"order": "A1", "lines": [{"id": "x", "n": 2, "price": "1.00"}, {"id": "y", "n": 1, "price": "10.50"}]},
    {"order": "A6", "lines": [{"id": "z", "n": "two", "price": "1"}]},
    {"order": "A9"},
]


def own(shop: Shop, **options: Any) -> ImportReport:
    (shop.folder / "orders-1.csv").write_bytes(ORDERS.encode("gb18030"))
    lines = "\n".join(json.dumps(line) for line in LINES)
    (shop.folder / "lines.jsonl").write_text(lines, encoding="utf-8")
    return shop.bring(mapping=parse_mapping(OWN, "own.yaml"), known_at=KNOWN, **options)


def test_a_foreign_table_becomes_events(shop: Shop) -> None:
    report = own(shop)
    (row,) = shop.events("order")
    assert (row["order_id"], row["account"], row["amount"], row["units"]) == ("A1", "s1", 1250, 3)
    assert (row["warehouse"], row["placed_date"]) == ("y", dt.date(2026, 10, 1))
    assert row["placed_at"] == dt.datetime(2026, 10, 1, 1, 30, tzinfo=dt.UTC)
    assert report.new == 1


def test_the_files_own_columns_and_values_stand_in_the_rejects(shop: Shop) -> None:
    lines = {line["row"]: line for line in reversed(rejects(own(shop)))}
    found = {
        row: (line["column"], line["source"], line["value"], line["code"]) for row, line in lines.items()
    }
    assert found == {
        "3": ("placed_at", "placed", "31.09.2026 09:30", "not_an_instant"),
        "4": ("amount", "sum", "1,005", "decimals"),
        "5": ("cancel_fault", "who", "ALIEN", "unknown_word"),
        "6": ("account", "shop", "test", "test_shop"),
        "7": ("pieces", "", "two", "not_a_number"),  # a flaw of a joined row comes along
    }
    assert lines["6"]["reason"] == "a test shop"


def test_what_the_mapping_says_of_a_missing_value_is_said_alone(shop: Shop) -> None:
    """A value that nobody explains is named as missing, beside whatever else is wrong with its row."""
    told = "[{when: shop is None, column: account, code: no_shop, reason: names no shop}]"
    before = OWN[OWN.index("[{when: shop") :].partition("\n")[0]
    orders = (
        "订单号;店铺;下单时间;金额;取消方;地区\nB1;-;01.10.2026 09:30;1;-;north\n-;-;01.10.2026;1;-;north\n"
    )
    (shop.folder / "orders-1.csv").write_bytes(orders.encode("gb18030"))
    (shop.folder / "lines.jsonl").write_text("")
    report = shop.bring(mapping=parse_mapping(OWN.replace(before, told), "own.yaml"), known_at=KNOWN)
    found = sorted((line["row"], line["column"], line["code"]) for line in rejects(report))
    other = [("3", "account", "no_shop"), ("3", "order_id", "missing"), ("3", "placed_at", "not_an_instant")]
    assert found == [("2", "account", "no_shop"), *other]


def test_a_choice_of_the_mapping_filters(shop: Shop) -> None:
    report = own(shop, parameters={"region": "north"})
    assert report.read == 3
    for wrong, said in (({"region": "west"}, "choose one of: all, north"), ({"area": "x"}, "it has: region")):
        with pytest.raises(LakeError, match=said):
            own(shop, parameters=wrong)


def test_an_optional_source_may_be_absent(shop: Shop) -> None:
    (shop.folder / "orders-1.csv").write_bytes(ORDERS.encode("gb18030"))
    report = shop.bring(mapping=parse_mapping(OWN, "own.yaml"), known_at=KNOWN)
    assert report.new == 2
    assert {row["units"] for row in shop.events("order")} == {None}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("number: 订单号", "number: 单号", "has no column number"),
        ("sum: 金额,", "", "has no column sum"),
        ("where: region == 'all' or area == region", "where: area <= 3", "cannot be computed"),
    ],
)
def test_a_mapping_that_does_not_fit_the_file_says_so(shop: Shop, old: str, new: str, said: str) -> None:
    (shop.folder / "orders-1.csv").write_bytes(ORDERS.encode("gb18030"))
    with pytest.raises(LakeError, match=said):
        shop.bring(mapping=parse_mapping(OWN.replace(old, new), "own.yaml"), known_at=KNOWN)
    assert shop.lake.current().number == 0


def test_rows_within_a_span_are_joined(shop: Shop) -> None:
    text = """
mapping: spans
title: Sessions and messages
doc: Messages belong to the session in which they were sent.
sources: {sessions: {file: sessions.csv}, messages: {file: messages.csv}}
tables:
  spans: {from: sessions, columns: {a: {number: a}, b: {number: b}}}
  sent: {from: messages, columns: {at: {number: at}}}
  found: {from: sent, join: [{table: spans, on: {c: c}, within: {at: [a, b]}, take: {s: id}, kind: inner}]}
events:
  - kind: account
    from: found
    columns: {account: m, market: {text: VN}, zone: {text: UTC}, type: {text: seller}, name: s}
"""
    (shop.folder / "sessions.csv").write_text("c,id,a,b\nx,s1,0,10\nx,s2,20,30\ny,s3,0,99\n")
    (shop.folder / "messages.csv").write_text("c,m,at\nx,m1,10\nx,m2,15\nx,m3,20\ny,m4,50\n")
    shop.bring(mapping=parse_mapping(text, "spans.yaml"), known_at=KNOWN)
    assert [(row["account"], row["name"]) for row in shop.events("account")] == [
        ("m1", "s1"),
        ("m3", "s2"),
        ("m4", "s3"),
    ]

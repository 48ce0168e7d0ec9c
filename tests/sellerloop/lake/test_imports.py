"""Imports keep what is right, name what is wrong, and change nothing twice."""

import csv
import datetime as dt
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sellerloop.events.registry import contract, contracts
from sellerloop.lake.arrow import stored_schema
from sellerloop.lake.failure import LakeError
from sellerloop.lake.imports import ImportOptions, ImportReport, import_events
from sellerloop.lake.mappings.load import parse_mapping
from sellerloop.lake.mappings.native import native
from sellerloop.lake.mappings.schema import Mapping
from sellerloop.lake.refusals import REASONS
from sellerloop.lake.sources.limits import Limits
from sellerloop.lake.storage import Lake
from sellerloop.speech.message import Message

NOW = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)
KNOWN = dt.datetime(2026, 10, 20, tzinfo=dt.UTC)
Row = dict[str, Any]


def order(number: object = 1, **changes: Any) -> Row:
    """A sound order as CSV text."""
    row = {
        "account": "s1",
        "market": "VN",
        "zone": "Asia/Ho_Chi_Minh",
        "known_at": "2026-10-10T00:00:00Z",
        "order_id": f"o{number}",
        "placed_at": "2026-10-01T18:30:00Z",
        "amount": "150000",
        "currency": "VND",
    }
    return row | changes


def item(number: object = 1, **changes: Any) -> Row:
    """A sound line of an order."""
    row = order(number) | {"item_id": "1", "quantity": "1"}
    return row | changes


class Shop:
    """A lake and files to import into it."""

    def __init__(self, root: Path) -> None:
        self.folder, self.lake, self.hour = root / "files", Lake(root / "lake"), 0
        self.folder.mkdir()

    def file(self, kind: str, rows: Sequence[Row], name: str = "") -> Path:
        names = list(dict.fromkeys(column for row in rows for column in row))
        path = self.folder / (name or f"{kind}.csv")
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, names)
            writer.writeheader()
            writer.writerows(rows)
        return path

    def bring(self, *paths: Path, mapping: Mapping | None = None, **options: Any) -> ImportReport:
        self.hour += 1
        return import_events(
            self.lake,
            mapping or native(),
            paths or [self.folder],
            options=ImportOptions(**options),
            now=NOW + dt.timedelta(hours=self.hour),
            progress=lambda *_: None,
        )

    def orders(self, *rows: Row, **options: Any) -> ImportReport:
        return self.bring(self.file("order", rows), **options)

    def events(self, kind: str) -> list[Row]:
        files = self.lake.files(self.lake.current(), f"events/{kind}")
        found = [row for path in files for row in pq.read_table(path).to_pylist()]
        return sorted(found, key=lambda row: [str(row[name]) for name in (*contract(kind).key, "known_at")])

    def counts(self, report: ImportReport) -> tuple[int, int, int, int]:
        return report.new, report.changed, report.same, sum(report.refused.values())


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def rejects(report: ImportReport) -> list[Row]:
    assert report.rejects is not None
    with report.rejects.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


# -- good rows ---------------------------------------------------------------------------------------------


def test_a_row_is_stored_in_its_contracts_types(shop: Shop) -> None:
    report = shop.orders(order(tracking_valid="true", delivered_at="2026-10-03T05:00:00+07:00"))
    assert shop.counts(report) == (1, 0, 0, 0)
    (row,) = shop.events("order")
    assert list(row) == stored_schema(contract("order")).names
    assert row["placed_at"] == dt.datetime(2026, 10, 1, 18, 30, tzinfo=dt.UTC)
    assert row["placed_date"] == dt.date(2026, 10, 2)
    assert row["delivered_date"] == dt.date(2026, 10, 3)
    assert (row["amount"], row["currency"], row["units"]) == (150000, "VND", None)
    assert (row["tracking_valid"], row["is_fake"]) == (True, False)


def test_files_are_parted_by_market_and_local_month(shop: Shop) -> None:
    shop.orders(order(1, placed_at="2026-09-30T18:00:00Z"), order(2, market="US", zone="America/New_York"))
    paths = [file.path for file in shop.lake.current().select("events/order")]
    assert [path.split("/part-")[0] for path in paths] == [
        "events/order/market=US/month=2026-10",
        "events/order/market=VN/month=2026-10",
    ]


def test_parquet_of_the_stored_columns_passes(shop: Shop) -> None:
    """Local dates in a file are computed anew, so wrong ones do no harm."""
    shop.bring(shop.file("order", [order()]))
    stored = pa.Table.from_pylist(shop.events("order"), stored_schema(contract("order")))
    wrong = stored.set_column(
        stored.schema.get_field_index("placed_date"), "placed_date", pa.array([dt.date(1999, 1, 1)])
    )
    path = shop.folder / "order" / "2026-10.parquet"
    path.parent.mkdir()
    pq.write_table(wrong, path)
    assert shop.counts(shop.bring(path.parent)) == (0, 0, 1, 0)


def test_a_report_adds_up(shop: Shop) -> None:
    shop.file("order", [order(1), order(2, amount="x"), order(3)])
    shop.file("item", [item(1), item(9)])
    report = shop.bring()
    assert report.read == report.new + report.changed + report.same + sum(report.refused.values()) == 5
    assert report.kinds["order"].refused == report.kinds["item"].refused == 1
    entry = shop.lake.current().imports[-1]
    assert (entry.read, entry.new, dict(entry.refused)) == (5, 3, {"not_a_number": 1, "orphan": 1})
    assert [source.name for source in entry.sources] == ["item.csv", "order.csv"]
    assert {"order.amount", "item.item_id"} <= set(entry.fed)
    assert "order.tracking_valid" not in shop.lake.current().fed


def test_progress_is_told(shop: Shop) -> None:
    told: list[tuple[str, int, int]] = []
    import_events(
        shop.lake,
        native(),
        [shop.file("order", [order()])],
        options=ImportOptions(),
        now=NOW,
        progress=lambda *step: told.append(step),
    )
    assert {step for step, _, _ in told} == {"Reading", "Importing"}
    assert all(0 <= done <= of for _, done, of in told)


# -- refused rows ------------------------------------------------------------------------------------------

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


# -- versions ----------------------------------------------------------------------------------------------


def test_the_same_file_twice_changes_nothing(shop: Shop) -> None:
    shop.orders(order(1), order(2))
    before = shop.lake.current()
    report = shop.orders(order(1), order(2))
    assert shop.counts(report) == (0, 0, 2, 0)
    assert report.manifest == ""
    assert shop.lake.current() == before


def test_a_corrected_file_changes_exactly_what_differs(shop: Shop) -> None:
    def bare(*rows: Row) -> list[Row]:
        return [{name: cell for name, cell in row.items() if name != "known_at"} for row in rows]

    later = KNOWN + dt.timedelta(days=1)
    shop.orders(*bare(order(1), order(2), order(3)), known_at=KNOWN)
    report = shop.orders(*bare(order(1), order(2, amount="7"), order(3), order(4)), known_at=later)
    assert shop.counts(report) == (1, 1, 2, 0)
    stored = [(row["order_id"], row["amount"], row["known_at"]) for row in shop.events("order")]
    assert stored == [
        ("o1", 150000, KNOWN),
        ("o2", 150000, KNOWN),
        ("o2", 7, later),
        ("o3", 150000, KNOWN),
        ("o4", 150000, later),
    ]


def test_rows_must_say_when_they_became_known_or_the_import_does(shop: Shop) -> None:
    row = order()
    del row["known_at"]
    with pytest.raises(LakeError, match="--known-at"):
        shop.orders(row)
    shop.orders(row, order(2) | {"known_at": ""}, known_at=KNOWN)
    assert {stored["known_at"] for stored in shop.events("order")} == {KNOWN}


def test_two_versions_with_one_known_time_are_refused_and_named(shop: Shop) -> None:
    both = shop.orders(order(1, amount="1"), order(1, amount="2"), order(2), order(2))
    assert both.refused == {"conflict": 2}
    assert [(line["row"], line["value"]) for line in rejects(both)] == [("2", "s1 / o1"), ("3", "s1 / o1")]
    assert (both.new, both.same) == (1, 1)
    against = shop.orders(order(2, amount="9"))
    assert shop.counts(against) == (0, 0, 0, 1)
    assert [row["amount"] for row in shop.events("order")] == [150000]


def test_an_older_version_that_comes_late_is_history(shop: Shop) -> None:
    shop.orders(order(1, amount="3", known_at="2026-10-12T00:00:00Z"))
    report = shop.orders(order(1, amount="2", known_at="2026-10-11T00:00:00Z"))
    assert (report.new, report.changed) == (0, 1)
    assert [row["amount"] for row in shop.events("order")] == [2, 3]


def test_the_watermark_is_the_latest_known_time(shop: Shop) -> None:
    shop.orders(order(1, known_at="2026-10-12T00:00:00Z"))
    shop.orders(order(2, known_at="2026-10-11T00:00:00Z"))
    assert shop.lake.current().watermark == dt.datetime(2026, 10, 12, tzinfo=dt.UTC)


# -- mappings of one's own ---------------------------------------------------------------------------------

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


# -- whole or not at all -----------------------------------------------------------------------------------


def leftovers(shop: Shop) -> list[str]:
    named = {file.path for file in shop.lake.current().files}
    found = (str(path.relative_to(shop.lake.root)) for path in shop.lake.root.rglob("*") if path.is_file())
    return sorted(p for p in found if p not in named and not re.match(r"LOCK|CURRENT|manifests/", p))


def test_an_import_that_fails_leaves_nothing(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.orders(order(1))
    before = shop.lake.current()

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sellerloop.lake.writer.settle", fail)
    with pytest.raises(LakeError, match="full"):
        shop.orders(order(2), order(3, amount="x"))
    monkeypatch.undo()
    assert shop.lake.current() == before
    assert leftovers(shop) == []


def test_an_engine_without_room_says_so(shop: Shop) -> None:
    rows = [order(n, buyer=f"{n:040}") for n in range(20_000)]
    limits = Limits(memory="1MB", threads=1)
    with pytest.raises(LakeError, match="full"):
        shop.orders(*rows, limits=limits)
    assert shop.lake.current().number == 0


def test_two_writers_do_not_meet(shop: Shop) -> None:
    with shop.lake.writer("build", now=NOW), pytest.raises(LakeError, match="writing to this lake"):
        shop.orders(order(1))


def test_a_large_file_needs_little_memory(shop: Shop) -> None:
    """Rows stream: with 100 MB a file of more rows than that holds passes."""
    path = shop.folder / "order.csv"
    first = ",".join(order(1))
    with path.open("w") as file:
        file.write(first + ",warehouse\n")
        for n in range(120_000):
            file.write(",".join(order(n).values()) + f",{n:060}\n")
    report = shop.bring(path, limits=Limits(memory="100MB", threads=2))
    assert shop.counts(report) == (120_000, 0, 0, 0)


def test_all_kinds_have_a_native_source_and_an_event_date() -> None:
    for kind, made in contracts().items():
        assert made.column(made.date).origin == made.event_time, kind

"""Imports keep what is right, change nothing twice, and are whole or not at all."""

import datetime as dt
import re
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sellerloop.events.registry import contract, contracts
from sellerloop.lake.arrow import stored_schema
from sellerloop.lake.failure import LakeError
from sellerloop.lake.imports import ImportOptions, import_events
from sellerloop.lake.mappings.native import native
from sellerloop.lake.sources.limits import Limits
from tests.sellerloop.lake.shop import KNOWN, NOW, Row, Shop, item, order, rejects


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


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

"""A dry run changes nothing and says the truth; an undone import leaves the lake as if it had never been."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from sellerloop.events.registry import contracts
from sellerloop.lake.failure import LakeBusy, LakeError
from sellerloop.lake.imports import ImportOptions, try_import
from sellerloop.lake.mappings.native import native
from sellerloop.lake.undo import undo_import
from tests.lakes import quiet
from tests.sellerloop.lake.shop import NOW, Shop, item, order

LATER = NOW + dt.timedelta(hours=1)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def facts(shop: Shop) -> Any:
    """Everything that the lake holds, and what it says of itself."""
    manifest = shop.lake.current()
    rows = {
        kind: sorted(map(repr, shop.events(kind)))
        for kind in contracts()
        if manifest.select(f"events/{kind}")
    }
    return rows, manifest.watermark, manifest.fed, [entry.id for entry in manifest.imports]


def tree(root: Path) -> set[Path]:
    return {path for path in root.rglob("*") if path.is_file() and path.name != "LOCK"}


def undo(shop: Shop, place: int) -> None:
    undo_import(shop.lake, shop.lake.current().imports[place].id, now=LATER)


def test_a_dry_run_tells_what_the_import_then_does(shop: Shop, tmp_path: Path) -> None:
    shop.orders(order(1))
    shop.file("order", [order(1), order(2), order(3, amount="x")])
    before, pointer = tree(shop.lake.root), shop.lake.current()
    told = try_import(
        shop.lake,
        native(),
        [shop.folder],
        options=ImportOptions(),
        now=NOW,
        progress=quiet,
        rejects=tmp_path / "tried.csv",
    )
    assert tree(shop.lake.root) == before and shop.lake.current() == pointer
    done = shop.bring()
    assert (
        (told.new, told.same, told.refused)
        == (done.new, done.same, done.refused)
        == (1, 1, {"not_a_number": 1})
    )
    assert done.rejects and (tmp_path / "tried.csv").read_bytes() == done.rejects.read_bytes()
    assert told.manifest == "" and told.kinds == done.kinds


def test_an_undone_import_leaves_no_trace_in_the_facts(shop: Shop) -> None:
    shop.orders(order(1), order(2))
    before = facts(shop)
    shop.orders(
        order(1, known_at="2026-10-20T00:00:00Z", cancel_fault="seller", cancelled_at="2026-10-05T00:00:00Z"),
        order(3),
    )
    assert facts(shop) != before
    undo(shop, -1)
    assert facts(shop) == before
    assert shop.lake.verify(shop.lake.current()) == ()
    undo(shop, 0)
    assert shop.lake.current().imports == () and shop.lake.current().watermark is None


def test_files_that_an_import_wrote_anew_come_back(shop: Shop) -> None:
    """A late-coming earlier version makes a stored one a repetition, which is withdrawn."""
    shop.orders(order(1, known_at="2026-10-20T00:00:00Z"))
    before = facts(shop)
    shop.orders(order(1, known_at="2026-10-10T00:00:00Z"))
    assert facts(shop) != before
    undo(shop, -1)
    assert facts(shop) == before


def test_an_import_that_nothing_builds_on_can_be_undone_from_the_middle(shop: Shop) -> None:
    shop.orders(order(1))
    shop.orders(order(2))
    shop.orders(order(3))
    undo(shop, 1)
    assert {row["order_id"] for row in shop.events("order")} == {order(1)["order_id"], order(3)["order_id"]}


def test_what_later_imports_build_on_stays_until_they_are_undone(shop: Shop) -> None:
    shop.orders(order(1))
    shop.file("order", [])
    shop.bring(shop.file("item", [item(1)]))
    first, second = (entry.id for entry in shop.lake.current().imports)
    with pytest.raises(LakeError, match=second):
        undo_import(shop.lake, first, now=LATER)
    undo_import(shop.lake, second, now=LATER)
    undo_import(shop.lake, first, now=LATER)
    with pytest.raises(LakeError, match="undone already"):
        undo_import(shop.lake, first, now=LATER)


def test_an_import_that_others_repeat_stays(shop: Shop) -> None:
    shop.orders(order(1))
    shop.orders(order(1), order(2))
    with pytest.raises(LakeError, match="Undo them first"):
        undo(shop, 0)


def test_undoing_waits_for_who_writes(shop: Shop) -> None:
    shop.orders(order(1))
    with shop.lake.writer("import", now=NOW), pytest.raises(LakeBusy):
        undo(shop, 0)

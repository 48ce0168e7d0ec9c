"""The real orders through the pages: dry run, why rows are refused, import, undo."""

from pathlib import Path

from sellerdesk.imports.models import Import
from sellerdesk.jobs.worker import run_due
from sellerloop.lake.storage import Lake
from tests.sellerdesk.desk import SignedIn
from tests.sellerdesk.imports.test_flow import begun, own, text

__all__ = ["own"]
TABLES = (
    "orders",
    "order_items",
    "order_reviews",
    "customers",
    "products",
    "category_translation",
    "sellers",
)


def test_real_orders_come_in_by_the_pages_and_go_again(
    own: Path, signed_in: SignedIn, real_data: Path
) -> None:
    client = signed_in("programme")
    files = [(f"{name}.parquet", (real_data / "olist" / f"{name}.parquet").read_bytes()) for name in TABLES]
    address = begun(client, *files)
    row = Import.objects.get()
    assert row.mapping == "olist", "found by the names of the files"
    page = text(client.get(address))
    assert "names no seller, so it cannot be attributed" in page and "Import for real" in page
    refused = text(client.get(f"{address}refused/?reason=no_seller"))
    assert "orders.parquet" in refused and "seller_id" in refused
    client.post(f"{address}run/")
    assert run_due() == 1
    row.refresh_from_db()
    assert row.did is not None and row.told is not None and row.did["refused"] == {"no_seller": 186}
    assert row.did | {"rejects": ""} == row.told | {"rejects": ""}, "the dry run told what the import did"
    client.post(f"{address}undo/")
    run_due()
    assert not Lake(own).current().imports

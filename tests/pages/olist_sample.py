"""A few orders of a marketplace in Brazil as its tables have them, with rows that no import should take."""

import datetime as dt
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

ORDERS = 12
WITHOUT_ITEMS = 3  # the last orders: they name no seller
TOO_MANY_STARS = 2  # the first reviews
_FIRST = dt.datetime(2018, 5, 2, 9, 30)  # noqa: DTZ001 - these tables name no zone
_DAY = dt.timedelta(days=1)


def write_sample(folder: Path) -> list[Path]:
    """Write the seven tables into ``folder`` and return their files."""
    tables = {
        "orders": pa.Table.from_pylist([_order(number) for number in range(ORDERS)]),
        "order_items": pa.Table.from_pylist([_item(number) for number in range(ORDERS - WITHOUT_ITEMS)]),
        "order_reviews": pa.Table.from_pylist([_review(number) for number in range(ORDERS - WITHOUT_ITEMS)]),
        "customers": pa.Table.from_pylist([_customer(number) for number in range(ORDERS)]),
        "products": pa.table({"product_id": ["mug"], "product_category_name": ["cozinha"]}),
        "category_translation": pa.table(
            {"product_category_name": ["cozinha"], "product_category_name_english": ["kitchen"]}
        ),
        "sellers": pa.table({"seller_id": ["ana", "rui"]}),
    }
    for name, table in tables.items():
        pq.write_table(table, folder / f"{name}.parquet")
    return [folder / f"{name}.parquet" for name in tables]


def _order(number: int) -> dict[str, object]:
    placed = _FIRST + number * _DAY
    return {
        "order_id": f"order-{number}",
        "customer_id": f"customer-{number}",
        "order_status": "delivered",
        "order_purchase_timestamp": placed,
        "order_approved_at": placed + _DAY / 24,
        "order_delivered_carrier_date": placed + _DAY,
        "order_delivered_customer_date": placed + 6 * _DAY,
        "order_estimated_delivery_date": placed + 9 * _DAY,
        "source_sample": "dhipin1",
        "reviews_sampled": True,
    }


def _item(number: int) -> dict[str, object]:
    return {
        "order_id": f"order-{number}",
        "order_item_id": 1,
        "product_id": "mug",
        "seller_id": ("ana", "rui")[number % 2],
        "shipping_limit_date": _FIRST + (number + 3) * _DAY,
        "price": 49.9,
    }


def _review(number: int) -> dict[str, object]:
    answered = _FIRST + (number + 8) * _DAY
    return {
        "review_id": f"review-{number}",
        "order_id": f"order-{number}",
        "review_score": 9 if number < TOO_MANY_STARS else 4,
        "review_comment_message": None if number else "chegou bem",
        "review_creation_date": answered - _DAY,
        "review_answer_timestamp": answered,
    }


def _customer(number: int) -> dict[str, object]:
    return {
        "customer_id": f"customer-{number}",
        "customer_unique_id": f"buyer-{number}",
        "customer_state": "SP",
    }

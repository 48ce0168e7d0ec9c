"""The physical limit: every column that the question needs is read and summed up, without any grouping."""

from pathlib import Path

import duckdb

from bench.scores.data import Data
from bench.scores.sql import scan

_SUMS = {
    "order": (
        "sum(account_no), max(placed_date), max(cancelled_date), "
        "count(*) filter (where cancel_fault = 'seller'), count(*) filter (where is_sample), "
        "count(*) filter (where platform_fulfilled)"
    ),
    "reply": "sum(account_no), max(asked_date), sum(wait_s), count(*) filter (where outage)",
    "review": "sum(account_no), max(reviewed_date), sum(first_rating), count(*) filter (where risky_buyer)",
    "request": (
        "sum(account_no), max(opened_date), count(*) filter (where fault = 'seller'), "
        "count(*) filter (where platform_fulfilled)"
    ),
    "chat_rating": "sum(account_no), max(rated_date), sum(rating), count(*) filter (where outage)",
}


def run(data: Data, out: Path) -> None:
    """Read what the question needs of ``data``; nothing is written to ``out``."""
    with duckdb.connect() as connection:
        for table, sums in _SUMS.items():
            connection.execute(f"select {sums} from {scan(data.tables[table])}").fetchall()

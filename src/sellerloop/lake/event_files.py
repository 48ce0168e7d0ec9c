"""Event files read as their contract stands today."""

from collections.abc import Sequence
from pathlib import Path

import duckdb

from sellerloop.events.contract import Column, Contract, Type
from sellerloop.lake.engines.duck import parquet_text
from sellerloop.lake.mappings.convert import sql_type


def stored_rows(connection: duckdb.DuckDBPyConnection, contract: Contract, files: Sequence[Path]) -> str:
    """Return a query of the stored columns of ``contract`` over ``files`` (at least one).

    Rows that were imported before the contract had a column say nothing there; a flag is false.
    """
    rows = parquet_text(files)
    held = {name for name, *_ in connection.execute(f"DESCRIBE SELECT * FROM {rows}").fetchall()}
    columns = (f'{_value(column, column.name in held)} AS "{column.name}"' for column in contract.stored)
    return f"SELECT {', '.join(columns)} FROM {rows}"


def _value(column: Column, held: bool) -> str:
    if column.type is Type.FLAG:
        return f'coalesce("{column.name}", false)' if held else "false"
    return f'"{column.name}"' if held else f"CAST(NULL AS {sql_type(column)})"

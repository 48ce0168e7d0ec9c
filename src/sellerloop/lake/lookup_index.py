"""The index of numbers: written by a build, so that one number finds its rows among hundreds of millions.

One row says: this number is carried by that column, in rows of this account from ``day`` on, over ``days``
more days. Rows are spread over files and sorted by the hash of the number, so that a question opens one small
piece of one file, and then exactly the settled files that hold the answer.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from sellerloop.lake.engines.duck import parquet_text
from sellerloop.lake.lookup_numbers import (
    CARRIERS,
    NUMBERS,
    Carrier,
    bucket_span,
    bucket_table,
    buckets,
    hash_sql,
)
from sellerloop.lake.manifest import DataFile
from sellerloop.lake.writer import Writer

_ROW_GROUP = 32_768  # a question decodes one: small ones are quicker
_ORDER = ("hash", "carries", "account_no", "day")


def write_numbers(
    writer: Writer,
    connection: duckdb.DuckDBPyConnection,
    settled: Mapping[str, Sequence[Path]],
    rows: int,
) -> list[DataFile]:
    """Write the index of the numbers in ``settled`` files, which hold about ``rows`` rows."""
    parts = [_postings(carrier, settled[carrier.kind]) for carrier in CARRIERS if settled.get(carrier.kind)]
    if not parts:
        return []
    of, source = buckets(rows), " union all ".join(parts)
    if of == 1:
        return [*_write(writer, connection, source, bucket_table(0, 1))]
    connection.execute(f"create or replace temp table number_postings as {source}")
    files: list[DataFile] = []
    for bucket in range(of):
        first, end = bucket_span(bucket, of)
        part = f"select * from number_postings where hash >= {first} and hash < {end}"
        files += _write(writer, connection, part, bucket_table(bucket, of))
    connection.execute("drop table number_postings")
    return files


def _write(
    writer: Writer, connection: duckdb.DuckDBPyConnection, source: str, table: str
) -> tuple[DataFile, ...]:
    found = connection.sql(f"{source} order by {', '.join(_ORDER)}").to_arrow_reader(_ROW_GROUP)
    return writer.write(table, found, schema=NUMBERS, row_group=_ROW_GROUP, rising="hash")


def _postings(carrier: Carrier, files: Sequence[Path]) -> str:
    column, date = carrier.column, carrier.date
    rows = f"from {parquet_text(files)} where {column} is not null"
    once = f"select {column}, account_no, {date} as day, {date} as last {rows}"
    if carrier.kind == "parcel_scan":  # several rows a number
        once = f"select {column}, account_no, min({date}) as day, max({date}) as last {rows} group by all"
    return (
        f"select {hash_sql(column)} as hash, '{carrier.name}' as carries, account_no, day, "
        f"cast(least(coalesce(last - day, 0), 32767) as smallint) as days from ({once})"
    )

"""Numbers of orders, parcels, reviews, requests and chats as they are compared: what people type is not quite
what platforms store.

A build and its readers have to agree on every sign, so each rule stands here twice: for Python and as SQL.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow as pa

PREFIX = "published/numbers/"
_PER_BUCKET = 4_000_000  # rows of one file of the index
_BITS = 40

_SPACES = "".join(map(chr, (*range(1, 33), 0x7F, 0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000)))
_UNSEEN = "".join(map(chr, (0xAD, 0x180E, *range(0x2000, 0x2010), *range(0x202A, 0x202F), 0x2060, 0x2061)))
_UNSEEN += "".join(map(chr, (*range(0x2062, 0x2065), *range(0x2066, 0x206A), 0xFE0F, 0xFEFF)))
_WIDE = "".join(map(chr, range(0xFF01, 0xFF5F)))
_NARROW = "".join(map(chr, range(0x21, 0x7F)))
_DROPPED = _SPACES + _UNSEEN
_LOWER, _UPPER = "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_TABLE = str.maketrans(_WIDE + _LOWER, _NARROW.upper() + _UPPER, f"\0{_DROPPED}")
_MARKS = "#\u2116"  # before a number: # and the numero sign
_ODD = '[^!"$-~]'  # a sign that is more than a letter to write in capitals

NUMBERS = pa.schema(
    [
        ("hash", pa.int64()),
        ("carries", pa.string()),
        ("account_no", pa.int32()),
        ("day", pa.date32()),
        ("days", pa.int16()),
    ]
)


@dataclass(frozen=True, slots=True)
class Carrier:
    """A column that carries a number: of its row's own (``own``) or of the order that the row is about."""

    kind: str
    column: str
    date: str
    own: bool = True

    @property
    def name(self) -> str:
        return f"{self.kind}.{self.column}"


CARRIERS = (
    Carrier("order", "order_id", "placed_date"),
    Carrier("parcel_scan", "parcel_id", "scanned_date"),
    Carrier("parcel_scan", "order_id", "scanned_date", own=False),
    Carrier("review", "review_id", "reviewed_date"),
    Carrier("review", "order_id", "reviewed_date", own=False),
    Carrier("request", "request_id", "opened_date"),
    Carrier("request", "order_id", "opened_date", own=False),
    Carrier("chat", "chat_id", "started_date"),
    Carrier("chat", "order_id", "started_date", own=False),
    Carrier("violation", "order_id", "issued_date", own=False),
)


def plain_number(text: str) -> str:
    """Return ``text`` for comparison: no spaces, unseen signs or leading mark, narrow, in capitals."""
    return text.translate(_TABLE).lstrip(_MARKS)


def number_hash(plain: str) -> int:
    """Return 40 bits of a hash of a plain number; rows that share them by chance are told apart later."""
    digest = hashlib.md5(plain.encode("utf-8", "replace"), usedforsecurity=False).digest()
    return int.from_bytes(digest[:8], "little") >> (64 - _BITS)


def plain_sql(column: str) -> str:
    """Render :func:`plain_number` of a column. Nearly all numbers only need capitals, which is quick."""
    wide, narrow = _text(_WIDE + _LOWER + _DROPPED), _text(_NARROW.upper() + _UPPER)
    anything = f"ltrim(translate({column}, {wide}, {narrow}), {_text(_MARKS)})"
    return f"case when regexp_matches({column}, {_text(_ODD)}) then {anything} else upper({column}) end"


def hash_sql(column: str) -> str:
    """Render :func:`number_hash` of the plain number of a column."""
    return f"cast(md5_number_upper({plain_sql(column)}) >> {64 - _BITS} as bigint)"


def buckets(rows: int) -> int:
    """Return over how many files an index of about ``rows`` rows is spread: a power of two."""
    return 1 << max(0, -(-rows // _PER_BUCKET) - 1).bit_length()


def bucket_table(bucket: int, of: int) -> str:
    """Return the table that holds one bucket."""
    return f"{PREFIX}{bucket:04d}-of-{of:04d}"


def bucket_span(bucket: int, of: int) -> tuple[int, int]:
    """Return the hashes of one bucket: the first, and the one after the last."""
    width = (1 << _BITS) // of
    return bucket * width, (bucket + 1) * width


def bucket_tables(tables: Iterable[str], hashes: Iterable[int]) -> list[str]:
    """Return those of ``tables`` that may hold one of ``hashes``; none without an index."""
    held = {table for table in tables if table.startswith(PREFIX)}
    of = int(next(iter(held)).rpartition("-")[2]) if held else 1
    wanted = {bucket_table(number // bucket_span(0, of)[1], of) for number in hashes}
    return sorted(held & wanted)


def _text(signs: str) -> str:
    return "'" + signs.replace("'", "''") + "'"

"""Made-up events in the layout of a lake's settled tables: by kind and month, sorted by account and day.

A row is an event; the 7.3 % of orders that are cancelled carry a second one. Only the columns that the
question reads are made, in the types of their contracts. Every value is a hash of the row's number, so equal
sizes give equal files whatever the number of threads.
"""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import duckdb

FIRST, DAYS = dt.date(2025, 1, 1), 365
# The 28th of April to December, and three days on which many windows end close together.
AS_OFS = tuple(
    sorted(
        [
            *(dt.date(2025, month, 28) for month in range(4, 13)),
            dt.date(2025, 11, 15),
            dt.date(2025, 12, 15),
            dt.date(2025, 12, 31),
        ]
    )
)
CATEGORIES = 25
EVENTS_PER_ACCOUNT = 500
ROW_GROUP = 250_000
SHARES = {"order": 0.55, "reply": 0.25, "review": 0.12, "request": 0.04, "chat_rating": 0.04}
DATES = {
    "order": "placed_date",
    "reply": "asked_date",
    "review": "reviewed_date",
    "request": "opened_date",
    "chat_rating": "rated_date",
}
_FAULT = "['seller', 'carrier', 'platform', 'buyer'][1 + cast(floor({}) as integer)]"
_COLUMNS = {
    "order": (
        "case when u2 < 0.073 then placed_date + cast(floor(u3 * 7) as integer) end as cancelled_date, "
        f"case when u2 < 0.073 then {_FAULT.format('u4 * 4')} end as cancel_fault, "
        "u5 < 0.015 as is_sample, u5 >= 0.985 as platform_fulfilled"
    ),
    "reply": (
        "case when u2 < 0.95 then cast(-18000 * ln(1 - u3) as bigint) end as wait_s, u5 < 0.03 as outage"
    ),
    "review": "cast(5 - floor(power(u2, 6) * 5) as bigint) as first_rating, u5 < 0.03 as risky_buyer",
    "request": f"{_FAULT.format('u4 * 4')} as fault, u5 < 0.03 as platform_fulfilled",
    "chat_rating": "cast(5 - floor(power(u2, 3) * 5) as bigint) as rating, u5 < 0.03 as outage",
}


@dataclass(frozen=True, slots=True)
class Data:
    """The files of every table, the file of accounts (account_no, account, category), and the counts."""

    tables: dict[str, list[Path]]
    accounts_file: Path
    events: int
    accounts: int


def make(folder: Path, events: int) -> Data:
    """Write what is not there yet, below ``folder``. Sizes of accounts are strongly skewed: of N accounts,
    event after event goes to number N u^3."""
    accounts = events // EVENTS_PER_ACCOUNT
    home = folder / f"events-{events}"
    data = Data({table: [] for table in SHARES}, home / "accounts.parquet", events, accounts)
    home.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(config={"temp_directory": str(home / "spill"), "memory_limit": "4GB"}) as connection:
        connection.execute("set preserve_insertion_order = false")
        _write(connection, _accounts_sql(accounts), data.accounts_file)
        for salt, (table, share) in enumerate(SHARES.items()):
            for month in range(1, 13):
                file = home / table / f"month={FIRST.year}-{month:02d}" / "part.parquet"
                file.parent.mkdir(parents=True, exist_ok=True)
                _write(connection, _rows_sql(table, month, int(events * share), accounts, salt), file)
                data.tables[table].append(file)
    return data


def _write(connection: duckdb.DuckDBPyConnection, sql: str, file: Path) -> None:
    if file.exists():
        return
    beside = file.with_suffix(".partial")
    connection.execute(
        f"copy ({sql}) to '{beside}' (format parquet, compression zstd, row_group_size {ROW_GROUP})"
    )
    beside.rename(file)


def _accounts_sql(accounts: int) -> str:
    return (
        "select cast(i as integer) as account_no, printf('A%08d', i) as account, "
        f"printf('c%02d', hash(i) % {CATEGORIES}) as category from range({accounts}) r(i) order by i"
    )


def _rows_sql(table: str, month: int, rows: int, accounts: int, salt: int) -> str:
    first = dt.date(FIRST.year, month, 1)
    days = ((first + dt.timedelta(days=31)).replace(day=1) - first).days
    begin = rows * (first - FIRST).days // DAYS
    end = rows * ((first - FIRST).days + days) // DAYS
    dice = ", ".join(f"hash(i * 64 + {salt * 8 + n}) / 18446744073709551616.0 as u{n}" for n in range(6))
    drawn = (
        f"select *, cast(floor({accounts} * power(u0, 3)) as integer) as account_no, "
        f"date '{first}' + cast(floor(u1 * {days}) as integer) as {DATES[table]} "
        f"from (select {dice} from range({begin}, {end}) r(i))"
    )
    return (
        f"select account_no, 'US' as market, {DATES[table]}, {_COLUMNS[table]} from ({drawn}) "
        f"order by account_no, {DATES[table]}"
    )

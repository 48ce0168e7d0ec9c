"""What occurs in the rows of one import: few distinct values that decide how the rest is checked."""

from dataclasses import dataclass

import duckdb

from sellerloop.events.contract import Contract, Derived, Type
from sellerloop.lake.mappings.amounts import CURRENCIES
from sellerloop.lake.mappings.layers import is_zone
from sellerloop.lake.mappings.wall import HIGHEST, LOWEST

_MOST = 5_000  # names looked at; there are about 600 zones and 300 currencies


@dataclass(frozen=True, slots=True)
class Census:
    """The time zones and currencies that occur, without names that are none, and the first and last epoch
    second of all plausible instants (None without any)."""

    zones: tuple[str, ...]
    currencies: tuple[str, ...]
    span: tuple[int, int] | None


def take_census(connection: duckdb.DuckDBPyConnection, contract: Contract, rows: str) -> Census:
    """Count the query ``rows``, which has the given columns of ``contract``."""
    names = {column.name for column in contract.stored}
    instants = [
        column.name
        for column in contract.stored
        if column.type is Type.INSTANT and column.derived is Derived.GIVEN
    ]
    plausible = [f"CASE WHEN {name} BETWEEN {LOWEST} AND {HIGHEST} THEN {name} END" for name in instants]
    ends = f"min(least({', '.join(plausible)})), max(greatest({', '.join(plausible)}))"
    found = connection.execute(
        f"SELECT zone, {ends} FROM ({rows}) GROUP BY zone ORDER BY count(*) DESC LIMIT {_MOST}"
    ).fetchall()
    currencies: list[str] = []
    if "currency" in names:
        likely = f"SELECT currency FROM ({rows}) WHERE strlen(currency) = 3"
        sql = f"{likely} GROUP BY currency ORDER BY count(*) DESC LIMIT {_MOST}"
        currencies = [name for (name,) in connection.execute(sql).fetchall()]
    times = [time for _, *pair in found for time in pair if time is not None]
    return Census(
        tuple(sorted(name for name, *_ in found if name is not None and is_zone(name))),
        tuple(sorted(set(currencies) & set(CURRENCIES))),
        (int(min(times).timestamp()), int(max(times).timestamp())) if times else None,
    )

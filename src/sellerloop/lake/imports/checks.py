"""What a contract demands of one row, as conditions of the engine."""

import datetime as dt
from collections.abc import Iterator

from sellerloop.events.contract import Column, Contract, Derived, Type
from sellerloop.lake.imports.census import Census
from sellerloop.lake.mappings.events import Doubt
from sellerloop.lake.mappings.fragment import list_sql
from sellerloop.lake.mappings.wall import FIRST_YEAR, HIGHEST, LAST_YEAR, LOWEST
from sellerloop.lake.sources.limits import Limits
from sellerloop.lake.sql import predicate_sql
from sellerloop.speech.message import Message

_TEXTS = (Type.ID, Type.TEXT, Type.CODE, Type.ENUM)


def doubts_of(contract: Contract, limits: Limits, now: dt.datetime, census: Census) -> Iterator[Doubt]:
    """Yield every way in which a typed row ``e`` of ``contract`` can be refused, at instant ``now``.

    Dates that lie ahead by nature (what is due, calendars) may be later than the moment they became known.
    """
    for column in contract.stored:
        if column.derived is not Derived.GIVEN:
            continue
        name = f'e."{column.name}"'
        yield from _presence(column, name)
        yield from _vocabulary(column, name, census)
        yield from _size(column, name, limits)
        if column.type is Type.INSTANT:
            yield from _time(contract, column, name, now)
    for check in contract.checks:
        when = f"({predicate_sql(check.predicate)}) IS FALSE"
        reason = (("reason", Message(check.reason)),)
        yield Doubt(
            "contradiction", check.column, when, f'CAST(e."{check.column}" AS VARCHAR)', values=reason
        )


def _presence(column: Column, name: str) -> Iterator[Doubt]:
    if column.required:
        empty = f" OR {name} = ''" if column.type in _TEXTS else ""
        yield Doubt("missing", column.name, f"{name} IS NULL{empty}", "''")


def _vocabulary(column: Column, name: str, census: Census) -> Iterator[Doubt]:
    if column.choices:
        allowed = (("choices", ", ".join(column.choices)),)
        yield Doubt("choice", column.name, f"{name} NOT IN {list_sql(column.choices)}", name, values=allowed)
    if column.name == "currency":
        yield Doubt("unknown_currency", column.name, _none_of(name, census.currencies), name)
    if column.name == "market":
        yield Doubt("unknown_market", column.name, f"NOT regexp_full_match({name}, '[A-Z]{{2}}')", name)
    if column.name == "zone":
        yield Doubt("unknown_zone", column.name, _none_of(name, census.zones), name)


def _none_of(name: str, good: tuple[str, ...]) -> str:
    return f"{name} NOT IN {list_sql(good)}" if good else f"{name} IS NOT NULL"


def _size(column: Column, name: str, limits: Limits) -> Iterator[Doubt]:
    if column.type in _TEXTS and not column.choices:
        longest = limits.text if column.type is Type.TEXT else limits.code
        values = (("longest", longest),)
        yield Doubt(
            "too_long",
            column.name,
            f"strlen({name}) > {longest} AND length({name}) > {longest}",
            name,
            values=values,
        )
    if column.type in (Type.ID, Type.CODE):
        yield Doubt("formula", column.name, f"starts_with({name}, '=')", name)
    shown = f"CAST({name} AS VARCHAR)"
    if column.lowest is not None:
        code = "negative_money" if column.type is Type.MONEY and column.lowest == 0 else "too_low"
        lowest = (("lowest", column.lowest),)
        yield Doubt(code, column.name, f"{name} < {column.lowest}", shown, values=lowest)
    if column.highest is not None:
        highest = (("highest", column.highest),)
        yield Doubt("too_high", column.name, f"{name} > {column.highest}", shown, values=highest)


def _time(contract: Contract, column: Column, name: str, now: dt.datetime) -> Iterator[Doubt]:
    shown = f"CAST({name} AS VARCHAR)"
    years = (("first", FIRST_YEAR), ("last", LAST_YEAR))
    yield Doubt(
        "impossible_date", column.name, f"{name} < {LOWEST} OR {name} >= {HIGHEST}", shown, values=years
    )
    if column.name == "known_at":
        yield Doubt("known_in_future", column.name, f"{name} > {instant_sql(now)}", shown)
    elif not column.name.startswith("due_") and contract.kind != "calendar_exception":
        yield Doubt("future", column.name, f"{name} > e.known_at", shown)


def instant_sql(instant: dt.datetime) -> str:
    """Return ``instant`` (aware) as a literal."""
    return f"TIMESTAMPTZ '{instant.astimezone(dt.UTC):%Y-%m-%d %H:%M:%S.%f}+00'"

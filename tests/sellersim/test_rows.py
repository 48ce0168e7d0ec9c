"""Every row keeps its contract: columns, types, values, checks, dates, links."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from sellerloop.events.contract import Column, Contract, Type
from sellerloop.events.registry import contracts
from sellerloop.policy.predicate import evaluate

Row = dict[str, Any]
Rows = Callable[[str], list[Row]]
KINDS = sorted(contracts())
ARROW = {
    Type.INSTANT: pa.timestamp("us", tz="UTC"),
    Type.DATE: pa.date32(),
    Type.INTEGER: pa.int64(),
    Type.MONEY: pa.int64(),
    Type.FLAG: pa.bool_(),
}


@pytest.mark.parametrize("kind", KINDS)
def test_tables_have_exactly_the_stored_columns(kind: str, tables: dict[str, pa.Table]) -> None:
    table = tables[kind]
    assert table.num_rows > 0
    assert table.column_names == [column.name for column in contracts()[kind].stored]
    for column in contracts()[kind].stored:
        assert table.schema.field(column.name).type == ARROW.get(column.type, pa.string())


@pytest.mark.parametrize("kind", KINDS)
def test_values_are_allowed_by_the_contract(kind: str, tables: dict[str, pa.Table]) -> None:
    for column in contracts()[kind].stored:
        assert not _faults(column, tables[kind][column.name]), (kind, column.name)


def _faults(column: Column, values: pa.ChunkedArray) -> list[object]:
    found: list[object] = []
    if (column.required or column.type is Type.FLAG) and values.null_count:
        found.append("missing")
    if column.choices:
        found += set(values.unique().to_pylist()) - {*column.choices, None}
    if column.type in (Type.INTEGER, Type.MONEY):
        span = pc.min_max(values).as_py()
        if column.lowest is not None and span["min"] is not None and span["min"] < column.lowest:
            found.append(span["min"])
        if column.highest is not None and span["max"] is not None and span["max"] > column.highest:
            found.append(span["max"])
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_no_row_contradicts_a_check(kind: str, rows: Rows) -> None:
    for check in contracts()[kind].checks:
        predicate = check.predicate
        bad = [row for row in rows(kind) if evaluate(predicate, row) is False]
        assert not bad, (check.reason, bad[:1])


@pytest.mark.parametrize("kind", KINDS)
def test_local_dates_are_those_of_the_zone(kind: str, rows: Rows) -> None:
    pairs = [(c.name, c.origin) for c in contracts()[kind].stored if c.origin]
    for row in rows(kind)[::7]:
        zone = ZoneInfo(row["zone"])
        for date, instant in pairs:
            at = row[instant]
            assert row[date] == (None if at is None else at.astimezone(zone).date())


@pytest.mark.parametrize("kind", [kind for kind in KINDS if contracts()[kind].links])
def test_links_lead_to_a_fact_that_is_already_known(kind: str, rows: Rows) -> None:
    for link in contracts()[kind].links:
        first: dict[tuple[str, str], Any] = {}
        for target in rows(link.kind):
            key = (target["account"], target[link.column])
            first[key] = min(first.get(key, target["known_at"]), target["known_at"])
        for row in rows(kind):
            assert first[row["account"], row[link.column]] <= row["known_at"]


@pytest.mark.parametrize("kind", KINDS)
def test_accounts_exist_and_have_one_market_and_zone(kind: str, rows: Rows) -> None:
    known = {row["account"]: (row["market"], row["zone"]) for row in rows("account")}
    assert all(known[row["account"]] == (row["market"], row["zone"]) for row in rows(kind))


@pytest.mark.parametrize("kind", ["order", "item", "product", "request"])
def test_money_is_in_the_currency_of_the_market(kind: str, rows: Rows) -> None:
    currency = {"VN": "VND", "US": "USD", "CN": "CNY"}
    assert {(row["market"], row["currency"]) for row in rows(kind)} == set(currency.items())


def test_keys_and_known_times_are_unique(tables: dict[str, pa.Table]) -> None:
    for kind, table in tables.items():
        contract: Contract = contracts()[kind]
        versions = table.select([*contract.key, "known_at"])
        assert versions.group_by(versions.column_names).aggregate([]).num_rows == table.num_rows

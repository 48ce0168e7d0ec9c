"""Expressions, tables and files of mappings: exact values, or a named reason."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from sellerloop.clock.local import Fold, local_dates, to_epoch
from sellerloop.events.registry import contracts
from sellerloop.lake.engines.duck import connect
from sellerloop.lake.failure import LakeError
from sellerloop.lake.mappings.amounts import CURRENCIES
from sellerloop.lake.mappings.expressions import Expr
from sellerloop.lake.mappings.layers import Layers
from sellerloop.lake.mappings.load import load_mapping, parse_mapping, shipped
from sellerloop.lake.mappings.native import native, template
from sellerloop.lake.mappings.render import Renderer
from sellerloop.lake.mappings.wall import end_of_day, local_date, to_instant
from sellerloop.lake.sources.stage import describe

EXPRESSION: TypeAdapter[Any] = TypeAdapter(Expr)
ZONES = ["America/Sao_Paulo", "America/New_York", "Asia/Ho_Chi_Minh", "Australia/Lord_Howe", "Europe/London"]
UTC = dt.UTC


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with connect() as opened:
        yield opened


def values(
    connection: duckdb.DuckDBPyConnection, rows: pa.Table, written: object, **maps: dict[str, str | None]
) -> list[tuple[Any, str]]:
    """Return (value, first failing code or "") of each row."""
    connection.register("given", rows)
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE source_rows AS SELECT *, 0 AS _file, 1 AS _row FROM given"
    )
    layers = Layers(connection, describe(connection, "source_rows"), {"choice": "a"})
    part = Renderer(layers, maps).render(EXPRESSION.validate_python(written))
    codes = " ".join(f"WHEN {one.when} THEN '{one.code}'" for one in part.failing)
    code = f"CASE {codes} ELSE '' END" if codes else "''"
    return connection.execute(f"SELECT {part.sql}, {code} FROM {layers.source}").fetchall()


def value(connection: duckdb.DuckDBPyConnection, row: dict[str, Any], written: object, **maps: Any) -> Any:
    table = pa.table({name: [cell] for name, cell in row.items()} or {"none": pa.array([None], pa.string())})
    return values(connection, table, written, **maps)[0]


@pytest.mark.parametrize(
    ("row", "written", "expected"),
    [
        ({"x": "a"}, "x", ("a", "")),
        ({"x": "a"}, "choice", ("a", "")),
        ({}, {"text": "BR"}, ("BR", "")),
        ({}, 7, (7, "")),
        ({}, True, (True, "")),
        ({"x": None, "y": "b"}, {"coalesce": ["x", "y"]}, ("b", "")),
        ({"x": "a", "y": None}, {"concat": ["x", "y"]}, (None, "")),
        ({"x": "a", "y": 5}, {"concat": ["x", {"text": "-"}, "y"]}, ("a-5", "")),
        ({"x": "aÉ"}, {"lower": "x"}, ("aé", "")),
        ({"x": "aé"}, {"upper": "x"}, ("AÉ", "")),
        ({"x": "好评如潮"}, {"substr": "x", "start": 2, "length": 2}, ("评如", "")),
        ({"x": '{"a": {"b": "c"}}'}, {"json_text": "x", "path": "a.b"}, ("c", "")),
        ({"x": "no json"}, {"json_text": "x", "path": "a"}, (None, "")),
        ({"x": "a"}, {"case": [{"when": "x == 'a'", "then": 1}], "otherwise": 2}, (1, "")),
        ({"x": None}, {"case": [{"when": "x == 'a'", "then": 1}], "otherwise": 2}, (2, "")),
        ({"x": "b"}, {"case": [{"when": "x == 'a'", "then": 1}]}, (None, "")),
        ({"x": "12"}, {"number": "x"}, (12, "")),
        ({"x": "1.5"}, {"number": "x"}, (None, "not_a_number")),
        ({"x": "1e3"}, {"number": "x"}, (None, "not_a_number")),
        ({"x": 1.5}, {"number": "x"}, (None, "not_a_number")),
        ({"x": 2.0}, {"number": "x"}, (2, "")),
        ({"x": "9223372036854775807"}, {"number": "x"}, (2**63 - 1, "")),
        ({"x": "9223372036854775808"}, {"number": "x"}, (None, "not_a_number")),
        ({"x": "2", "y": "3"}, {"add": ["x", "y", 4]}, (9, "")),
        ({"x": "2", "y": "3"}, {"subtract": ["x", "y"]}, (-1, "")),
        ({"x": "2", "y": None}, {"add": ["x", "y"]}, (None, "")),
        ({"x": 2**62}, {"multiply": ["x", 4]}, (None, "not_a_number")),
        ({"x": "Yes"}, {"flag": "x"}, (True, "")),
        ({"x": "não"}, {"flag": "x", "yes": ["sim"], "no": ["não"]}, (False, "")),
        ({"x": "maybe"}, {"flag": "x"}, (None, "not_a_flag")),
        ({"x": 3, "y": None}, {"latest": ["x", "y", 2]}, (3, "")),
        ({"x": 3, "y": None}, {"earliest": ["x", "y", 2]}, (2, "")),
    ],
)
def test_an_expression_has_one_value(
    connection: duckdb.DuckDBPyConnection, row: dict[str, Any], written: object, expected: object
) -> None:
    assert value(connection, row, written) == expected


@pytest.mark.parametrize(
    ("unknown", "word", "expected"),
    [
        ("refuse", "ok", ("fine", "")),
        ("refuse", "new", (None, "unknown_word")),
        ("keep", "new", ("new", "")),
        ("none", "new", (None, "")),
        ("refuse", "nil", (None, "")),
        ("refuse", None, (None, "")),
    ],
)
def test_a_word_is_looked_up(
    connection: duckdb.DuckDBPyConnection, unknown: str, word: str | None, expected: object
) -> None:
    rows = pa.table({"x": pa.array([word], pa.string())})
    written = {"lookup": "x", "map": "words", "unknown": unknown}
    assert values(connection, rows, written, words={"ok": "fine", "nil": None}) == [expected]


# -- money -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "currency", "decimal", "grouping", "expected"),
    [
        ("12.10", "USD", ".", "", (1210, "")),
        ("12", "USD", ".", "", (1200, "")),
        ("1.234,50", "BRL", ",", ".", (123450, "")),
        ("150000", "VND", ".", "", (150000, "")),
        ("150000.00", "VND", ".", "", (150000, "")),
        ("0.5", "VND", ".", "", (None, "decimals")),
        ("12.105", "USD", ".", "", (None, "decimals")),
        ("1.234", "KWD", ".", "", (1234, "")),
        ("-3.50", "USD", ".", "", (-350, "")),
        ("R$ 3", "BRL", ".", "", (None, "not_money")),
        ("1,234.50", "USD", ".", "", (None, "not_money")),
        ("1e5", "USD", ".", "", (None, "not_money")),
        ("nan", "USD", ".", "", (None, "not_money")),
    ],
)
def test_money_is_exact_or_refused(
    connection: duckdb.DuckDBPyConnection,
    text: str,
    currency: str,
    decimal: str,
    grouping: str,
    expected: object,
) -> None:
    written = {"money": "x", "currency": currency, "decimal": decimal, "grouping": grouping}
    assert value(connection, {"x": text}, written) == expected


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_money_never_goes_through_a_float(amount: Decimal) -> None:
    with connect() as connection:
        written = {"money": "x", "currency": "BRL"}
        cents = int(amount * 100)
        assert value(connection, {"x": str(amount)}, written) == (cents, "")
        assert value(connection, {"x": float(amount)}, written) == (cents, "")


def test_the_currency_of_the_row_decides_the_decimals(connection: duckdb.DuckDBPyConnection) -> None:
    rows = pa.table({"x": ["10", "10", "10", "10"], "c": ["VND", "USD", "KWD", None]})
    found = values(connection, rows, {"money": "x", "currency": "c"})
    assert [amount for amount, _ in found] == [10, 1000, 10000, 1000]  # the contract refuses the last row
    assert {"BRL", "CNY", "USD", "VND"} <= set(CURRENCIES)


# -- times -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "form", "zone", "expected"),
    [
        ("2018-01-20 12:15:57", "iso", "America/Sao_Paulo", dt.datetime(2018, 1, 20, 14, 15, 57, tzinfo=UTC)),
        ("2018-01-20", "iso", "America/Sao_Paulo", dt.datetime(2018, 1, 20, 2, tzinfo=UTC)),
        ("20/01/2018 12:15", "%d/%m/%Y %H:%M", "UTC", dt.datetime(2018, 1, 20, 12, 15, tzinfo=UTC)),
        ("2018-01-20T12:15:57Z", "iso", "given", dt.datetime(2018, 1, 20, 12, 15, 57, tzinfo=UTC)),
        (
            "2018-01-20T12:15:57.5+07:00",
            "iso",
            "given",
            dt.datetime(2018, 1, 20, 5, 15, 57, 500000, tzinfo=UTC),
        ),
        ("1619611563", "epoch_s", "given", dt.datetime(2021, 4, 28, 12, 6, 3, tzinfo=UTC)),
        ("1619611561674", "epoch_ms", "given", dt.datetime(2021, 4, 28, 12, 6, 1, 674000, tzinfo=UTC)),
    ],
)
def test_an_instant_is_read_in_its_form_and_zone(
    connection: duckdb.DuckDBPyConnection, text: str, form: str, zone: str, expected: dt.datetime
) -> None:
    assert value(connection, {"x": text}, {"instant": "x", "format": form, "zone": zone}) == (expected, "")


@pytest.mark.parametrize(
    ("text", "form", "zone", "code"),
    [
        ("2018-02-31 12:00:00", "iso", "UTC", "not_an_instant"),
        ("20/01/2018", "iso", "UTC", "not_an_instant"),
        ("31/02/2018", "%d/%m/%Y", "UTC", "not_an_instant"),
        ("infinity", "iso", "UTC", "not_an_instant"),
        ("now", "iso", "given", "not_an_instant"),
        ("2018-01-20 12:00:00", "iso", "given", "without_zone"),
        ("2018-01-20 12:00:00+07", "iso", "Asia/Shanghai", "with_zone"),
        ("yesterday", "epoch_s", "given", "not_an_instant"),
        ("-5", "epoch_s", "given", "not_an_instant"),
        ("99999999999999", "epoch_s", "given", "not_an_instant"),
    ],
)
def test_what_is_no_instant_is_named(
    connection: duckdb.DuckDBPyConnection, text: str, form: str, zone: str, code: str
) -> None:
    assert value(connection, {"x": text}, {"instant": "x", "format": form, "zone": zone}) == (None, code)


def test_mixed_zones_in_a_column_are_told_apart(connection: duckdb.DuckDBPyConnection) -> None:
    rows = pa.table({"x": ["2026-01-01 10:00", "2026-01-01T10:00Z"]})
    found = values(connection, rows, {"instant": "x", "zone": "Asia/Shanghai"})
    assert [code for _, code in found] == ["", "with_zone"]
    found = values(connection, rows, {"instant": "x", "zone": "given"})
    assert [code for _, code in found] == ["without_zone", ""]


def test_typed_times_need_a_declared_zone_exactly_when_they_have_none(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    naive = pa.table({"x": pa.array([dt.datetime(2026, 1, 1, 10)], pa.timestamp("us"))})  # noqa: DTZ001
    aware = pa.table({"x": pa.array([dt.datetime(2026, 1, 1, 10, tzinfo=UTC)], pa.timestamp("us", tz="UTC"))})
    found = values(connection, naive, {"instant": "x", "zone": "Asia/Ho_Chi_Minh"})
    assert found == [(dt.datetime(2026, 1, 1, 3, tzinfo=UTC), "")]
    assert values(connection, aware, {"instant": "x", "zone": "given"})[0][0].hour == 10
    for rows, zone in ((naive, "given"), (aware, "UTC")):
        with pytest.raises(LakeError):
            values(connection, rows, {"instant": "x", "zone": zone})


def test_the_zone_may_stand_in_a_column(connection: duckdb.DuckDBPyConnection) -> None:
    rows = pa.table({"x": ["2026-07-01 10:00"] * 3, "z": ["Asia/Ho_Chi_Minh", "America/New_York", "Nowhere"]})
    found = values(connection, rows, {"instant": "x", "zone": "z"})
    assert [None if at is None else at.hour for at, _ in found] == [3, 14, None]


seconds = st.integers(min_value=640_000_000, max_value=2_500_000_000)


@given(st.lists(seconds, min_size=20, max_size=60), st.sampled_from(ZONES))
@settings(max_examples=15)
def test_zone_tables_in_sql_agree_with_the_clock(moments: list[int], zone: str) -> None:
    with connect() as connection:
        connection.execute("CREATE TABLE t AS SELECT unnest(?)::BIGINT AS s", [moments])
        wall, at = "make_timestamp(s * 1000000)", "make_timestamptz(s * 1000000)"
        local, instant = local_date(at, "''", [zone]), to_instant(wall, "''", [zone])
        end = end_of_day(f"CAST({wall} AS DATE)", "''", [zone])
        found = connection.execute(
            f"SELECT {local}, epoch_us({instant}) // 1000000, epoch_us({end}) FROM t"
        ).fetchall()
    dates = local_dates(moments, zone).tolist()
    instants = to_epoch(
        [dt.datetime.fromtimestamp(s, UTC).replace(tzinfo=None) for s in moments], zone, Fold.FIRST
    )
    assert [day for day, _, _ in found] == dates
    assert [at for _, at, _ in found] == instants.tolist()
    for s, (_, _, end_us) in zip(moments, found, strict=True):
        day = dt.datetime.fromtimestamp(s, UTC).date()
        assert local_dates([end_us // 1_000_000, end_us // 1_000_000 + 1], zone).tolist() == [
            day,
            day + dt.timedelta(1),
        ]


@given(st.lists(seconds, min_size=1, max_size=40), st.sampled_from(ZONES))
@settings(max_examples=25)
def test_a_span_shortens_the_query_and_changes_nothing(moments: list[int], zone: str) -> None:
    at, span = "make_timestamptz(s * 1000000)", (min(moments), max(moments))
    short, long = local_date(at, "''", [zone], span), local_date(at, "''", [zone])
    assert len(short) <= len(long)
    with connect() as connection:
        connection.execute("CREATE TABLE t AS SELECT unnest(?)::BIGINT AS s", [moments])
        assert connection.execute(f"SELECT count(*) FROM t WHERE {short} <> {long}").fetchall() == [(0,)]


# -- files -------------------------------------------------------------------------------------------------

MAPPING = """
mapping: shop
title: A shop
doc: How it is read.
sources:
  orders: {file: orders.csv}
events:
  - kind: account
    from: orders
    columns: {account: seller, market: {text: VN}, zone: {text: Asia/Ho_Chi_Minh}, type: {text: seller}}
"""


def test_every_shipped_mapping_is_sound() -> None:
    assert shipped() == ("native", "olist", "tiktok-shop")
    for name in shipped():
        mapping = load_mapping(name)
        assert mapping.mapping == name
        assert len(mapping.doc) > 100


@pytest.mark.parametrize("name", shipped())
def test_every_shipped_mapping_has_a_page_that_says_what_it_says(name: str) -> None:
    mapping = load_mapping(name)
    page = (Path(__file__).parents[3] / "docs" / "mappings" / f"{name}.md").read_text(encoding="utf-8")
    assert page.startswith(f"# {mapping.title}\n")
    assert mapping.doc.strip() in page
    for choice, parameter in mapping.parameters.items():
        assert f"`--set {choice}=" in page
        assert all(f"`{value}`" in page for value in parameter.choices)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("kind: account", "kind: acount", "line 8: events[1]: there is no event kind acount"),
        ("{account: seller,", "{acount: seller,", "account has no column acount"),
        ("account: seller", "account: {lowr: seller}", "line 10: events[1].columns.account"),
        ("from: orders", "from: order", "there is no table order"),
        ("title: A shop", "titel: A shop", "line 2: title: is missing"),
        ("{file: orders.csv}", "{file: orders.csv, encoding: utf-9}", "unknown encoding utf-9"),
        ("{text: VN}", "{case: [{when: a = 1, then: b}]}", "a = 1"),
        ("mapping: shop", "mapping: [", "not valid YAML"),
        ("doc: How it is read.", "doc: x\ndoc: y", "line 5: doc: given twice"),
    ],
)
def test_a_mistake_is_named_with_file_line_and_field(old: str, new: str, said: str) -> None:
    parse_mapping(MAPPING, "shop.yaml")
    with pytest.raises(LakeError) as caught:
        parse_mapping(MAPPING.replace(old, new, 1), "shop.yaml")
    assert str(caught.value).startswith("shop.yaml, line ")
    assert said in str(caught.value)


def test_an_unknown_mapping_names_the_known_ones() -> None:
    with pytest.raises(LakeError, match="there are native, olist, tiktok-shop"):
        load_mapping("olist2")


@pytest.mark.parametrize("written", [{"unknown": 1}, {}, [], {"case": []}, 1.5])
def test_only_the_closed_set_parses(written: object) -> None:
    with pytest.raises(ValidationError):
        EXPRESSION.validate_python(written)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ({"sum": "x"}, "grouped table"),
        ({"latest": ["x", "y"]}, "no order"),
        ("z", "has no column z; it has: x, y"),
        ({"lookup": "x", "map": "none"}, "no value map none"),
        ({"money": "when", "currency": "USD"}, "no column when"),
    ],
)
def test_what_does_not_fit_is_said(connection: duckdb.DuckDBPyConnection, written: object, said: str) -> None:
    with pytest.raises(LakeError, match=said):
        value(connection, {"x": "a", "y": "b"}, written)


def test_the_native_mapping_has_every_kind_and_a_template() -> None:
    assert set(native().sources) == set(contracts())
    header = template(contracts()["violation"]).strip().split(",")
    assert header[:4] == ["account", "market", "zone", "known_at"]
    assert "issued_date" not in header

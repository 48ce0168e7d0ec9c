"""Rendered conditions and amounts: what one row adds, and what all rows add up to."""

import datetime as dt

import duckdb
import pytest

from sellerloop.lake.sql import Group, amount_sql, counter_sql, daily_sql, rows_sql, segments_sql
from sellerloop.metrics.plan import Need, plan
from sellerloop.metrics.spec import Counter
from sellerloop.policy.predicate import parse
from sellerloop.policy.window import Rolling

ROWS = [
    # account_no, day of March 2026, wait, flag, stars
    (0, 1, 10, True, 1),
    (0, 1, None, False, None),
    (0, 9, 900, False, 2),
    (1, 9, 50, False, 5),
    (1, 31, 70, True, 1),
]
CONDITIONS = ["", "stars <= 2", "stars is None or stars > 2", "not flag", "flag and stars <= 2"]
COUNTERS = [
    Counter("review", "day", parse(where), column, cap)
    for where in CONDITIONS
    for column, cap in [("", None), ("wait", None), ("wait", 60)]
]


@pytest.fixture(scope="module")
def rows() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(
        "create table rows_review "
        "(account_no integer, market text, day date, wait bigint, flag boolean, stars bigint)"
    )
    for account, day, wait, flag, stars in ROWS:
        values = [account, dt.date(2026, 3, day), wait, flag, stars]
        connection.execute("insert into rows_review values (?, 'US', ?, ?, ?, ?)", values)
    return connection


@pytest.mark.parametrize("counter", COUNTERS, ids=lambda c: f"{amount_sql(c)}")
def test_what_rows_add_is_what_the_counter_says(rows: duckdb.DuckDBPyConnection, counter: Counter) -> None:
    text = f"select cast(sum({amount_sql(counter)}) as bigint), {counter_sql(counter)} from rows_review e"
    added, counted = rows.execute(text).fetchall()[0]
    assert added == counted


@pytest.mark.parametrize(
    "members",
    [COUNTERS, COUNTERS[12:], COUNTERS[-1:]],
    ids=["many conditions", "one condition", "one counter"],
)
def test_rows_that_no_counter_counts_are_left_out(
    rows: duckdb.DuckDBPyConnection, members: list[Counter]
) -> None:
    group = Group("review", "day", tuple(members))
    made = plan([dt.date(2026, 3, 11)], [Need(counter, Rolling(days=10)) for counter in members])
    rows.execute("create or replace temp table plan_days (day date, segment integer)")
    rows.executemany("insert into plan_days values (?, ?)", made.days())
    flagged = all("e.flag" in amount_sql(counter) for counter in members)
    assert len(rows.execute(rows_sql(group, made, "events")).fetchall()) == (1 if flagged else 4)
    names = ", ".join(f"sum({c.name})" for c in members)
    whole = ", ".join(f"coalesce({counter_sql(c)}, 0)" for c in members)
    expected = rows.execute(f"select {whole} from rows_review e where e.day <= date '2026-03-10'").fetchall()
    for text in (rows_sql(group, made, "events"), segments_sql(group, made, "events")):
        assert rows.execute(f"select {names} from ({text})").fetchall() == expected
    daily = f"select {names} from ({daily_sql(group)}) where day <= date '2026-03-10'"
    assert rows.execute(daily).fetchall() == expected

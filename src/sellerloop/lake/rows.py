"""The rows behind a number: which count, which do not, and why not."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from sellerloop.lake.engines.duck import parquet_text
from sellerloop.lake.sql import name_sql, predicate_sql
from sellerloop.metrics.spec import Counter, Metric, contract_of, counter
from sellerloop.metrics.words import why_not
from sellerloop.policy.predicate import Predicate, clauses
from sellerloop.policy.window import Span
from sellerloop.speech.message import Message

SHOWN = {
    "all": "true",
    "counted": "asked and counted",
    "asked": "asked and not counted",
    "left_out": "not asked",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row in the window. ``asked``: it is in the denominator; ``counted``: it is in the numerator;
    ``reason``: why it is in neither; ``values``: its columns by name."""

    key: str
    asked: bool
    counted: bool
    reason: Message | None
    values: Mapping[str, object]


def metric_rows(
    connection: duckdb.DuckDBPyConnection,
    metric: Metric,
    files: Sequence[Path],
    account_no: int,
    span: Span,
    *,
    shown: str = "all",
    after: str = "",
    limit: int = 50,
    wanted: Collection[str] | None = None,
) -> list[Row]:
    """Return up to ``limit`` rows of the metric's own table whose anchor date lies in ``span``, by key, after
    the key ``after``.

    The table is the denominator's, or the numerator's where there is none; ``files`` hold it. ``shown`` is
    ``all``, ``counted``, ``asked`` (in the denominator, not in the numerator) or ``left_out``. ``wanted`` are
    the columns whose values are read; None reads all of them.
    """
    side = metric.denominator or metric.numerator
    contract, parts = contract_of(side), clauses(counter(metric, side).where)
    key, tests, _count = tests_of(metric)
    columns = [c.name for c in contract.columns if wanted is None or c.name in wanted]
    tests += [f"e.{name_sql(name)}" for name in columns]
    query = (
        f"with tested as (select {key} as row_key, {', '.join(tests)} "
        f"from {parquet_text(files)} e where e.account_no = ? and e.{name_sql(side.anchor)} between ? and ?) "
        f"select * from tested where {SHOWN[shown]} and row_key > ? order by row_key limit ?"
    )
    found = connection.sql(query, params=[account_no, *span, after, limit]).to_arrow_table().to_pylist()
    return [
        Row(
            row["row_key"],
            row["asked"],
            row["asked"] and row["counted"],
            next((why_not(p, contract) for i, p in enumerate(parts) if not row[f"holds_{i}"]), None),
            {name: row[name] for name in columns},
        )
        for row in found
    ]


def tests_of(metric: Metric) -> tuple[str, list[str], int]:
    """Return, for rows ``e`` of the metric's own table, the key as SQL, the tests ``holds_0`` ... of every
    condition, ``asked`` and ``counted``, and how many conditions there are."""
    side = metric.denominator or metric.numerator
    contract, base = contract_of(side), counter(metric, side)
    parts = clauses(base.where)
    tests = [_test(part, f"holds_{index}") for index, part in enumerate(parts)]
    tests += [_test(base.where, "asked"), _counted(metric, base)]
    names = [name for name in contract.key if name != "account"] or ["account"]
    return " || '/' || ".join(f"e.{name_sql(name)}" for name in names), tests, len(parts)


def _counted(metric: Metric, base: Counter) -> str:
    """Whether a row is in the numerator; one of another table has no rows here."""
    num = counter(metric, metric.numerator)
    return _test(num.where, "counted") if num.table == base.table else "false as counted"


def _test(predicate: Predicate, name: str) -> str:
    return f"coalesce({predicate_sql(predicate)}, false) as {name}"

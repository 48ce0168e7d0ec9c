"""The same question written by hand for DuckDB: segments, windows by an equality join with pairs of segments
and dates, ranks by a histogram of the distinct rates."""

import datetime as dt
import itertools
from collections.abc import Sequence
from pathlib import Path

import duckdb

from bench.scores.data import AS_OFS, ROW_GROUP, Data

_WINDOWS = (30, 60, 90)
# metric: numerator, denominator, days, least rows, weight, (rate in percent, points) ...
_METRICS = {
    "neg_review": ("negative", "reviews", 60, 20, 0.3, ((0, 100), (2, 90), (5, 70), (10, 40), (20, 0))),
    "fault_return": ("returns", "orders", 60, 30, 0.2, ((0, 100), (0.5, 90), (2, 60), (5, 0))),
    "fault_cancel": ("cancels", "orders", 30, 30, 0.2, ((0, 100), (1, 85), (3, 50), (8, 0))),
    "im_slow": ("slow", "chats", 30, 10, 0.2, ((0, 100), (5, 90), (15, 60), (40, 0))),
    "im_dissat": ("dissatisfied", "rated", 90, 10, 0.1, ((0, 100), (10, 80), (30, 40), (60, 0))),
}
# table, day, condition, columns
_SCANS = (
    ("order", "placed_date", "not e.is_sample and not e.platform_fulfilled", {"orders": ""}),
    (
        "order",
        "cancelled_date",
        "e.cancel_fault = 'seller' and not e.is_sample and not e.platform_fulfilled",
        {"cancels": ""},
    ),
    ("reply", "asked_date", "not e.outage", {"chats": "", "slow": "e.wait_s is null or e.wait_s > 43200"}),
    ("review", "reviewed_date", "not e.risky_buyer", {"reviews": "", "negative": "e.first_rating <= 2"}),
    ("request", "opened_date", "e.fault = 'seller' and not e.platform_fulfilled", {"returns": ""}),
    ("chat_rating", "rated_date", "not e.outage", {"rated": "", "dissatisfied": "e.rating <= 2"}),
)
_RANKS = """
select metric, as_of, category, value, case when n = 1 then 0e0
    else cast(coalesce(below, 0) as double) / cast(n - 1 as double) end as rank
from (
    select *, sum(alike) over (partition by metric, as_of, category order by value
        rows between unbounded preceding and 1 preceding) as below,
        sum(alike) over (partition by metric, as_of, category) as n
    from (select metric, as_of, category, value, count(*) as alike from ({stacked})
        where value is not null group by metric, as_of, category, value)
)
"""


def run(data: Data, out: Path) -> None:
    """Answer the question for ``data`` and write it to ``out``."""
    with duckdb.connect() as connection:
        connection.execute("set preserve_insertion_order = false")
        first, last = _small_tables(connection)
        for number, scanned in enumerate(_SCANS):
            sql = _windows_sql(*scanned, scan(data.tables[scanned[0]]), f"date '{first}' and date '{last}'")
            connection.execute(f"create temp table windows_{number} as {sql}")
        connection.execute(f"create temp table windowed as {_windowed_sql()}")
        connection.execute(f"create temp table rated as {_rated_sql(data.accounts_file)}")
        connection.execute(f"create temp table ranks as {_RANKS.format(stacked=_stacked_sql())}")
        form = f"(format parquet, compression zstd, row_group_size {ROW_GROUP})"
        connection.execute(f"copy ({_answer_sql()}) to '{out}' {form}")


def scan(files: Sequence[Path]) -> str:
    """Render a scan of exactly these files."""
    return f"read_parquet([{', '.join(repr(str(file)) for file in files)}], hive_partitioning = false)"


def _small_tables(connection: duckdb.DuckDBPyConnection) -> tuple[dt.date, dt.date]:
    """Create the days of every segment and the pairs of segments and dates."""
    day = dt.timedelta(days=1)
    spans = [[(as_of - days * day, as_of) for days in _WINDOWS] for as_of in AS_OFS]
    cuts = sorted({edge for row in spans for span in row for edge in span})
    pairs, days = [], []
    for segment, (low, high) in enumerate(itertools.pairwise(cuts)):
        for as_of, row in zip(AS_OFS, spans, strict=True):
            flags = [int(begin <= low and high <= end) for begin, end in row]
            if any(flags):
                pairs.append((segment, as_of, *flags))
        days += [(low + n * day, segment) for n in range((high - low).days)]
    used = {pair[0] for pair in pairs}
    windows = ", ".join(f"in_{width}" for width in _WINDOWS)
    for name, columns, rows in (
        ("pairs", f"segment, as_of, {windows}", pairs),
        ("days", "day, segment", [row for row in days if row[1] in used]),
    ):
        values = ", ".join(f"({', '.join(map(_literal, row))})" for row in rows)
        connection.execute(f"create temp table {name} as select * from (values {values}) v({columns})")
    return cuts[0], cuts[-1] - day


def _literal(cell: object) -> str:
    return f"date '{cell}'" if isinstance(cell, dt.date) else str(cell)


def _counts() -> dict[str, list[int]]:
    """The windows of every counter, in days."""
    found: dict[str, list[int]] = {}
    for num, den, days, *_ in _METRICS.values():
        for counter in (num, den):
            found.setdefault(counter, []).append(days)
    return found


def _windows_sql(table: str, day: str, where: str, columns: dict[str, str], rows: str, span: str) -> str:
    """Facts by segment of one scan, then its windows: narrow tables are cheaper than one wide union."""
    facts = ", ".join(
        f"cast(count(*) {f'filter (where {only})' if only else ''} as integer) as {name}"
        for name, only in columns.items()
    )
    sums = ", ".join(
        f"cast(coalesce(sum(f.{name}) filter (where p.in_{days} = 1), 0) as bigint) as {name}_{days}"
        for name in columns
        for days in _counts()[name]
    )
    return (
        f"with facts as (select d.segment, e.account_no, {facts} "
        f"from {rows} e join days d on e.{day} = d.day where {where} and e.{day} between {span} "
        "group by d.segment, e.account_no) "
        f"select p.as_of, f.account_no, {sums} from facts f join pairs p on f.segment = p.segment "
        "group by p.as_of, f.account_no"
    )


def _windowed_sql() -> str:
    names = [f"{name}_{days}" for name, windows in _counts().items() for days in windows]
    columns = ", ".join(f"coalesce({name}, 0) as {name}" for name in names)
    others = " ".join(
        f"full join windows_{number} using (as_of, account_no)" for number in range(1, len(_SCANS))
    )
    return f"select as_of, account_no, {columns} from windows_0 {others}"


def _rated_sql(accounts: Path) -> str:
    columns = []
    for name, (num, den, days, least, *_) in _METRICS.items():
        columns += [f"w.{num}_{days} as {name}_num", f"w.{den}_{days} as {name}_den"]
        columns.append(
            f"case when w.{den}_{days} >= {least} then cast(w.{num}_{days} * 100 as double) "
            f"/ cast(w.{den}_{days} as double) end as {name}_value"
        )
    return (
        f"select w.as_of, w.account_no, a.category, {', '.join(columns)} "
        f"from windowed w join {scan([accounts])} a on a.account_no = w.account_no"
    )


def _stacked_sql() -> str:
    return " union all ".join(
        f"select {number} as metric, as_of, category, {name}_value as value from rated"
        for number, name in enumerate(_METRICS)
    )


def _answer_sql() -> str:
    columns, joins, earned, weights = [], [], [], []
    for number, (name, (*_, weight, points)) in enumerate(_METRICS.items()):
        columns += [f"r.{name}_num", f"r.{name}_den", f"r.{name}_value"]
        columns += [
            f"{_points_sql(f'r.{name}_value', points)} as {name}_points",
            f"k{number}.rank as {name}_rank",
        ]
        joins.append(
            f"left join ranks k{number} on k{number}.metric = {number} and k{number}.as_of = r.as_of "
            f"and k{number}.category = r.category and k{number}.value = r.{name}_value"
        )
        earned.append(f"coalesce({name}_points * {weight}e0, 0e0)")
        weights.append(f"case when {name}_value is null then 0e0 else {weight}e0 end")
    rows = f"select r.as_of, r.account_no, {', '.join(columns)} from rated r {' '.join(joins)}"
    total = f"({' + '.join(weights)})"
    # 0.4999999999: a sum of decimal weights that makes one half is one half.
    score = f"case when {total} >= 0.4999999999e0 then ({' + '.join(earned)}) / {total} end as score"
    return f"select *, {score} from ({rows})"


def _points_sql(value: str, points: Sequence[tuple[float, float]]) -> str:
    (x0, y0), (_, last) = points[0], points[-1]
    steps = [f"when {value} <= {float(x0)!r}e0 then {float(y0)!r}e0"]
    for (x, y), (x1, y1) in itertools.pairwise(points):
        slope = (y1 - y) / (x1 - x)
        steps.append(
            f"when {value} < {float(x1)!r}e0 then {float(y)!r}e0 + ({value} - {float(x)!r}e0) * {slope!r}e0"
        )
    return f"case when {value} is null then null {' '.join(steps)} else {float(last)!r}e0 end"

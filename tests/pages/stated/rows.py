"""What the page of the rows behind a metric states, recomputed: every fact of the days that count is held
against the metric's conditions, one by one."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from bench.naive.facts import Row as Fact
from bench.naive.replies import reply_rows
from sellerdesk.sellers.tables import RowTable
from sellerdesk.ui import formats
from sellerloop.lake.rows import Row
from sellerloop.metrics.spec import Direction, Metric, Side, contract_of, counter
from sellerloop.metrics.words import why_not
from sellerloop.policy.predicate import clauses, evaluate
from tests.pages.figures import Expected
from tests.pages.pencil import DAYS, Pencil, bounds, counted_days
from tests.pages.stated.cards import course, fresh, losses, measure, number, rule_name, sample

SHOWN = 50  # rows on a page
KEYS = {"reply_id": "chat_id"}  # a wait of which a chat has one


def rows_page(pencil: Pencil, account: str, policy: str, name: str, day: dt.date) -> Iterator[Expected]:
    """The rows behind one number of a scorecard."""
    metric = pencil.metrics[policy][name]
    first, last = counted_days(metric, day)
    yield from (pencil.sellers[account]["name"], metric.name, metric.meaning)
    yield from (day.isoformat(), DAYS[0].isoformat(), DAYS[-1].isoformat(), formats.day(day))
    yield from _summary(pencil, account, policy, name, day)
    rows = [row for when, row in judged(pencil, account, metric) if first <= when <= last]
    yield from _tabs(metric, rows)
    yield from (first.isoformat(), last.isoformat()) * 2
    table = RowTable(metric, pencil.sellers[account]["zone"], rows[: SHOWN + 1])
    yield from table.head if rows else ()
    for row in rows[:SHOWN]:
        shown = table.row(row)
        yield from (shown.key, shown.reason, *shown.cells)
    yield from _course(pencil, account, policy, name, day)


def _summary(pencil: Pencil, account: str, policy: str, name: str, day: dt.date) -> Iterator[Expected]:
    metric, sheet = pencil.metrics[policy][name], pencil.sheet(account, policy, day)
    line = sheet.lines[name]
    num, den = line.naive.num, line.naive.den
    yield measure(line.value, metric)
    if (found := bounds(metric, line.naive)) is not None:
        yield f"95 % interval {formats.interval(*found, metric.unit.value)}"
    if num is not None and den:
        timed = metric.numerator.column and metric.unit.value in ("hours", "seconds")
        yield formats.duration(num) if timed else formats.number(num)
        yield f"of {sample(metric, den)}"
    if line.points is not None:
        lost = losses(sheet).get(name)
        weight = None if line.weight is None else float(100 * line.weight)
        told = formats.measure(weight, "percent", digits=0)
        yield formats.DASH if lost is None else number(-lost)
        yield f"points lost: {number(line.points)} earned, weight {told}"
    yield formats.period(*counted_days(metric, day))
    yield f"{rule_name(pencil, policy)} · {fresh(pencil)}"


def _tabs(metric: Metric, rows: list[Row]) -> Iterator[Expected]:
    counted, left_out = sum(row.counted for row in rows), sum(not row.asked for row in rows)
    yield formats.number(len(rows))
    if metric.denominator is not None and not metric.numerator.column:
        others = len(rows) - counted - left_out
        pair = (counted, others) if metric.direction is Direction.LOWER else (others, counted)
        yield from map(formats.number, pair)
    yield formats.number(left_out)
    reasons = Counter(formats.sentence(formats.say(row.reason)) for row in rows if row.reason)
    order = [formats.sentence(formats.say(why)) for why in _reasons(metric)]
    for reason in sorted(reasons, key=lambda reason: (-reasons[reason], order.index(reason))):
        yield f"{reason} ({formats.number(reasons[reason])})"


def judged(pencil: Pencil, account: str, metric: Metric) -> list[tuple[dt.date, Row]]:
    """Return every row of the metric's own table with its day and what comes of it, the newest first."""
    side = metric.denominator or metric.numerator
    contract, parts = contract_of(side), clauses(counter(metric, side).where)
    found = []
    for fact in _facts(pencil, account, side):
        if fact[side.anchor] is None:
            continue
        failing = next((part for part in parts if not _holds(part, fact)), None)
        hit = failing is None and _holds(counter(metric, metric.numerator).where, fact)
        key = "/".join(str(fact[KEYS.get(name, name)]) for name in contract.key if name != "account")
        reason = None if failing is None else why_not(failing, contract)
        found.append((fact[side.anchor], Row(key, failing is None, hit, reason, fact)))
    return sorted(found, key=lambda item: (item[0], item[1].key), reverse=True)


def _facts(pencil: Pencil, account: str, side: Side) -> list[Fact]:
    rows = pencil.facts[side.kind] if side.rule is None else reply_rows(side.rule, pencil.facts)
    return [row for row in rows if row["account"] == account]


def _holds(condition: object, fact: Fact) -> bool:
    # dates as texts, so that conditions may compare them with constants
    plain = {name: v.isoformat() if type(v) is dt.date else v for name, v in fact.items()}
    return evaluate(condition, plain) is True  # type: ignore[arg-type]


def _reasons(metric: Metric) -> list[object]:
    side = metric.denominator or metric.numerator
    return [why_not(part, contract_of(side)) for part in clauses(counter(metric, side).where)]


def _course(pencil: Pencil, account: str, policy: str, name: str, day: dt.date) -> Iterator[Expected]:
    metric = pencil.metrics[policy][name]
    values: dict[dt.date, Fraction | None] = {
        each: pencil.value(account, policy, name, each) for each in DAYS if each <= day
    }
    if any(value is not None for value in values.values()):
        texts = {each: None if v is None else measure(v, metric) for each, v in values.items()}
        sentence, *table = course(metric.name, texts, values)
        yield from (metric.name, metric.name, sentence, metric.name, metric.name, *table)


def costs(pencil: Pencil, account: str, policy: str, day: dt.date) -> dict[str, dict[str, Fraction]]:
    """What every order cost its seller's score, by metric: bad rows share what a rate lost equally, those of
    a mean by their amount, for nothing but nought earns the maximum."""
    found: dict[str, dict[str, Fraction]] = {}
    talks = {row["chat_id"]: row["order_id"] for row in pencil.facts["chat"] if row["account"] == account}
    for name, line in pencil.sheet(account, policy, day).lines.items():
        metric = pencil.metrics[policy][name]
        first, last = counted_days(metric, day)
        rows = [row for when, row in judged(pencil, account, metric) if first <= when <= last and row.asked]
        column = metric.numerator.column
        lower = metric.direction is Direction.LOWER
        parts = [(row, int(str(row.values[column])) if column else row.counted == lower) for row in rows]
        whole = sum(part for _row, part in parts)
        for row, part in parts:
            order = row.values.get("order_id") or talks.get(row.values.get("chat_id"))
            if line.lost and part and order:
                own = found.setdefault(str(order), {})
                own[name] = own.get(name, Fraction(0)) + line.lost * part / whole
    return found

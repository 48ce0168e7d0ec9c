"""What single rows cost: the points that a published metric lost, divided over its bad events.

The same division as :func:`sellerloop.scores.explain.shares`: of a ratio every bad event loses the same, of a
mean each row in proportion to its excess over the value that would earn the maximum.
"""

from collections.abc import Sequence
from fractions import Fraction

from sellerloop.lake.engines.duck import parquet_text
from sellerloop.lake.reader import Account, MetricValue, Snapshot, session
from sellerloop.lake.rows_verdicts import Judged, Outcome, Verdict
from sellerloop.lake.sql import name_sql, predicate_sql
from sellerloop.metrics.reading import scale_of
from sellerloop.metrics.spec import Metric, counter, table_of
from sellerloop.policy.schema import Band
from sellerloop.scores.bands import best, knots
from sellerloop.scores.explain import Rows, bad_rows
from sellerloop.scores.resolve import ResolvedPolicy


def cost(
    snapshot: Snapshot, owner: Account, resolved: ResolvedPolicy, value: MetricValue, verdict: Verdict
) -> float | None:
    """Return the points that the rows of ``verdict`` lose ``owner`` on the published card that ``value`` is
    from; None where the metric loses no points by events, or its band is not absolute."""
    band = resolved.band(value.metric, owner.category)
    known = value.points is not None and value.weight is not None and value.value is not None
    if band is None or not known or not value.lost:
        return None
    assert value.points is not None and value.weight is not None
    caused = value.weight * (float(max(score for _, score in knots(band))) - value.points)
    match bad_rows(resolved, value.metric, owner.category):
        case Rows.NONE:
            return None
        case Rows.ALL:
            if band.relative_to != "none":
                return None
            metric = resolved.metrics[value.metric]
            inside = [row for row in verdict.rows if row.outcome is Outcome.COUNTED]
            return caused * _share_of_excess(snapshot, owner, metric, band, verdict, inside)
        case kind:
            num, den = value.num or 0, value.den or 0
            events = den - num if kind is Rows.ASKED else num
            return caused * len(verdict.bad) / events if events else None


def _share_of_excess(
    snapshot: Snapshot,
    owner: Account,
    metric: Metric,
    band: Band,
    verdict: Verdict,
    rows: Sequence[Judged],
) -> float:
    """The part of the whole excess over the best value that ``rows`` have."""
    side, goal = metric.numerator, Fraction(best(band)) / scale_of(metric)
    sign, cap = (1 if band.direction == "lower" else -1), side.cap
    base = counter(metric, metric.denominator or side)
    files = snapshot.lake.files(snapshot.manifest, f"settled/{table_of(side)}", [owner.market])
    amount = f"coalesce(e.{name_sql(side.column)}, {cap or 0})"
    amount = amount if cap is None else f"least({amount}, {cap})"
    over = f"{sign} * ({amount} * {goal.denominator} - {goal.numerator})"
    sql = (
        f"select coalesce(sum(greatest({over}, 0)), 0), count(*) from {parquet_text(files, alike=True)} e "
        f"where e.account_no = ? and e.{name_sql(base.anchor)} between ? and ? "
        f"and {predicate_sql(base.where)}"
    )
    whole, count = session().execute(sql, [owner.number, *verdict.span]).fetchall()[0]
    if not whole:
        return len(rows) / count if count else 0.0
    own = 0
    for row in rows:
        value: int | None = row.row[side.column]
        amount_of_row = (cap or 0) if value is None else value if cap is None else min(value, cap)
        own += max(sign * (amount_of_row * goal.denominator - goal.numerator), 0)
    return float(own / whole)

"""What pages read: published snapshots and the settled rows behind them, always within somebody's scope.

A snapshot is one build, opened once and read without locks. Nothing is computed here; numbers were published
by the build, and rows are selected by the same conditions that counted them.
"""

import datetime as dt
import threading
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from sellerloop.lake.engines.duck import connect, parquet_text
from sellerloop.lake.manifest import BuildInfo, Manifest
from sellerloop.lake.reasons import message_of
from sellerloop.lake.rows import Row, metric_rows
from sellerloop.lake.serve import check_columns
from sellerloop.lake.storage import Lake
from sellerloop.metrics.spec import table_of
from sellerloop.policy.schema import Policy
from sellerloop.policy.window import Span, VolumeSwitch
from sellerloop.scores.resolve import ResolvedPolicy, resolve
from sellerloop.speech.message import Message

_THREAD = threading.local()
_KEPT = 10_000  # accounts remembered for the next question
_ATTRIBUTES = ("name", "type", "market", "language", "category", "tier", "zone", "opened_date")


@dataclass(frozen=True, slots=True)
class Scope:
    """What a person may see; None means no limit on that side, an empty set means nothing at all."""

    markets: frozenset[str] | None = frozenset()
    accounts: frozenset[str] | None = frozenset()

    def covers(self, account: "Account") -> bool:
        """Is ``account`` within these bounds?"""
        inside = self.markets is None or account.market in self.markets
        return inside and (self.accounts is None or account.id in self.accounts)


EVERYTHING = Scope(None, None)


@dataclass(frozen=True, slots=True)
class Account:
    """An account as the build knew it; attributes are None where the source was silent."""

    number: int
    id: str
    name: str | None
    type: str | None
    market: str
    language: str | None
    category: str | None
    tier: str | None
    zone: str | None
    opened_date: dt.date | None


@dataclass(frozen=True, slots=True)
class Score:
    """One published score; ``score`` is None where there is none and ``reason`` says why."""

    account: str
    as_of: dt.date
    score: float | None
    reason: Message | None
    tier: str | None


@dataclass(frozen=True, slots=True)
class MetricValue:
    """One published metric of one account, in the metric's unit; fields are None where not assessed.

    ``peer_rank`` is the share of peers with a smaller value, of ``peers`` accounts; None below ten.
    """

    metric: str
    as_of: dt.date
    value: float | None
    low: float | None
    high: float | None
    num: int | None
    den: int | None
    points: float | None
    weight: float | None
    lost: float | None
    peer_rank: float | None
    peers: int | None
    reason: Message | None


_VALUE = tuple(field.name for field in fields(MetricValue))


class Point(NamedTuple):
    """One published value of a metric on its way, with its 95 % interval; None where not assessed."""

    as_of: dt.date
    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Card:
    """A published scorecard: the score, every metric of the policy in the policy's order, the account's
    scores of all days, and by metric the values of the days that were asked for; both oldest first."""

    account: Account
    score: Score
    metrics: tuple[MetricValue, ...]
    history: tuple[Score, ...]
    courses: Mapping[str, Sequence[Point]]


def open_snapshot(root: Path) -> "Snapshot | None":
    """Open the current build of the lake in ``root``, or return None when nothing was built yet.

    Raises LakeError when the lake is damaged or was built by another version.
    """
    lake = Lake(root)
    manifest = lake.current()
    if manifest.build is None:
        return None
    check_columns(manifest.build)
    return Snapshot(lake, manifest)


class Snapshot:
    """One build. Every method takes the reader's :class:`Scope` and returns nothing outside it."""

    def __init__(self, lake: Lake, manifest: Manifest) -> None:
        if manifest.build is None:
            raise ValueError("the manifest holds no build")
        self.lake, self.manifest = lake, manifest
        self.info: BuildInfo = manifest.build
        self._days: dict[str, list[dt.date]] = {}
        self._known: dict[str, Account | None] = {}

    @cached_property
    def policies(self) -> Mapping[str, ResolvedPolicy]:
        """The policies that were published, by id, exactly as they were."""
        rows = self.query("published/policies", "select policy, text from {files} order by place", [])
        return {row["policy"]: resolve(Policy.model_validate_json(row["text"])) for row in rows}

    def accounts(self, scope: Scope) -> list[Account]:
        """Return the accounts in ``scope``, by id."""
        rows = self.query(
            "published/accounts", "select * from {files} a where {scope} order by account", [], scope
        )
        return [_account(row) for row in rows]

    def account(self, account: str, scope: Scope) -> Account | None:
        """Return one account, or None when there is none in ``scope``."""
        if account not in self._known:
            if len(self._known) >= _KEPT:
                self._known.clear()
            rows = self.query("published/accounts", "select * from {files} where account = ?", [account])
            self._known[account] = _account(rows[0]) if rows else None
        found = self._known[account]
        return found if found and scope.covers(found) else None

    def as_ofs(self, policy: str) -> list[dt.date]:
        """Return the days that were scored, oldest first."""
        if policy not in self._days:
            sql = "select distinct as_of from {files} where policy = ? order by as_of"
            self._days[policy] = [row["as_of"] for row in self.query("published/scores", sql, [policy])]
        return self._days[policy]

    def scores(self, policy: str, as_of: dt.date, scope: Scope) -> list[Score]:
        """Return the scores of all accounts in ``scope`` as of one day, by account."""
        sql = (
            "select a.account, s.as_of, s.score, s.reason, s.tier from {files} s "
            f"join {self.table('published/accounts')} a on a.account_no = s.account_no "
            "where s.policy = ? and s.as_of = ? and {scope} order by a.account"
        )
        rows = self.query("published/scores", sql, [policy, as_of], scope)
        return [Score(**{**row, "reason": message_of(row["reason"])}) for row in rows]

    def worst(self, policy: str, as_of: dt.date, scope: Scope) -> dict[str, tuple[str, float]]:
        """Return, by account, the metric that lost most points as of one day and how many; accounts that
        lost none are left out."""
        sql = (
            "select a.account, arg_max(m.metric, m.lost) as metric, max(m.lost) as lost from {files} m "
            f"join {self.table('published/accounts')} a on a.account_no = m.account_no "
            "where m.policy = ? and m.as_of = ? and m.lost > 0 and {scope} group by a.account"
        )
        rows = self.query("published/metrics", sql, [policy, as_of], scope)
        return {row["account"]: (row["metric"], row["lost"]) for row in rows}

    def score_history(self, account: str, policy: str, scope: Scope) -> list[Score]:
        """Return every published score of one account, oldest first."""
        owner = self.account(account, scope)
        if owner is None:
            return []
        # its number was looked up first: files are sorted by it and hardly read
        sql = (
            "select as_of, score, reason, tier from {files} "
            "where policy = ? and account_no = ? order by as_of"
        )
        rows = self.query("published/scores", sql, [policy, owner.number])
        return [Score(owner.id, **{**row, "reason": message_of(row["reason"])}) for row in rows]

    def card(
        self,
        account: str,
        policy: str,
        as_of: dt.date,
        scope: Scope,
        *,
        since: dt.date | None = None,
        course: str | None = None,
    ) -> Card | None:
        """Return the scorecard of one account as of one day, with the courses of its metrics from ``since``,
        or of one metric, ``course``, alone; None when it was not published or not seen."""
        owner = self.account(account, scope)
        history = self.score_history(account, policy, scope)
        score = next((each for each in history if each.as_of == as_of), None)
        if owner is None or score is None:
            return None
        courses: dict[str, list[Point]] = {name: [] for name in self.policies[policy].metrics}
        rows = self._metrics(owner, policy, (since or as_of, as_of), course)
        for row in rows:
            courses[row[0]].append(Point._make(row[1:5]))
        present = {row[0]: _value(row) for row in rows if row[1] == as_of}
        metrics = tuple(present[metric] for metric in courses if metric in present)
        return Card(owner, score, metrics, tuple(history), courses)

    def span(self, policy: str, metric: str, as_of: dt.date, den: int | None = None) -> Span:
        """Return the days that ``metric`` counted as of a day; ``den`` decides a volume switch."""
        window = self.policies[policy].metrics[metric].window
        if isinstance(window, VolumeSwitch):
            window = window.then if (den or 0) >= window.at_least else window.otherwise
        return window.span(as_of)

    def rows(
        self,
        account: str,
        policy: str,
        metric: str,
        span: Span,
        scope: Scope,
        *,
        shown: str = "all",
        after: str = "",
        limit: int = 50,
        wanted: Collection[str] | None = None,
    ) -> list[Row]:
        """Return rows behind a metric (see :func:`~sellerloop.lake.rows.metric_rows`)."""
        owner = self.account(account, scope)
        spec = self.policies[policy].metrics[metric]
        if owner is None:
            return []
        table = f"settled/{table_of(spec.denominator or spec.numerator)}"
        files = self.lake.files(self.manifest, table, markets=[owner.market])
        if not files:
            return []
        return metric_rows(
            session(),
            spec,
            files,
            owner.number,
            span,
            shown=shown,
            after=after,
            limit=limit,
            wanted=wanted,
        )

    def _metrics(self, owner: Account, policy: str, span: Span, course: str | None) -> list[tuple[Any, ...]]:
        only, more = (" and (as_of = ? or metric = ?)", [span[1], course]) if course else ("", [])
        sql = (
            f"select {', '.join(_VALUE)} from {{files}} "
            f"where policy = ? and account_no = ? and as_of between ? and ?{only} order by as_of"
        )
        return self._fetch("published/metrics", sql, [policy, owner.number, *span, *more])[1]

    def table(self, table: str) -> str:
        """Render a scan of a table of this build; it holds at least one file."""
        return parquet_text(self.lake.files(self.manifest, table))

    def query(
        self, table: str, sql: str, params: Iterable[object], scope: Scope = EVERYTHING
    ) -> list[dict[str, Any]]:
        """Run ``sql`` over ``{files}`` of ``table``; none where this build has no such table. ``{scope}``
        stands for the condition that keeps rows of ``a``, the accounts, within ``scope``; its values come
        after ``params``."""
        names, rows = self._fetch(table, sql, params, scope)
        return [dict(zip(names, row, strict=True)) for row in rows]

    def _fetch(
        self, table: str, sql: str, params: Iterable[object], scope: Scope = EVERYTHING
    ) -> tuple[list[str], list[tuple[Any, ...]]]:
        limits, values = scope_sql(scope)
        if not self.manifest.select(table):
            return [], []
        query = sql.format(files=self.table(table), scope=limits)
        used = [*params, *values] if "{scope}" in sql else [*params]
        result = session().execute(query, used)
        return [column[0] for column in result.description], result.fetchall()


def _value(row: Sequence[Any]) -> MetricValue:
    return MetricValue(**{**dict(zip(_VALUE, row, strict=True)), "reason": message_of(row[-1])})


def _account(row: Mapping[str, Any]) -> Account:
    return Account(number=row["account_no"], id=row["account"], **{n: row[n] for n in _ATTRIBUTES})


def scope_sql(scope: Scope) -> tuple[str, list[object]]:
    """Return the condition of ``scope`` on the published accounts ``a``, and its parameters."""
    parts, values = ["true"], list[object]()
    for column, allowed in (("a.market", scope.markets), ("a.account", scope.accounts)):
        if allowed is not None:
            parts.append(f"{column} in (select unnest(?))")
            values.append(sorted(allowed))
    return " and ".join(parts), values


def session() -> duckdb.DuckDBPyConnection:
    """One quiet session a thread: opening one costs more than most queries."""
    if not hasattr(_THREAD, "connection"):
        _THREAD.connection = connect(threads=1)
        _THREAD.connection.execute("set parquet_metadata_cache = true")  # files never change
    found: duckdb.DuckDBPyConnection = _THREAD.connection
    return found

"""Several accounts read as one: over time, part by part, how they are spread, and who pulls most.

A whole segment comes from the published segments, and only to somebody whose reach covers all of it. Anybody
else, and any other selection, gets the sum over exactly the accounts that both the reader and the question
name, added up from their published numbers: nothing outside the reach is ever part of a number.
"""

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from sellerloop.lake.divisions import EVERYWHERE, KINDS, WORDS, Place
from sellerloop.lake.reader import EVERYTHING, Scope, Snapshot, scope_sql
from sellerloop.lake.segments import latest_days
from sellerloop.metrics.pooled import pool_grid
from sellerloop.metrics.spec import Aggregation, Direction, Metric, Unit
from sellerloop.metrics.spread import Spread, edges_of, spread

MOST = 3000  # accounts whose published numbers of many days are added up for one page
_SEGMENTS, _SPREADS, _LATEST = "published/segments", "published/spreads", "published/latest"
_METRICS, _ACCOUNTS = "published/metrics", "published/accounts"
Rows = list[dict[str, Any]]
Parts = dict[str, dict[dt.date, "Sum"]]


class TooMany(Exception):
    """More accounts than are added up for one page; ``count`` says how many."""

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} accounts")
        self.count = count


@dataclass(frozen=True, slots=True)
class Among:
    """Whose numbers: one metric of one policy, of the accounts at ``place``, and of these only those that
    ``accounts`` names, where it is given."""

    policy: str
    metric: str
    place: Place = EVERYWHERE
    accounts: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Sum:
    """What the metric amounts to as of one day: fields as in a reading, ``accounts`` with a value of their
    own, of ``members`` in all."""

    as_of: dt.date
    num: int | None
    den: int | None
    value: float | None
    low: float | None
    high: float | None
    accounts: int
    members: int


@dataclass(frozen=True, slots=True)
class Pull:
    """What one account has on a day, and how much more of the bad than its share of all would be: in counted
    rows, or in the unit of a summed column."""

    account: str
    name: str
    num: int
    den: int
    value: float | None
    excess: float


def whole(snapshot: Snapshot) -> bool:
    """Does this build hold published segments? Older ones do not; sums over accounts are there in any."""
    return bool(snapshot.manifest.select(_SEGMENTS))


@dataclass(frozen=True)
class Overview:
    """One question about several accounts, asked by somebody with a certain reach."""

    snapshot: Snapshot
    among: Among
    scope: Scope

    @cached_property
    def metric(self) -> Metric:
        """The metric as the policy resolves it."""
        return self.snapshot.policies[self.among.policy].metrics[self.among.metric]

    @cached_property
    def numbers(self) -> list[int]:
        """The numbers of the accounts that both the reach and the question name. Raises TooMany."""
        where, given = _place_sql(self.among.place, self.among.place.market, free=True)
        limits, allowed = scope_sql(self.scope)
        chosen = "" if self.among.accounts is None else " and a.account in (select unnest(?))"
        named = [] if self.among.accounts is None else [sorted(self.among.accounts)]
        sql = f"select a.account_no as number from {{files}} a where {where} and {limits}{chosen}"
        rows = self.snapshot.query(_ACCOUNTS, sql, [*given, *allowed, *named])
        if len(rows) > MOST:
            raise TooMany(len(rows))
        return [row["number"] for row in rows]

    def history(self, days: Sequence[dt.date]) -> list[Sum]:
        """Return the sums of ``days``, oldest first; days without any published number are left out.

        Raises TooMany when they would have to be added up over too many accounts.
        """
        markets = self._covered(self.among.place.kind)
        if markets is None:
            rows = self._added(days, ())
        else:
            rows = self._published(markets, days, self.among.place.kind)
        return _sums(self.metric, list(_together(rows, ("as_of",))))

    def parts(self, words: Sequence[str], days: Sequence[dt.date]) -> dict[str, Parts]:
        """Return the sums by each of ``words`` (market, category, tier), its values and day. Accounts without
        the attribute are in no part. Raises TooMany as :meth:`history` does."""
        found: dict[str, Rows] = {}
        for word in words:
            kind = tuple(sorted({*self.among.place.kind, word}, key=WORDS.index))
            markets = self._covered(kind)
            if markets is not None:
                found[word] = self._published(markets, days, kind)
        left = [word for word in words if word not in found]
        rows = self._added(days, left) if left else []
        found |= {word: [row for row in rows if row[word] is not None] for word in left}
        return {word: self._parted(word, found[word]) for word in words}

    def spread(self, as_of: dt.date) -> Spread:
        """Return how the accounts' own values are spread as of a day; money within one market. Raises TooMany
        as :meth:`history` does, but never for whole segments on the latest days."""
        if self.mixed:
            return spread([], ())
        among, markets = self.among, self._covered(self.among.place.kind)
        if markets is not None and len(markets) == 1:
            where, given = _place_sql(among.place, markets[0])
            sql = (
                "select edges, counts, marks from {files} a "
                f"where policy = ? and metric = ? and as_of = ? and {where}"
            )
            for row in self.snapshot.query(_SPREADS, sql, [among.policy, among.metric, as_of, *given]):
                return Spread(tuple(row["edges"]), tuple(row["counts"]), tuple(row["marks"]))
        sql = "select m.value from {files} m where m.policy = ? and m.metric = ? and m.as_of = ?{numbers}"
        values = [row["value"] for row in self._own(sql, as_of) if row["value"] is not None]
        return spread(values, edges_of(values))

    def pulls(self, total: Sum, limit: int) -> list[Pull]:
        """Return the accounts that pull ``total`` most to the bad side, the worst first; none for a quantile
        or a metric of which no side is bad. Raises TooMany as :meth:`spread` does."""
        if self.metric.direction is Direction.NEUTRAL or self.metric.denominator is None or not total.den:
            return []
        sign = 1 if self.metric.direction is Direction.LOWER else -1
        excess = f"{sign} * (m.num - m.den * {total.num!r} / {total.den!r}::double)"
        worst = "order by excess desc, account_no"
        sql = (  # names are looked up for these few alone
            f"with pulls as (select m.account_no, m.num, m.den, m.value, {excess} as excess from {{files}} m "
            "where m.policy = ? and m.metric = ? and m.as_of = ?{numbers} and m.den > 0 "
            f"and {excess} > 0 {worst} limit {int(limit)}) "
            "select a.account, a.name, p.num, p.den, p.value, p.excess from pulls p "
            f"join {self.snapshot.table(_ACCOUNTS)} a using (account_no) {worst}"
        )
        rows = self._own(sql, total.as_of)
        return [Pull(**{**row, "name": row["name"] or row["account"]}) for row in rows]

    @property
    def mixed(self) -> bool:
        """Whether there may be several currencies: money is added up and compared within a market only."""
        several = self.scope.markets is None or len(self.scope.markets) > 1
        return self.metric.unit is Unit.MONEY and self.among.place.market is None and several

    def _covered(self, kind: tuple[str, ...]) -> list[str | None] | None:
        """The markets whose published segments of ``kind`` make up the answer, [None] for all of them at
        once, [] where there is none; None where the reach does not cover whole segments, or no such segments
        are published."""
        scope, place = self.scope, self.among.place
        if scope.accounts is not None or self.among.accounts is not None or not whole(self.snapshot):
            return None
        if self.mixed and "market" not in kind:
            return []
        if scope.markets is None:
            return [place.market] if kind in KINDS else None
        if tuple(sorted({*kind, "market"}, key=WORDS.index)) not in KINDS:
            return None
        markets = sorted(scope.markets) if place.market is None else [place.market]
        return [market for market in markets if market in scope.markets]

    def _published(
        self, markets: Sequence[str | None], days: Sequence[dt.date], kind: tuple[str, ...]
    ) -> Rows:
        found: Rows = []
        for market in markets:
            where, given = ["true"], list[object]()
            for word in WORDS:
                own = market if word == "market" else getattr(self.among.place, word)
                empty = "not null" if word in kind else "null"
                where.append(f"{word} is {empty}" if own is None else f"{word} = ?")
                given += [] if own is None else [own]
            sql = (
                "select market, category, tier, as_of, sums, accounts, members from {files} where policy = ? "
                f"and metric = ? and {' and '.join(where)} and as_of in (select unnest(?))"
            )
            named = [self.among.policy, self.among.metric]
            found += self.snapshot.query(_SEGMENTS, sql, [*named, *given, list(days)])
        return found

    def _added(self, days: Sequence[dt.date], words: Sequence[str]) -> Rows:
        """Sums over the published numbers of exactly the accounts in question, by day, or by day and each of
        ``words``."""
        chosen = [word for word in words if word == "market"] if self.mixed else words
        if not self.numbers or (self.mixed and not chosen):
            return []
        sets = ", ".join(f"(m.as_of, a.{word})" for word in chosen) or "(m.as_of)"
        own = "".join(f", a.{word}" for word in chosen)
        table = self._table(days)
        known = "" if table == _LATEST else " and m.num is not null"
        sql = (
            f"select m.as_of{own}, [sum(m.num)::bigint, coalesce(sum(m.den), 0)::bigint] as sums, "
            "count(m.value)::int as accounts, count(*)::int as members from {files} m "
            f"join {self.snapshot.table(_ACCOUNTS)} a on a.account_no = m.account_no where m.policy = ? "
            "and m.metric = ? and m.account_no in (select unnest(?)) and m.as_of in (select unnest(?))"
            f"{known} group by grouping sets ({sets})"
        )
        given = [self.among.policy, self.among.metric, self.numbers, list(days)]
        return [{**dict.fromkeys(words), **row} for row in self.snapshot.query(table, sql, given)]

    def _own(self, sql: str, as_of: dt.date) -> Rows:
        """The rows of the accounts in question as of a day; ``{numbers}`` in ``sql`` stands for the condition
        on them, which is not needed where it is everybody."""
        table = self._table([as_of])
        named = [self.among.policy, self.among.metric, as_of]
        everybody = self.among == Among(self.among.policy, self.among.metric) and self.scope == EVERYTHING
        if everybody and table == _LATEST:
            return self.snapshot.query(table, sql.replace("{numbers}", ""), named)
        if not self.numbers:
            return []
        text = sql.replace("{numbers}", " and m.account_no in (select unnest(?))")
        return self.snapshot.query(table, text, [*named, self.numbers])

    def _table(self, days: Sequence[dt.date]) -> str:
        """The table of accounts' numbers to read for ``days``: the small one, where it has them all."""
        latest = latest_days(self.snapshot.as_ofs(self.among.policy))
        return _LATEST if whole(self.snapshot) and set(days) <= set(latest) else _METRICS

    def _parted(self, word: str, rows: Rows) -> Parts:
        together = list(_together(rows, (word, "as_of")))
        found: Parts = {}
        for row, one in zip(together, _sums(self.metric, together), strict=True):
            found.setdefault(row[word], {})[one.as_of] = one
        return found


def _place_sql(place: Place, market: str | None, *, free: bool = False) -> tuple[str, list[object]]:
    """The condition that rows are of ``place`` (in ``market``); with ``free`` what is not named may be
    anything, else it has to be empty, as in published segments."""
    where, given = ["true"], list[object]()
    for word in WORDS:
        own = market if word == "market" else getattr(place, word)
        if own is not None:
            where.append(f"a.{word} = ?")
            given.append(own)
        elif not free:
            where.append(f"a.{word} is null")
    return " and ".join(where), given


def _together(rows: Iterable[dict[str, Any]], keys: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Add up rows of the same day and part, such as those of several markets, in order."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        key = tuple(row[name] for name in keys)
        same = found.get(key)
        if same is None:
            found[key] = dict(row)
            continue
        same["sums"] = [a + b for a, b in zip(same["sums"], row["sums"], strict=True)]
        same["accounts"] += row["accounts"]
        same["members"] += row["members"]
    for key in sorted(found):
        yield found[key]


def _sums(metric: Metric, rows: Rows) -> list[Sum]:
    """Read added rows, all at once."""
    counted = [(row["as_of"], row["accounts"], row["members"]) for row in rows]
    if not rows or (
        metric.aggregation is Aggregation.QUANTILE and len(rows[0]["sums"]) == 2 != len(metric.edges) + 1
    ):
        # ranks of accounts do not add up; the buckets are published for whole segments only
        return [
            Sum(as_of, None, row["sums"][1], None, None, None, accounts, members)
            for row, (as_of, accounts, members) in zip(rows, counted, strict=True)
        ]
    found = pool_grid(metric, np.array([row["sums"] for row in rows], np.int64).T)
    total = metric.aggregation is Aggregation.TOTAL
    read = zip(
        *(part.tolist() for part in (found.num, found.den, found.value, found.low, found.high)), strict=True
    )
    return [
        Sum(as_of, num, None if total else den, _known(value), _known(low), _known(high), accounts, members)
        for (as_of, accounts, members), (num, den, value, low, high) in zip(counted, read, strict=True)
    ]


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value

"""Accounts of the lake as the desk lists them: present score, what it lost and what moved it."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sellerdesk.sellers.models import KINDS, Cell, Seller
from sellerdesk.sellers.scorecard import PLACES
from sellerdesk.ui.charts import difference
from sellerdesk.ui.search import shadow
from sellerloop.lake.mirror import movers, values
from sellerloop.lake.reader import EVERYTHING, Account, Score, Snapshot
from sellerloop.lake.reasons import message_text
from sellerloop.policy.schema import Mode
from sellerloop.scores.resolve import ResolvedPolicy

_DAY, _WEEK = dt.timedelta(days=1), dt.timedelta(days=7)
_WEEKS = 13
MIRRORED = [
    *("name", "type", "market", "language", "category", "tier", "zone", "opened_date", "listed", "search"),
    *("build", "policy", "as_of", "score", "scale", "digits", "share", "reason", "standing"),
    *("change", "mover", "mover_points", "standing_before", "crossed", "worst", "worst_metric", "worst_lost"),
    *("day_change", "day_mover", "day_points", "trend", "metrics", "marks"),
]
Moved = Mapping[str, tuple[str, float]]


@dataclass(frozen=True, slots=True)
class _Standings:
    """The scores of every account under one policy, weekly and of yesterday; its values and what cost and
    moved it most."""

    weeks: tuple[Mapping[str, Score], ...]  # oldest first, the present day last
    yesterday: Mapping[str, Score]
    worst: Moved
    in_week: Moved
    in_day: Moved
    values: Mapping[str, Mapping[str, float | None]]


def mirrored(snapshot: Snapshot) -> list[Seller]:
    """Return every account of ``snapshot`` as a seller that was not saved."""
    standings = {policy: _standings(snapshot, policy) for policy in snapshot.policies}
    return [_mirror(snapshot, account, standings) for account in snapshot.accounts(EVERYTHING)]


def cells(sellers: Iterable[Seller]) -> list[Cell]:
    """Count sellers by all that they are counted by."""
    found = Counter(tuple(str(getattr(seller, name)) for name in KINDS) for seller in sellers)
    return [Cell(**dict(zip(KINDS, key, strict=True)), sellers=count) for key, count in found.items()]


def policy_of(snapshot: Snapshot, market: str) -> ResolvedPolicy | None:
    """Return the policy that speaks for a shop of ``market``: a live one with a score that was made for the
    market, else any live one with a score, else whatever was made for the market. Earlier ones first."""
    shops = [resolved for resolved in snapshot.policies.values() if resolved.policy.entity == "shop"]
    scoring = [r for r in shops if r.policy.score and r.policy.mode is Mode.LIVE]
    for candidates in (scoring, shops):
        own = (r for r in candidates if not r.policy.markets or market in r.policy.markets)
        if found := next(own, candidates[0] if candidates else None):
            return found
    return None


def _standings(snapshot: Snapshot, policy: str) -> _Standings:
    days = set(snapshot.as_ofs(policy))
    last = max(days, default=snapshot.info.as_of)
    weeks = [last - _WEEK * back for back in reversed(range(_WEEKS))]
    return _Standings(
        tuple(_scores(snapshot, policy, day) if day in days else {} for day in weeks),
        _scores(snapshot, policy, last - _DAY),
        snapshot.worst(policy, last, EVERYTHING),
        movers(snapshot, policy, last - _WEEK, last, EVERYTHING),
        movers(snapshot, policy, last - _DAY, last, EVERYTHING),
        values(snapshot, policy, last, EVERYTHING),
    )


def _scores(snapshot: Snapshot, policy: str, day: dt.date) -> Mapping[str, Score]:
    return {score.account: score for score in snapshot.scores(policy, day, EVERYTHING)}


def _mirror(snapshot: Snapshot, account: Account, standings: Mapping[str, _Standings]) -> Seller:
    seller = Seller(
        id=account.id,
        name=account.name or account.id,
        type=account.type or "seller",
        market=account.market,
        language=account.language or "",
        category=account.category or "",
        tier=account.tier or "",
        zone=account.zone or "UTC",
        opened_date=account.opened_date,
        build=snapshot.info.id,
    )
    seller.search = shadow(seller.name, seller.id)
    resolved = policy_of(snapshot, account.market)
    if resolved:
        _stand(seller, resolved, standings[resolved.policy.id])
    return seller


def _stand(seller: Seller, resolved: ResolvedPolicy, standings: _Standings) -> None:
    *_, before, now = (week.get(seller.id) for week in standings.weeks)
    seller.policy = resolved.policy.id
    seller.trend = list(_trend(seller.id, standings))
    if now is None:
        return
    seller.as_of, seller.score, seller.standing = now.as_of, now.score, now.tier or ""
    seller.reason = message_text(now.reason) or ""
    seller.metrics = dict(standings.values.get(seller.id, {}))
    _move(seller, resolved, standings, before, now)
    if metric := standings.worst.get(seller.id):
        seller.worst, seller.worst_lost = resolved.metrics[metric[0]].name, metric[1]
        seller.worst_metric = metric[0]
    if scale := resolved.policy.score:
        low, high = float(scale.low), float(scale.high)
        seller.scale, seller.digits = high, 2 if scale.round is None else scale.round
        seller.share = None if now.score is None else (now.score - low) / (high - low)


def _move(
    seller: Seller, resolved: ResolvedPolicy, standings: _Standings, before: Score | None, now: Score
) -> None:
    """Changes against a week and a day ago, each with the metric that did most of it."""
    seller.change = _difference(before, now)
    if seller.change and seller.id in standings.in_week:
        seller.mover, seller.mover_points = standings.in_week[seller.id]
    seller.day_change = _difference(standings.yesterday.get(seller.id), now)
    if seller.day_change and seller.id in standings.in_day:
        seller.day_mover, seller.day_points = standings.in_day[seller.id]
    if before and before.tier and now.tier and before.tier != now.tier:
        seller.standing_before = before.tier
        seller.crossed = _crossed(resolved, before, now)


def _difference(before: Score | None, now: Score) -> float | None:
    if before is None or before.score is None or now.score is None:
        return None
    return difference(before.score, now.score, PLACES)


def _crossed(resolved: ResolvedPolicy, before: Score, now: Score) -> int:
    """1 where the present tier is the better one, else -1. Levels stand best first; other states follow the
    score."""
    order = [level.name for level in resolved.tier.levels] if resolved.tier else []
    if before.tier in order and now.tier in order:
        return 1 if order.index(now.tier) < order.index(before.tier) else -1
    return 1 if (now.score or 0) > (before.score or 0) else -1


def _trend(account: str, standings: _Standings) -> Iterator[float | None]:
    for week in standings.weeks:
        score = week.get(account)
        yield None if score is None or score.score is None else round(score.score, 4)

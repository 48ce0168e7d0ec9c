import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from sellerdesk.people.models import Person, Vendor
from sellerdesk.sellers.models import Seller, TargetRow
from sellerdesk.ui.models import record
from sellerdesk.ui.search import normalise
from sellerloop.lake.reader import EVERYTHING, Account, Score, Snapshot
from sellerloop.lake.reasons import message_text
from sellerloop.metrics.targets import parse_targets
from sellerloop.policy.schema import Mode
from sellerloop.scores.resolve import ResolvedPolicy

_WEEK = dt.timedelta(days=7)
_WEEKS = 13
_MIRRORED = [
    *("name", "type", "market", "language", "category", "tier", "zone", "opened_date", "listed", "search"),
    *("build", "policy", "as_of", "score", "scale", "digits", "share", "reason", "standing"),
    *("change", "worst", "worst_lost", "trend"),
]


@dataclass(frozen=True, slots=True)
class Synced:
    """What a synchronisation did."""

    accounts: int
    scored: int
    left: int


def sync(snapshot: Snapshot, *, by: str, now: dt.datetime) -> Synced:
    """Mirror the accounts of ``snapshot`` and their present scores. Owners and vendors stay as they are."""
    accounts = snapshot.accounts(EVERYTHING)
    standings = {policy: _standings(snapshot, policy) for policy in snapshot.policies}
    rows = [_mirror(snapshot, account, standings) for account in accounts]
    with transaction.atomic():
        before = set(Seller.objects.filter(listed=True).values_list("pk", flat=True))
        Seller.objects.update(listed=False)
        Seller.objects.bulk_create(
            rows, batch_size=500, update_conflicts=True, unique_fields=["id"], update_fields=_MIRRORED
        )
        left = before - {row.pk for row in rows}
        done = Synced(len(rows), sum(row.score is not None for row in rows), len(left))
        record(
            "sellers.synced",
            f"build:{snapshot.info.id}",
            by=by,
            at=now,
            accounts=done.accounts,
            scored=done.scored,
            left=done.left,
        )
    return done


def assign(rows: Iterable[Mapping[str, str | None]], *, by: str, now: dt.datetime) -> int:
    """Set who looks after sellers, all rows or none, and return how many changed.

    A column that is missing leaves what is there; an empty cell means nobody. Raises ValidationError, which
    names every row that does not fit.
    """
    people = {person.email: person for person in Person.objects.filter(is_active=True, vendor=None)}
    vendors = {vendor.code: vendor for vendor in Vendor.objects.all()}
    problems, changed = [], 0
    with transaction.atomic():
        for number, row in enumerate(rows, 1):
            seller = Seller.objects.filter(pk=row.get("account") or "").first()
            owner, vendor = (row.get("owner") or "").lower(), row.get("vendor") or ""
            unknown = [
                *([f"no seller {row.get('account')!r}"] if seller is None else []),
                *([f"no person {owner!r}"] if owner and owner not in people else []),
                *([f"no vendor {vendor!r}"] if vendor and vendor not in vendors else []),
            ]
            problems += [f"row {number}: {problem}" for problem in unknown]
            if seller is None or unknown:
                continue
            before = seller.owner_id, seller.vendor_id
            seller.owner = people.get(owner) if "owner" in row else seller.owner
            seller.vendor = vendors.get(vendor) if "vendor" in row else seller.vendor
            if (seller.owner_id, seller.vendor_id) != before:
                seller.save(update_fields=["owner", "vendor"])
                record("seller.assigned", f"seller:{seller.pk}", by=by, at=now, owner=owner, vendor=vendor)
                changed += 1
        if problems:
            raise ValidationError(problems)
    return changed


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


def replace_targets(rows: Iterable[Mapping[str, object]], *, by: str, now: dt.datetime) -> int:
    """Make the rows of a table the targets in force, all or none, and return how many there are.

    Raises TargetError, which names every problem of every row.
    """
    targets = parse_targets(rows)
    made = [
        TargetRow(
            metric=target.metric,
            op=target.op,
            value=target.value,
            owner=target.owner,
            effective_from=target.effective_from,
            effective_to=target.effective_to,
            period=target.period.value,
            note=target.note,
            **{name: value or "" for name, value in asdict(target.scope).items()},
        )
        for target in targets
    ]
    with transaction.atomic():
        TargetRow.objects.all().delete()
        TargetRow.objects.bulk_create(made)
        record("targets.replaced", "targets:all", by=by, at=now, targets=len(made))
    return len(made)


@dataclass(frozen=True, slots=True)
class _Standings:
    """The weekly scores of every account under one policy, and what cost it most."""

    weeks: tuple[Mapping[str, Score], ...]  # oldest first, the present day last
    worst: Mapping[str, tuple[str, float]]


def _standings(snapshot: Snapshot, policy: str) -> _Standings:
    days = set(snapshot.as_ofs(policy))
    last = max(days, default=snapshot.info.as_of)
    weeks = [last - _WEEK * back for back in reversed(range(_WEEKS))]
    return _Standings(
        tuple(_scores(snapshot, policy, day) if day in days else {} for day in weeks),
        snapshot.worst(policy, last, EVERYTHING),
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
    seller.search = " ".join(normalise(text) for text in (seller.name, seller.id))
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
    if before and before.score is not None and now.score is not None:
        seller.change = now.score - before.score
    if metric := standings.worst.get(seller.id):
        seller.worst, seller.worst_lost = resolved.metrics[metric[0]].name, metric[1]
    if scale := resolved.policy.score:
        low, high = float(scale.low), float(scale.high)
        seller.scale, seller.digits = high, 2 if scale.round is None else scale.round
        seller.share = None if now.score is None else (now.score - low) / (high - low)


def _trend(account: str, standings: _Standings) -> Iterator[float | None]:
    for week in standings.weeks:
        score = week.get(account)
        yield None if score is None or score.score is None else round(score.score, 4)

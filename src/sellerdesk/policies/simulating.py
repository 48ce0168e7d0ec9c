"""Who gains and who loses: asked once a build and two versions, computed over all accounts, kept."""

import datetime as dt
import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Avg, Count, F, Max, Min, Q, QuerySet

from sellerdesk.people.models import Person
from sellerdesk.policies.actions import subject
from sellerdesk.policies.known import Version
from sellerdesk.policies.models import Draft, Outcome, Simulation
from sellerdesk.sellers import lake
from sellerdesk.sellers.models import Seller
from sellerdesk.ui.models import record
from sellerloop.lake.comparing import Outcome as Computed
from sellerloop.lake.comparing import compare_policies
from sellerloop.lake.failure import LakeError
from sellerloop.lake.storage import Lake
from sellerloop.policy.dump import to_json
from sellerloop.policy.schema import Policy
from sellerloop.policy.versions import version_of
from sellerloop.scores.resolve import resolve
from sellerloop.speech.message import Message, gettext_noop

_BATCH = 2000
_SIDE = 6  # bars on either side of no change
_ROUND = (1, 2, 5, 10, 20)
Progress = Callable[[int, int], None]


def ask(
    before: Version, after: Version, *, by: Person, now: dt.datetime, draft: Draft | None = None
) -> Simulation:
    """Return the simulation of ``after`` against ``before`` on the present build, new or known.

    Raises LakeError when nothing was built yet.
    """
    snapshot = lake.current()
    if snapshot is None:
        raise LakeError(Message(gettext_noop("Nothing was built yet; run: sellerloop build")))
    with transaction.atomic():
        found, made = Simulation.objects.get_or_create(
            policy=before.policy.id,
            build=snapshot.info.id,
            before_version=before.hash,
            after_version=after.hash,
            defaults={
                "as_of": snapshot.info.as_of,
                "before": to_json(before.policy),
                "after": to_json(after.policy),
                "by": by,
                "draft": draft,
                "created_at": now,
            },
        )
        if made:
            facts = {"simulation": str(found.pk), "before": before.hash, "after": after.hash}
            record("policy.simulated", subject(found.policy), by=by.key, at=now, **facts)
    return found


def run(simulation: Simulation, progress: Progress, now: Callable[[], dt.datetime]) -> int:
    """Compute the outcomes and keep them, all or none; return how many there are. Running it again changes
    nothing. Raises LakeError when the lake cannot be read."""
    before, after = (resolve(version.policy) for version in versions_of(simulation))
    found = compare_policies(Lake(settings.LAKE), before, after, simulation.as_of, progress)
    with transaction.atomic():
        present = Simulation.objects.select_for_update().get(pk=simulation.pk)
        if present.done_at is None:
            known = set(Seller.objects.values_list("pk", flat=True))
            rows = (_row(present, outcome) for outcome in found if outcome.account in known)
            Outcome.objects.bulk_create(rows, batch_size=_BATCH)
            present.done_at = now()
            present.save(update_fields=["done_at"])
    return len(found)


def versions_of(simulation: Simulation) -> tuple[Version, Version]:
    """Return both versions, as they were when somebody asked."""
    before, after = (Policy.model_validate_json(text) for text in (simulation.before, simulation.after))
    return Version(before, version_of(before), shipped=False), Version(
        after, version_of(after), shipped=False
    )


def _row(simulation: Simulation, outcome: Computed) -> Outcome:
    return Outcome(
        simulation=simulation,
        seller_id=outcome.account,
        before=outcome.before,
        after=outcome.after,
        change=outcome.change,
        tier_before=outcome.tier_before or "",
        tier_after=outcome.tier_after or "",
        metric=outcome.metric or "",
        points=outcome.points,
    )


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of some accounts gain, lose, stay, appear and vanish; ``mean`` is None without a change."""

    name: str
    accounts: int
    gain: int
    lose: int
    same: int
    appear: int
    vanish: int
    crossed: int
    mean: float | None


_MISSING_BEFORE, _MISSING_AFTER = Q(before=None), Q(after=None)
_COUNTS = {
    "accounts": Count("pk"),
    "gain": Count("pk", filter=Q(change__gt=0)),
    "lose": Count("pk", filter=Q(change__lt=0)),
    "same": Count("pk", filter=Q(change=0)),
    "appear": Count("pk", filter=_MISSING_BEFORE & ~_MISSING_AFTER),
    "vanish": Count("pk", filter=~_MISSING_BEFORE & _MISSING_AFTER),
    "crossed": Count("pk", filter=~Q(tier_before=F("tier_after"))),
    "mean": Avg("change"),
}


def tallies(rows: QuerySet[Outcome], by: str) -> list[Tally]:
    """Return the tallies of ``rows`` by a field of the seller, most accounts first; one for all of them where
    ``by`` is empty."""
    if not by:
        return [Tally(name="", **rows.aggregate(**_COUNTS))]
    key = f"seller__{by}"
    grouped = rows.order_by().values(key).annotate(**_COUNTS)
    found = [Tally(name=row.pop(key), **row) for row in grouped]
    return sorted(found, key=lambda tally: (-tally.accounts, tally.name))


def moves(rows: QuerySet[Outcome]) -> list[tuple[str, str, int]]:
    """Return the moves between tiers with their numbers, the most frequent first."""
    found = rows.exclude(tier_before=F("tier_after")).order_by().values_list("tier_before", "tier_after")
    return sorted(found.annotate(Count("pk")), key=lambda move: -move[2])


@dataclass(frozen=True, slots=True)
class Bar:
    """The accounts whose change lies between ``low`` and ``high``."""

    low: float
    high: float
    count: int
    tone: str


def spread(rows: QuerySet[Outcome]) -> list[Bar]:
    """Return how the changes are spread, in bars of one round width; who does not change is in none."""
    most = rows.aggregate(low=Min("change"), high=Max("change"))
    width = _width(max(abs(most["low"] or 0.0), abs(most["high"] or 0.0)))
    edges = [place * width for place in range(-_SIDE, _SIDE + 1)]
    bounds = list(itertools.pairwise(edges))
    counts = rows.aggregate(**{f"b{n}": Count("pk", filter=_between(*pair)) for n, pair in enumerate(bounds)})
    return [
        Bar(low, high, counts[f"b{number}"], "bad" if high <= 0 else "ok")
        for number, (low, high) in enumerate(bounds)
    ]


def _width(most: float) -> float:
    """The smallest round width with which all changes find their bar."""
    size = 10.0 ** math.floor(math.log10(max(most / _SIDE, 1e-6)))
    return next(size * factor for factor in _ROUND if _SIDE * (size * factor) >= most)


def _between(low: float, high: float) -> Q:
    """Losses hold their lower bound, gains their upper one; no change at all is in neither."""
    if high <= 0:
        return Q(change__gte=low, change__lt=high)
    return Q(change__gt=low, change__lte=high)

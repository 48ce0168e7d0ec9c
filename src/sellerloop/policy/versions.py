"""Which version of a policy decides: the hash of its content is its name, its date its beginning."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence

from sellerloop.policy.dump import to_json
from sellerloop.policy.schema import Mode, Policy


def content_hash(policy: Policy) -> str:
    """Return the SHA-256 of the canonical form of ``policy``, in hexadecimal: equal content, equal hash."""
    return hashlib.sha256(to_json(policy).encode()).hexdigest()


def version_of(policy: Policy) -> str:
    """Return the version as it is shown and stored with scores: the first twelve digits of the hash."""
    return content_hash(policy)[:12]


def in_force(
    policies: Iterable[Policy], policy_id: str, market: str | None, day: dt.date, mode: Mode = Mode.LIVE
) -> Policy | None:
    """Return the version of ``policy_id`` in force on ``day``: of those that have begun the latest one.

    In a ``market`` for which another policy extends this one, that policy holds; None as market asks for
    the policy itself, whatever its markets. None is returned before the first version, and for markets that
    nobody covers.
    """
    begun = [p for p in policies if p.mode is mode and p.effective_from <= day]
    if market is None:
        candidates = [(0, p) for p in begun if p.id == policy_id]
    else:
        depths = _depths(begun, policy_id)
        candidates = [(depths[p.id], p) for p in begun if p.id in depths and covers(p, market)]
        # What is written for the market goes before what holds everywhere, however deep.
        own = [(depth, p) for depth, p in candidates if p.markets]
        candidates = own or [(depth, p) for depth, p in candidates if p.id == policy_id]
    best = max(candidates, key=lambda found: (found[0], found[1].effective_from, found[1].id), default=None)
    return best[1] if best else None


def covers(policy: Policy, market: str) -> bool:
    """Return whether ``policy`` is made for ``market``, or for any."""
    return not policy.markets or market in policy.markets


def versions(policies: Iterable[Policy], policy_id: str) -> tuple[Policy, ...]:
    """Return every version of ``policy_id``, the oldest first, a preview after the live one of its day."""
    found = (policy for policy in policies if policy.id == policy_id)
    return tuple(sorted(found, key=lambda policy: (policy.effective_from, policy.mode is Mode.PREVIEW)))


def _depths(policies: Sequence[Policy], policy_id: str) -> dict[str, int]:
    """Return how many steps below ``policy_id`` each policy that extends it stands."""
    depths = {policy_id: 0}
    for _ in policies:
        for policy in policies:
            if policy.id not in depths and policy.base in depths:
                depths[policy.id] = depths[policy.base] + 1
    return depths

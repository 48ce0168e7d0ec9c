"""Which version of a policy decides: the hash of its content is its name, its date its beginning."""

import datetime as dt
import hashlib
from collections.abc import Iterable

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

    In a ``market`` that the policy does not name, a policy that extends it and names the market holds (the
    nearest one, and of equally near ones the first by id); else the policy itself where it names no market
    at all. None as market asks for the policy itself, whatever its markets. None is returned before the
    first version, and for markets that nobody covers.
    """
    begun = [p for p in policies if p.mode is mode and p.effective_from <= day]
    latest = {p.id: p for p in sorted(begun, key=lambda p: p.effective_from)}
    own = latest.get(policy_id)
    if market is None or (own is not None and market in own.markets):
        return own
    depths = _depths(latest.values(), policy_id)
    heirs = [latest[heir] for heir in depths if heir != policy_id and market in latest[heir].markets]
    nearest = min(heirs, key=lambda heir: (depths[heir.id], heir.id), default=None)
    return nearest or (own if own is not None and not own.markets else None)


def versions(policies: Iterable[Policy], policy_id: str) -> tuple[Policy, ...]:
    """Return every version of ``policy_id``, the oldest first, a preview after the live one of its day."""
    found = (policy for policy in policies if policy.id == policy_id)
    return tuple(sorted(found, key=lambda policy: (policy.effective_from, policy.mode is Mode.PREVIEW)))


def _depths(policies: Iterable[Policy], policy_id: str) -> dict[str, int]:
    """Return how many steps below ``policy_id`` each policy that extends it stands."""
    bases = {policy.id: policy.base for policy in policies}
    depths = {policy_id: 0}
    for _ in bases:
        below = {name: depths[base] + 1 for name, base in bases.items() if base in depths}
        depths = below | depths
    return depths

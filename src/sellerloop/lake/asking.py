"""What a page asks of one account: its score explained, what changed it, what is coming, and what if.

The answers are those of :mod:`~sellerloop.lake.explaining`, over the rows of one account only.
"""

import datetime as dt
from functools import lru_cache

from sellerloop.lake.alone import alone, alone_known_at
from sellerloop.lake.explaining import Explanation, explanation, kept_readings
from sellerloop.lake.maturing import Growing, growing
from sellerloop.lake.reader import Account, Snapshot, session
from sellerloop.lake.scoring import readings
from sellerloop.lake.serve import FACTS
from sellerloop.scores.change import Change, View, explain_change
from sellerloop.scores.resolve import ResolvedPolicy

_KEPT = 64  # answers remembered: people ask for the same one in several parts of a page


def explainable(snapshot: Snapshot) -> bool:
    """Return whether the build holds the daily facts that these answers are made of."""
    return bool(snapshot.manifest.tables(FACTS))


@lru_cache(maxsize=_KEPT)
def view_of(snapshot: Snapshot, account: Account, policy: str, as_of: dt.date) -> View:
    """Return everything that the account's score as of a day is made of."""
    return alone(snapshot, account).grid(snapshot.policies[policy], [as_of]).view(0, 0)


@lru_cache(maxsize=_KEPT)
def explained(snapshot: Snapshot, account: Account, policy: str, as_of: dt.date) -> Explanation:
    """Explain the account's score as of a day: the events behind lost points, and what is coming."""
    own = alone(snapshot, account)
    grid = own.grid(snapshot.policies[policy], [as_of])
    return explanation(session(), own.served, grid, 0, account.number, own.violations.get(0, ()))


@lru_cache(maxsize=_KEPT)
def changed(snapshot: Snapshot, account: Account, policy: str, since: dt.date, as_of: dt.date) -> Change:
    """Split the change of the score from ``since`` to ``as_of``, both as known by the build and by the policy
    of the build: it is the difference of the two published scores. Raises ValueError when ``since`` is not
    the earlier day."""
    resolved, own = snapshot.policies[policy], alone(snapshot, account)
    grid = own.grid(resolved, [since, as_of])
    then, now = grid.view(0, 0), grid.view(1, 0)
    kept = kept_readings(own.engine, own.served, resolved, then.readings, now, 0)
    return explain_change(then, now, corrected=then.readings, kept=kept)


@lru_cache(maxsize=_KEPT)
def changed_since_known(
    snapshot: Snapshot,
    account: Account,
    policy: str,
    before: ResolvedPolicy,
    since: dt.date,
    as_of: dt.date,
) -> Change:
    """Split the change from ``since``, as known at the end of that day and by the version ``before`` of the
    policy, to ``as_of`` as known by the build. See
    :func:`~sellerloop.lake.explaining.change_between`."""
    resolved, own = snapshot.policies[policy], alone(snapshot, account)
    known = dt.datetime.combine(since, dt.time.max, dt.UTC)
    with alone_known_at(snapshot, account, (resolved, before), known) as past:
        then = past.grid(before, [since]).view(0, 0)
        switched = readings(past.engine, past.served, resolved, [since]).of(0)
    grid = own.grid(resolved, [since, as_of])
    old, now = grid.readings(0, 0), grid.view(1, 0)
    kept = kept_readings(own.engine, own.served, resolved, old, now, 0)
    return explain_change(then, now, corrected=old, kept=kept, switched=switched)


@lru_cache(maxsize=_KEPT)
def maturing(snapshot: Snapshot, account: Account, policy: str, as_of: dt.date) -> tuple[Growing, ...]:
    """Return what the account's young orders are heading for as of a day."""
    readings = explained(snapshot, account, policy, as_of).view.readings
    return tuple(growing(snapshot, account, policy, as_of, dict(readings)))

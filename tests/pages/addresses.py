"""Every address of the desk that can be asked for: patterns filled with values that exist, and with some that
do not."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from django.db.models import F
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from sellerdesk.sellers.models import Seller
from sellerloop.lake.reader import EVERYTHING, Snapshot
from sellerloop.lake.rows import Row

FOREIGN = ("account", "mfa")  # pages of libraries, which have tests of their own


def patterns(resolver: URLResolver | None = None, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every named pattern of our own apps."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern, f"{pattern.namespace}:" if pattern.namespace else space)
        elif pattern.name and not pattern.name.startswith(FOREIGN):
            yield space + pattern.name, pattern


def values(snapshot: Snapshot) -> Mapping[str, Sequence[object]]:
    """What stands in addresses, by the name of the part; sellers who lost most come first."""
    sellers = list(Seller.objects.order_by(F("share").asc(nulls_last=True)).values_list("pk", flat=True))
    policy = next(iter(snapshot.policies))
    known: dict[str, Sequence[object]] = {
        "seller": sellers,
        "metric": ["tts.otdr", "tts.aht"],
        "policy": [policy],
        "kind": ["order"],
    }
    for part, metric in (("order", "tts.otdr"), ("chat", "im.dissatisfaction")):
        known[part] = [row.key for row in _rows(snapshot, sellers[0], policy, metric)]
    return known


def _rows(snapshot: Snapshot, seller: str, policy: str, metric: str) -> Sequence[Row]:
    """One row behind a metric, if the policy has it."""
    if metric not in snapshot.policies[policy].metrics:
        return []
    span = snapshot.span(policy, metric, snapshot.as_ofs(policy)[-1])
    return snapshot.rows(seller, policy, metric, span, EVERYTHING, limit=1)


def filled(known: Mapping[str, Sequence[object]]) -> Iterator[tuple[str, str]]:
    """Yield (name, address) of every pattern whose parts are all known."""
    for name, pattern in patterns():
        parts = list(pattern.pattern.converters)
        if all(part in known for part in parts):
            for chosen in product(*(known[part] for part in parts)):
                yield name, reverse(name, kwargs=dict(zip(parts, chosen, strict=True)))

"""Who looks after which seller in demo mode."""

from collections.abc import Iterable

from sellerdesk.people.models import Person, Role
from sellerdesk.sellers.models import Seller

_SHARES = 4  # of every four sellers one is the demo manager's, one is served by the vendor


TARGETS = (
    {"metric": "tts.nrr", "op": "<=", "value": "1.2"},
    {"metric": "tts.sfcr", "op": "<=", "value": "2.5"},
    {"metric": "tts.otdr", "op": ">=", "value": "90"},
    {"metric": "tts.otdr", "op": ">=", "value": "85", "market": "VN"},
    {"metric": "tts.aht", "op": "<=", "value": "24"},
    {"metric": "tts.im_dsat", "op": "<=", "value": "20"},
)


def demo_targets() -> list[dict[str, object]]:
    """Return targets for the demo, in force since long ago."""
    return [{**row, "owner": "Chen Yu", "effective_from": "2025-01-01"} for row in TARGETS]


def hand_out(people: Iterable[Person]) -> None:
    """Give a quarter of the sellers to the account manager and a quarter to the vendor; the rest have
    nobody. Sellers that somebody already looks after stay where they are."""
    by_role = {person.role: person for person in people}
    manager, associate = by_role[Role.ACCOUNT_MANAGER], by_role[Role.VENDOR_ASSOCIATE]
    ids = list(Seller.objects.filter(listed=True).order_by("pk").values_list("pk", flat=True))
    Seller.objects.filter(pk__in=ids[0::_SHARES], owner=None).update(owner=manager)
    Seller.objects.filter(pk__in=ids[1::_SHARES], vendor=None).update(vendor=associate.vendor)

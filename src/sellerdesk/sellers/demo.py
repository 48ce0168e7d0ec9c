"""Who looks after which seller in demo mode."""

from collections.abc import Iterable

from sellerdesk.people.models import Person, Role
from sellerdesk.sellers.models import Seller

_SHARES = 4  # of every four sellers one is the demo manager's, one is served by the vendor


def hand_out(people: Iterable[Person]) -> None:
    """Give a quarter of the sellers to the account manager and a quarter to the vendor; the rest have
    nobody. Sellers that somebody already looks after stay where they are."""
    by_role = {person.role: person for person in people}
    manager, associate = by_role[Role.ACCOUNT_MANAGER], by_role[Role.VENDOR_ASSOCIATE]
    ids = list(Seller.objects.filter(listed=True).order_by("pk").values_list("pk", flat=True))
    Seller.objects.filter(pk__in=ids[0::_SHARES], owner=None).update(owner=manager)
    Seller.objects.filter(pk__in=ids[1::_SHARES], vendor=None).update(vendor=associate.vendor)

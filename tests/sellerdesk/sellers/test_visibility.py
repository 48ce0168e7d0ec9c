import pytest
from django.contrib.auth.models import AnonymousUser

from sellerdesk.people.models import Person
from sellerdesk.sellers import lake as desk_lake
from sellerdesk.sellers.models import Seller, scope_of
from tests.sellerdesk.world import NAMES

SEEN = {
    "manager": {"VN-1", "CN-1"},
    "lead": {"VN-1", "VN-2"},
    "programme": set(NAMES),
    "analyst": set(NAMES),
    "vendor": {"US-1"},
    "admin": set(NAMES),
    "outsider": set(),
}


@pytest.mark.parametrize("name", SEEN)
def test_everybody_sees_their_own_accounts_and_no_other(cast: dict[str, Person], name: str) -> None:
    found = Seller.objects.visible_to(cast[name]).values_list("pk", flat=True)
    assert set(found) == SEEN[name]


@pytest.mark.parametrize("name", SEEN)
def test_the_lake_is_read_within_the_same_bounds(cast: dict[str, Person], name: str) -> None:
    snapshot = desk_lake.current()
    assert snapshot is not None
    scope = scope_of(cast[name], Seller.objects.all())
    assert {account.id for account in snapshot.accounts(scope)} == SEEN[name]


def test_nobody_and_somebody_switched_off_see_nothing(cast: dict[str, Person]) -> None:
    cast["programme"].is_active = False
    for person in (AnonymousUser(), cast["programme"]):
        assert not Seller.objects.visible_to(person).exists()  # type: ignore[arg-type]
        scope = scope_of(person, Seller.objects.all())  # type: ignore[arg-type]
        assert scope.markets == scope.accounts == frozenset()


def test_a_change_of_scope_acts_at_once(cast: dict[str, Person]) -> None:
    Seller.objects.filter(pk="VN-1").update(owner=cast["outsider"])
    assert [s.pk for s in Seller.objects.visible_to(cast["outsider"])] == ["VN-1"]
    assert [s.pk for s in Seller.objects.visible_to(cast["manager"])] == ["CN-1"]

import pytest
from django.db import IntegrityError, transaction

from sellerdesk.people.demo import CAST, PASSWORD, make_people
from sellerdesk.people.models import Person, Reach, Role, Vendor

pytestmark = pytest.mark.django_db


def make(email: str = "a@x.example", **fields: object) -> Person:
    plain: dict[str, object] = {"name": "A", "role": Role.ANALYST, "reach": Reach.ALL}
    return Person.objects.create_user(email, "long enough password", **(plain | fields))


def test_an_address_is_one_person_whatever_its_case() -> None:
    make("Mai@X.example")
    with pytest.raises(IntegrityError), transaction.atomic():
        make("mai@x.example")


@pytest.mark.parametrize(
    "fields",
    [
        {"role": Role.VENDOR_ASSOCIATE, "reach": Reach.ALL},
        {"role": Role.VENDOR_LEAD, "reach": Reach.VENDOR},
        {"role": Role.ANALYST, "reach": Reach.VENDOR},
    ],
)
def test_vendor_people_see_their_vendor_and_nothing_else(fields: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make(**fields)


def test_nobody_of_ours_belongs_to_a_vendor() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make(vendor=Vendor.objects.create(code="v", name="V"))


def test_createsuperuser_makes_an_administrator() -> None:
    person = Person.objects.create_superuser("root@x.example", "long enough password", name="Root")
    assert (person.role, person.reach) == (Role.ADMINISTRATOR, Reach.ALL)


@pytest.mark.parametrize(
    ("name", "initials"), [("Mai Lan Nguyễn", "MN"), ("Chen", "C"), ("陈宇", "陈"), ("a b", "AB")]
)
def test_initials(name: str, initials: str) -> None:
    assert Person(name=name).initials == initials


def test_the_demo_cast_has_every_reach_and_can_be_made_twice() -> None:
    first, second = make_people(), make_people()
    assert [p.pk for p in first] == [p.pk for p in second] and len(first) == len(CAST)
    assert {p.reach for p in second} == set(Reach)
    assert all(p.is_demo and p.check_password(PASSWORD) for p in second)

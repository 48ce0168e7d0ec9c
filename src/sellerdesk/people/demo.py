"""The made-up persons of demo mode. Everybody may know their password: they exist in demo mode only."""

from dataclasses import dataclass

from sellerdesk.people.models import Person, Reach, Role, Vendor

PASSWORD = "sellerloop-demo"  # noqa: S105  (public on purpose)
VENDOR = ("nam-phuong", "Nam Phương BPO")


@dataclass(frozen=True, slots=True)
class Cast:
    """One demo person: a constant role with a constant meaning, in the demo as in the tests."""

    email: str
    name: str
    role: Role
    reach: Reach
    markets: tuple[str, ...] = ()
    vendor: bool = False


CAST = (
    Cast("manager@demo.example", "Mai Lan Nguyễn", Role.ACCOUNT_MANAGER, Reach.PORTFOLIO),
    Cast("lead@demo.example", "Jonas Park", Role.LEAD, Reach.MARKETS, markets=("VN",)),
    Cast("programme@demo.example", "Chen Yu", Role.PROGRAMME_MANAGER, Reach.ALL),
    Cast("analyst@demo.example", "Ana Ruiz", Role.ANALYST, Reach.ALL),
    Cast("vendor@demo.example", "Trần Minh Khoa", Role.VENDOR_ASSOCIATE, Reach.VENDOR, vendor=True),
    Cast("admin@demo.example", "Robin Weiss", Role.ADMINISTRATOR, Reach.ALL),
)


def make_people() -> list[Person]:
    """Make the demo persons, or put them back as they were meant. Returns them in the order above."""
    code, name = VENDOR
    vendor, _ = Vendor.objects.get_or_create(code=code, defaults={"name": name})
    return [_make(member, vendor if member.vendor else None) for member in CAST]


def _make(member: Cast, vendor: Vendor | None) -> Person:
    person = Person.objects.filter(email=member.email).first() or Person(email=member.email)
    person.name, person.role, person.reach = member.name, member.role, member.reach
    person.markets, person.vendor = list(member.markets), vendor
    person.is_demo = person.is_active = True
    if person.pk is None:  # later starts leave it alone: each check costs half a second
        person.set_password(PASSWORD)
    person.save()
    return person

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from sellerdesk.people.models import VENDOR_ROLES, Person, Reach, Role, Vendor
from sellerdesk.ui.models import record


@dataclass(frozen=True, slots=True)
class Access:
    """Who a person is and how far they see; None leaves what is there."""

    name: str | None = None
    role: str | None = None
    reach: str | None = None
    markets: list[str] | None = None
    vendor: str | None = None


def set_person(
    email: str, access: Access, *, password: str | None, active: bool | None, by: str, now: dt.datetime
) -> Person:
    """Make or change a person; ``active`` switches the account on or off, and None leaves it as it is. Raises
    ValidationError with a sentence for what does not fit together."""
    with transaction.atomic():
        person = Person.objects.filter(email__iexact=email).first() or Person(email=email.lower())
        if person.pk is None and not (access.name and access.role):
            raise ValidationError(f"{email} is new: give a name and a role")
        person.name, person.role = access.name or person.name, access.role or person.role
        person.is_active = person.is_active if active is None else active
        _set_reach(person, access)
        if password is not None:
            person.set_password(password)
        elif person.pk is None:
            person.set_unusable_password()
        verb = "person.changed" if person.pk else "person.made"
        person.full_clean(exclude=["password", "markets"])
        person.save()
        facts = {
            "role": person.role,
            "reach": person.reach,
            "markets": person.markets,
            "active": person.is_active,
        }
        record(verb, person.key, by=by, at=now, password=password is not None, **facts)
    return person


def _set_reach(person: Person, access: Access) -> None:
    person.markets = person.markets if access.markets is None else access.markets
    if person.role in VENDOR_ROLES:
        if access.vendor:
            person.vendor, _ = Vendor.objects.get_or_create(
                code=access.vendor, defaults={"name": access.vendor}
            )
        if person.vendor is None:
            raise ValidationError(f"{Role(person.role).label} needs a vendor")
        person.reach = Reach.VENDOR
        return
    person.vendor = None
    person.reach = access.reach or (person.reach if person.reach != Reach.VENDOR else Reach.PORTFOLIO)
    if person.reach == Reach.MARKETS and not person.markets:
        raise ValidationError("reach markets needs at least one market")

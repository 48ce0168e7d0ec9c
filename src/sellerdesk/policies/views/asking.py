"""What all pages of the policies share: who asks, and what they may do."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from sellerdesk.people.asking import person_of
from sellerdesk.people.models import VENDOR_ROLES, Person
from sellerdesk.policies.models import DECIDING_ROLES, WRITING_ROLES


def may_try(person: Person) -> bool:
    """Whether the person may see what a change would do: everybody of the own organisation, each for the
    accounts that they see."""
    return person.role not in VENDOR_ROLES


def may_write(person: Person) -> bool:
    """Whether the person may write and propose drafts."""
    return person.role in WRITING_ROLES


def may_decide(person: Person) -> bool:
    """Whether the person may approve, reject and roll back what others wrote."""
    return person.role in DECIDING_ROLES


def trying(request: HttpRequest) -> Person:
    """Return who asks. Raises PermissionDenied for who may not try changes."""
    person = person_of(request)
    if not may_try(person):
        raise PermissionDenied
    return person


def writing(request: HttpRequest) -> Person:
    """Return who asks. Raises PermissionDenied for who may not write drafts."""
    person = person_of(request)
    if not may_write(person):
        raise PermissionDenied
    return person

"""Who asks, and for which import: the beginning of every view."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from sellerdesk.imports.history import Past, find
from sellerdesk.imports.models import Import, may_import, may_read_imports
from sellerdesk.people.asking import person_of
from sellerdesk.people.models import Person


def reading(request: HttpRequest) -> Person:
    """Return the person, who may read imports. Raises PermissionDenied."""
    person = person_of(request)
    if not may_read_imports(person):
        raise PermissionDenied
    return person


def importing(request: HttpRequest) -> Person:
    """Return the person, who may import. Raises PermissionDenied."""
    person = reading(request)
    if not may_import(person):
        raise PermissionDenied
    return person


def past_of(person: Person, key: str) -> Past:
    """Return the import called ``key``. Raises Http404."""
    return find(key, Import.objects.visible_to(person))

"""Who asks: the beginning of every view."""

from typing import cast

from django.http import HttpRequest

from sellerdesk.people.models import Person


def person_of(request: HttpRequest) -> Person:
    """Return who is signed in; the middleware let nobody else in."""
    return cast(Person, request.user)

"""Who works with policies in these tests, on the simulated marketplace."""

from pathlib import Path

import pytest

from sellerdesk.people.demo import make_people
from sellerdesk.people.models import Person


@pytest.fixture
def people(living: Path) -> dict[str, Person]:
    names = ("manager", "lead", "programme", "analyst", "vendor", "admin")
    people = dict(zip(names, make_people(), strict=True))
    Person.objects.update(is_demo=False)
    for person in people.values():
        person.refresh_from_db()
    return people

"""Asked in a process that has Django: which pages there are, and how many queries some of them need.

``python -m bench.pages.inside PERSON`` prints addresses by name as JSON; with addresses, a number for each.
"""

import json
import sys

import django
from django.conf import settings
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

django.setup()

from django.db import connection  # noqa: E402

from sellerdesk.people.models import Person  # noqa: E402
from sellerdesk.sellers import lake  # noqa: E402
from tests.pages.addresses import patterns, values  # noqa: E402


def pages(client: Client) -> dict[str, str]:
    """Return the address of every page of the desk that answers with HTML, by name.

    Parts of addresses are those of the seller who lost most; pages that need anything else are left out.
    """
    snapshot = lake.current()
    assert snapshot is not None, "nothing was built"
    known = {part: several[0] for part, several in values(snapshot).items() if several}
    found = {}
    for name, pattern in patterns():
        parts = set(pattern.pattern.converters)
        if not parts <= set(known):
            continue
        address = reverse(name, kwargs={part: known[part] for part in parts})
        answer = client.get(address)
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            found[name] = address
    return found


def queries(client: Client, address: str) -> int:
    """Return how many database queries ``address`` needs when asked a second time."""
    client.get(address)
    with CaptureQueriesContext(connection) as caught:
        client.get(address)
    return len(caught)


def main(person: str, *addresses: str) -> None:
    """Answer on standard output."""
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(Person.objects.get(email=person), settings.AUTHENTICATION_BACKENDS[0])
    found = [queries(client, address) for address in addresses] if addresses else pages(client)
    print(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])

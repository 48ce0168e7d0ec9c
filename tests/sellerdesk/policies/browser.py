from django.test import Client

from sellerdesk.people.models import Person


class Browser:
    """A signed-in browser without a screen."""

    def __call__(self, person: Person, language: str = "en") -> Client:
        client = Client(headers={"accept-language": language})
        client.force_login(person)
        return client

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from sellerdesk.people.demo import PASSWORD, make_people
from sellerdesk.sellers.demo import hand_out


class Command(BaseCommand):
    help = "Make the demo sign-ins and hand the sellers out to them. Only in demo mode."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("demo mode is off; set SELLERDESK_DEMO=on")
        people = make_people()
        hand_out(people)
        for person in people:
            self.stdout.write(f"  {person.email:<24} {PASSWORD:<16} {person.get_role_display()}")

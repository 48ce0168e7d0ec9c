from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from sellerdesk.people.demo import PASSWORD, make_people
from sellerdesk.sellers.actions import replace_targets
from sellerdesk.sellers.demo import demo_targets, hand_out
from sellerdesk.sellers.models import TargetRow


class Command(BaseCommand):
    help = "Make the demo sign-ins, hand the sellers out to them, set targets. Only in demo mode."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("demo mode is off; set SELLERDESK_DEMO=on")
        people = make_people()
        hand_out(people)
        if not TargetRow.objects.exists():
            replace_targets(demo_targets(), by="command:demo", now=timezone.now())
        for person in people:
            self.stdout.write(f"  {person.email:<24} {PASSWORD:<16} {person.get_role_display()}")

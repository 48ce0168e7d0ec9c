from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from sellerdesk.boards.demo import make_boards
from sellerdesk.people.models import Person
from sellerdesk.sellers import lake


class Command(BaseCommand):
    help = "Make the example boards of demo mode, once. Only in demo mode."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("demo mode is off; set SELLERDESK_DEMO=on")
        snapshot = lake.current()
        if snapshot is not None:
            make_boards(snapshot, list(Person.objects.filter(is_demo=True)), now=timezone.now())

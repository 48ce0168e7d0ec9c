from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from sellerdesk.sellers import lake
from sellerdesk.sellers.actions import sync
from sellerloop.lake.failure import LakeError


class Command(BaseCommand):
    help = "Mirror the accounts of the lake's current build, with their scores, for lists and search."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            snapshot = lake.current()
        except LakeError as problem:
            raise CommandError(str(problem)) from None
        if snapshot is None:
            raise CommandError("nothing was built yet; run: sellerloop build")
        done = sync(snapshot, by="command:sync_sellers", now=timezone.now())
        self.stdout.write(
            f"{done.accounts} sellers ({done.scored} with a score, {done.left} left the lake),"
            f" build {snapshot.info.id}"
        )

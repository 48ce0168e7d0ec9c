import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from sellerdesk.sellers import lake
from sellerloop.lake.failure import LakeError


class Command(BaseCommand):
    help = "Make the desk ready to serve: tables, assets, sellers of the current build, demo sign-ins."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        _collect()
        try:
            built = lake.current() is not None
        except LakeError as problem:
            raise CommandError(str(problem)) from None
        if built:
            call_command("sync_sellers", stdout=self.stdout)
        if settings.DEMO:
            self.stdout.write("demo sign-ins:")
            call_command("demo", stdout=self.stdout)
            call_command("example_boards", stdout=self.stdout)


def _collect() -> None:
    """Collect and compress the assets, unless nothing changed since the last time."""
    found = (storage.path(path) for finder in get_finders() for path, storage in finder.list(None))
    stats = sorted((path, Path(path).stat().st_size, Path(path).stat().st_mtime_ns) for path in found)
    mark = settings.STATIC_ROOT / "collected"
    state = hashlib.sha256(repr(stats).encode()).hexdigest()
    if not mark.exists() or mark.read_text() != state:
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        mark.write_text(state)

import os
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from sellerdesk.jobs.ending import forget
from sellerdesk.jobs.worker import run_due, work


class Command(BaseCommand):
    help = "Carry out long jobs as people ask for them, until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--once", action="store_true", help="Carry out what is due, remove what is over, then end."
        )
        parser.add_argument("--with-parent", action="store_true", help="End when the parent process ends.")
        parser.add_argument("--pause", type=float, default=1.0, help="Seconds between two looks.")

    def handle(self, *args: Any, once: bool, with_parent: bool, pause: float, **options: Any) -> None:
        if once:
            self.stdout.write(f"{run_due()} jobs taken up")
            forget(timezone.now())
            return
        stop, parent = threading.Event(), os.getppid()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        work(timezone.now, stop, lambda: not with_parent or os.getppid() == parent, pause)

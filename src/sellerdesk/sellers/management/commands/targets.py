import csv
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from sellerdesk.sellers.actions import replace_targets
from sellerloop.metrics.targets import TargetError


class Command(BaseCommand):
    help = "Make the rows of a CSV file the targets in force: metric, op, value, owner, effective_from ..."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="CSV with a head, in UTF-8")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            with file.open(encoding="utf-8-sig", newline="") as table:
                count = replace_targets(csv.DictReader(table), by="command:targets", now=timezone.now())
        except (OSError, UnicodeDecodeError) as problem:
            raise CommandError(f"{file}: {problem}") from None
        except TargetError as problem:
            lines = "\n  ".join(str(message) for message in problem.problems)
            raise CommandError(f"nothing was changed:\n  {lines}") from None
        self.stdout.write(f"{count} targets in force")

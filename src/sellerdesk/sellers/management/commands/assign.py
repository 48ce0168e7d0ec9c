import csv
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from sellerdesk.sellers.actions import assign


class Command(BaseCommand):
    help = (
        "Say who looks after which seller: a CSV file with the columns account, owner (mail), vendor (code)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="CSV with a head, in UTF-8; an empty cell means nobody")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            with file.open(encoding="utf-8-sig", newline="") as table:
                changed = assign(csv.DictReader(table), by="command:assign", now=timezone.now())
        except (OSError, UnicodeDecodeError) as problem:
            raise CommandError(f"{file}: {problem}") from None
        except ValidationError as problem:
            lines = "\n  ".join(problem.messages)
            raise CommandError(f"nothing was changed:\n  {lines}") from None
        self.stdout.write(f"{changed} sellers changed hands")

from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from sellerdesk.people.actions import Access, set_person
from sellerdesk.people.models import Reach, Role


class Command(BaseCommand):
    help = "Make a person who signs in, or change one. A new password is read from the first line of input."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", help="required for a new person")
        parser.add_argument("--role", choices=Role.values, help="required for a new person")
        parser.add_argument(
            "--reach", choices=Reach.values, help="how far the person sees; default: portfolio"
        )
        parser.add_argument("--market", action="append", dest="markets", help="for reach markets; repeat it")
        parser.add_argument("--vendor", help="code of the vendor, for vendor people; made when it is new")
        switch = parser.add_mutually_exclusive_group()
        switch.add_argument(
            "--off", dest="active", action="store_false", help="switch the account off; sessions end at once"
        )
        switch.add_argument("--on", dest="active", action="store_true", help="switch it on again")
        parser.set_defaults(active=None)
        parser.add_argument("--password", action="store_true", help="read a new password from input")

    def handle(self, *args: Any, email: str, password: bool, active: bool | None, **options: Any) -> None:
        access = Access(**{name: options[name] for name in ("name", "role", "reach", "markets", "vendor")})
        secret = input() if password else None
        try:
            if secret is not None:
                validate_password(secret)
            person = set_person(
                email, access, password=secret, active=active, by="command:person", now=timezone.now()
            )
        except ValidationError as problem:
            raise CommandError("; ".join(problem.messages)) from None
        state = "may sign in" if person.is_active else "is switched off"
        self.stdout.write(
            f"{person.email}: {person.get_role_display()}, {person.get_reach_display()}, {state}"
        )

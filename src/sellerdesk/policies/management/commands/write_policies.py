from typing import Any

from django.core.management.base import BaseCommand

from sellerdesk.policies.actions import write_policies


class Command(BaseCommand):
    help = "Write every approved version of a policy to the folder that builds read."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{write_policies()} policies of one's own")

"""The long work of the policies: all accounts under two versions."""

import datetime as dt
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from sellerdesk.jobs.registry import Failed, Task, forgetting, job
from sellerdesk.people.models import VENDOR_ROLES, Person
from sellerdesk.policies.models import Simulation
from sellerdesk.policies.simulating import run
from sellerloop.lake.failure import LakeError

KIND = "policies.simulate"
_STEPS = (_("Scoring all accounts as it is"), _("Scoring all accounts as it would be"), _("Comparing"))


def _allowed(person: Person) -> bool:
    return person.role not in VENDOR_ROLES


@job(KIND, allowed=_allowed)
def simulate(task: Task) -> dict[str, Any]:
    """Compute one simulation; the second time it finds its result."""
    simulation = Simulation.objects.filter(pk=task.params["simulation"]).first()
    if simulation is None:
        raise Failed(_("This simulation was removed."))
    address = reverse("policies:simulation", args=[simulation.pk])
    if simulation.done_at is None:

        def progress(done: int, of: int) -> None:
            task.progress(_STEPS[min(done, len(_STEPS) - 1)], done, of)

        try:
            run(simulation, progress, timezone.now)
        except LakeError as problem:
            raise Failed(problem.message) from problem
    return {"address": address}


@forgetting
def remove_simulations(before: dt.datetime, now: dt.datetime) -> int:
    """Remove simulations with their outcomes; whoever asks the same again has it computed anew."""
    over = Q(done_at__lt=before) | Q(done_at=None, created_at__lt=before)
    _, counts = Simulation.objects.filter(over).delete()
    return counts.get(Simulation._meta.label, 0)

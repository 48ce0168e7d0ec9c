from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sellerdesk.home import start as told
from sellerdesk.jobs.models import UNFINISHED, Job
from sellerdesk.jobs.models import State as JobState
from sellerdesk.people.asking import person_of
from sellerdesk.people.models import Person, Role
from sellerdesk.sellers import lake
from sellerdesk.sellers.cells import Cells
from sellerdesk.sellers.lines import freshness
from sellerdesk.sellers.listing import metrics_known
from sellerdesk.sellers.models import Band, Seller
from sellerdesk.ui.navigation import address
from sellerloop.lake.reader import Snapshot

_JOBS = 4
_OPEN = (*UNFINISHED, JobState.FAILED)
_STALE_DAYS = 2


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The first page of the day: what changed and why, for this person's work."""
    person = person_of(request)
    snapshot, visible = lake.current(), Seller.objects.visible_to(person)
    jobs = Job.objects.visible_to(person)
    context: dict[str, Any] = {
        "section": "home",
        "jobs": list(jobs.filter(state__in=_OPEN).order_by("-created_at")[:_JOBS]),
        "may_import": person.role in (Role.ADMINISTRATOR, Role.PROGRAMME_MANAGER),
        "import_address": address("imports:new"),
        "demo": settings.DEMO,
        "built": snapshot is not None,
    }
    cells = Cells.seen_by(person, visible)
    if snapshot is not None and cells.total({}).sellers:
        context |= _news(request, person, snapshot, cells)
    return render(request, "home/start.html", context)


def _news(request: HttpRequest, person: Person, snapshot: Snapshot, cells: Cells) -> dict[str, Any]:
    visible, metrics = Seller.objects.visible_to(person), metrics_known()
    since = told.DAY if request.GET.get("since") == told.DAY else told.WEEK
    today = timezone.localdate()
    age = (today - snapshot.info.as_of).days
    moved = told.movers(visible, metrics, since)
    shown = [mover.seller.build for mover in (*moved.down, *moved.up)]
    return {
        "sections": told.sections_of(person),
        "sellers": cells.total({}).sellers,
        "fresh": freshness(snapshot),
        "late": age if age > _STALE_DAYS else 0,
        "behind": any(build != snapshot.info.id for build in shown),
        "movers": moved,
        "crossed": told.crossed(visible),
        "missed": told.missed(person, visible, metrics),
        "spread": told.spread(cells),
        "bands": [str(band.label) for band in Band],
        "soon": told.coming(person, cells.values("market"), today, list(snapshot.policies), metrics),
        "health": _Health(snapshot) if person.role == Role.ADMINISTRATOR else None,
    }


class _Health:
    """What an administrator wants to know of the lake."""

    def __init__(self, snapshot: Snapshot) -> None:
        manifest = snapshot.manifest
        self.build, self.made_at = snapshot.info.id, snapshot.info.created_at
        self.as_of, self.known_at = snapshot.info.as_of, snapshot.info.known_at
        self.policies = [(policy, version) for policy, version in snapshot.info.policies]
        self.files, self.bytes = len(manifest.files), sum(file.bytes for file in manifest.files)
        self.events = sum(file.rows for file in manifest.files if file.table.startswith("events/"))
        self.imports = len(manifest.imports)
        self.newer = [entry for entry in manifest.imports if entry.created_at > snapshot.info.created_at]

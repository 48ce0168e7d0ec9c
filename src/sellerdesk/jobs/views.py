from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from sellerdesk.jobs import actions
from sellerdesk.jobs.models import Job
from sellerdesk.people.asking import person_of
from sellerdesk.people.models import Role
from sellerdesk.ui.paging import Order, page

PAGE = 50


@require_safe
def jobs(request: HttpRequest) -> HttpResponse:
    """What this person asked for; administrators see everybody's."""
    person, unfinished = person_of(request), request.GET.get("show") == "unfinished"
    rows = Job.objects.visible_to(person).select_related("by")
    found = page(
        rows.unfinished() if unfinished else rows,
        Order("created_at", descending=True),
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        size=PAGE,
    )
    everybody = person.role == Role.ADMINISTRATOR
    context = {
        "section": "jobs",
        "page": found,
        "unfinished": unfinished,
        "everybody": everybody,
        "days": settings.KEEP.days,
    }
    return render(request, "jobs/list.html", context)


@require_safe
def detail(request: HttpRequest, job: UUID) -> HttpResponse:
    """One job. Its card asks for itself while it is unfinished; ``reload`` reloads the page at the end."""
    found = _found(request, job)
    if not cast(Any, request).htmx or cast(Any, request).htmx.history_restore_request:
        return render(request, "jobs/detail.html", {"section": "jobs", "job": found})
    reload = "reload" in request.GET
    response = render(request, "jobs/_card.html", {"job": found, "reload": reload, "own": True})
    if reload and not found.is_unfinished:
        response["HX-Refresh"] = "true"
    return response


@require_POST
def cancel(request: HttpRequest, job: UUID) -> HttpResponse:
    found = _found(request, job)
    actions.cancel(found, by=person_of(request), now=timezone.now())
    return _back(request, found)


@require_POST
def again(request: HttpRequest, job: UUID) -> HttpResponse:
    anew = actions.again(_found(request, job), by=person_of(request), now=timezone.now())
    return redirect("jobs:detail", anew.pk)


def _back(request: HttpRequest, job: Job) -> HttpResponse:
    """To the page that the card stood on."""
    address = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure()):
        return HttpResponseRedirect(address)
    return redirect("jobs:detail", job.pk)


def _found(request: HttpRequest, job: UUID) -> Job:
    return get_object_or_404(Job.objects.visible_to(person_of(request)).select_related("by"), pk=job)

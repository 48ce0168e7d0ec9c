from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sellerdesk.jobs.actions import enqueue
from sellerdesk.jobs.models import Job
from sellerdesk.people.models import Person
from sellerdesk.policies.actions import begin_with
from sellerdesk.policies.checking import base_of, check
from sellerdesk.policies.differing import groups
from sellerdesk.policies.known import Version, family, resolved_of
from sellerdesk.policies.models import Draft, Outcome, Simulation
from sellerdesk.policies.numbers import edited, parts_of
from sellerdesk.policies.outcomes import OutcomeForm, export_table, shown, spread_of
from sellerdesk.policies.simulating import ask, moves, tallies, versions_of
from sellerdesk.policies.tasks import KIND
from sellerdesk.policies.views.asking import may_write, trying, writing
from sellerdesk.policies.wording import Names
from sellerdesk.sellers import lake
from sellerdesk.ui import formats
from sellerdesk.ui.exports import asked_format, download
from sellerdesk.ui.models import record
from sellerdesk.ui.paging import page
from sellerloop.speech.message import Message

PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def try_change(request: HttpRequest, policy: str) -> HttpResponse:
    """Other numbers for a policy, typed into a form; sent, they are tried on all accounts. Nothing of the
    policy changes."""
    person, found = trying(request), family(policy)
    before = found.version(request.GET.get("version", "") or request.POST.get("version", ""))
    names = Names(resolved_of(before))
    context: dict[str, Any] = {
        "section": "policies",
        "family": found,
        "version": before,
        "policy": before.policy,
        "crumb": gettext("Try a change"),
        "parts": parts_of(before.policy, names),
        "built": lake.current() is not None,
    }
    if request.method != "POST":
        return render(request, "policies/try.html", context)
    form = edited(before.policy, names, request.POST, share_out="share_out" in request.POST)
    context |= {"parts": form.parts, "form": form}
    if form.errors:
        return render(request, "policies/try.html", context, status=400)
    checked = check(form.text, policy)
    if checked.version is None or checked.version.hash == before.hash:
        told = [formats.sentence(formats.say(problem.reason)) for problem in checked.problems]
        same = gettext("Nothing was changed yet: type another number in one of the fields.")
        return render(request, "policies/try.html", {**context, "refusals": told or [same]}, status=400)
    return _start(person, before, checked.version)


@require_POST
def simulate_draft(request: HttpRequest, draft: int) -> HttpResponse:
    """Who gains and who loses by a draft, against the version that it began with."""
    person = trying(request)
    found = Draft.objects.visible_to(person).filter(pk=draft).first()
    if found is None:
        raise Http404
    checked, base = check(found.text, found.policy), base_of(found.policy, found.base)
    if checked.version is None or base is None or checked.version.hash == base.hash:
        return redirect("policies:draft", found.pk)
    return _start(person, base, checked.version, found)


@require_safe
def simulation(request: HttpRequest, simulation: str) -> HttpResponse:
    """Who gains and who loses, of the accounts that the person sees."""
    person = trying(request)
    found = _simulation(simulation)
    before, after = versions_of(found)
    context: dict[str, Any] = {
        "section": "policies",
        "simulation": found,
        "family": family(found.policy),
        "policy": before.policy,
        "old": before,
        "new": after,
        "groups": groups(before, after),
        "crumb": gettext("Who gains and who loses"),
        "may_write": may_write(person),
        "draft": found.draft if may_write(person) else None,
    }
    if found.done_at is None:
        job = Job.objects.filter(kind=KIND, key=str(found.pk)).first()  # to others the card only tells
        return render(request, "policies/simulation.html", {**context, "job": job})
    rows = Outcome.objects.filter(simulation=found).visible_to(person)
    names = Names(resolved_of(after))
    context |= _result(request, rows, names)
    context["stale"] = (snapshot := lake.current()) is not None and snapshot.info.id != found.build
    context["may_export"] = person.may_export
    return render(request, "policies/simulation.html", context)


@require_POST
def adopt(request: HttpRequest, simulation: str) -> HttpResponse:
    """Make a draft of the version that was tried, to take effect today at the earliest."""
    person, found = writing(request), _simulation(simulation)
    before, after = versions_of(found)
    draft = begin_with(before, after, by=person, now=timezone.now())
    return redirect("policies:draft", draft.pk)


@require_safe
def export(request: HttpRequest, simulation: str) -> HttpResponseBase:
    """Exactly the accounts of the result as it is narrowed and sorted."""
    person = trying(request)
    found = _simulation(simulation)
    if not person.may_export:
        raise PermissionDenied
    if found.done_at is None:
        raise Http404
    rows = Outcome.objects.filter(simulation=found).visible_to(person)
    form = OutcomeForm(request.GET, rows)
    record(
        "policy.simulation_exported",
        f"policy:{found.policy}",
        by=person.key,
        at=timezone.now(),
        simulation=str(found.pk),
        filters=form.in_force,
    )
    table = export_table(found, form, Names(resolved_of(versions_of(found)[1])), timezone.now())
    return download(table, asked_format(request))


def _result(request: HttpRequest, rows: Any, names: Names) -> dict[str, Any]:
    """The parts of the page of a result."""
    form = OutcomeForm(request.GET, rows)
    found = page(
        form.rows().select_related("seller"),
        form.order,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        size=PAGE,
    )
    group = form.group
    return {
        "total": tallies(rows, "")[0],
        "tallies": tallies(rows, group),
        "group": group,
        "moves": moves(rows),
        "spread": spread_of(rows),
        "form": form,
        "page": found,
        "lines": shown(found.rows, names),
    }


def _start(person: Person, before: Version, after: Version, draft: Draft | None = None) -> HttpResponse:
    """Ask for the result and lead to its page, where the work is seen."""
    found = ask(before, after, by=person, now=timezone.now(), draft=draft)
    if found.done_at is None:
        title = Message(
            gettext_noop("Who gains and who loses: {policy}"), {"policy": Message(before.policy.title)}
        )
        enqueue(KIND, {"simulation": str(found.pk)}, by=person, key=str(found.pk), title=title)
    return redirect("policies:simulation", found.pk)


def _simulation(pk: str) -> Simulation:
    found = Simulation.objects.select_related("draft").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found

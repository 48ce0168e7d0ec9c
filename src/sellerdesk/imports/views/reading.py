from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sellerdesk.imports import rejects
from sellerdesk.imports.forms import ChooseForm
from sellerdesk.imports.history import manifest, pasts, waits_for_build
from sellerdesk.imports.mappings import known
from sellerdesk.imports.models import Import, may_import
from sellerdesk.imports.views.asking import past_of, reading
from sellerdesk.jobs.models import Job
from sellerdesk.ui.models import record

PAGE = 50
_FIRST = 8


@require_safe
def imports(request: HttpRequest) -> HttpResponse:
    """Everything that was imported, newest first, and whether a build is due."""
    person = reading(request)
    rows = pasts(Import.objects.visible_to(person))
    start = _number(request.GET.get("after", ""))
    building = Job.objects.unfinished().filter(kind="imports.build").first()  # whoever asked for it
    context = {
        "section": "imports",
        "pasts": rows[start : start + PAGE],
        "total": len(rows),
        "start": start,
        "after": start + PAGE if len(rows) > start + PAGE else 0,
        "may_import": may_import(person),
        "due": waits_for_build(manifest()) and building is None,
        "building": building,
    }
    return render(request, "imports/list.html", context)


@require_safe
def detail(request: HttpRequest, key: str) -> HttpResponse:
    """One import on its way: files, dry run, import, build, and what was refused."""
    person = reading(request)
    past = past_of(person, key)
    row, tried = past.row, past.done is None
    path = rejects.path_of(past, tried)
    can = may_import(person)
    open_for_choice = can and row is not None and past.done is None and not row.is_busy
    context = {
        "section": "imports",
        "past": past,
        "row": row,
        "shown": past.done or past.told,
        "tried": tried,
        "first": rejects.first(path, _FIRST) if path else [],
        "has_rejects": path is not None,
        "may_import": can,
        "form": _choose_form(row) if row is not None and open_for_choice else None,
        "may_undo": can and past.entry is not None and not (row and row.undo and row.undo.is_unfinished),
        "due": waits_for_build(manifest()),
        "cards": _cards(row),
    }
    return render(request, "imports/detail.html", context)


@require_safe
def refused(request: HttpRequest, key: str) -> HttpResponse:
    """Refused rows with row, column, value and reason."""
    past = past_of(reading(request), key)
    tried = past.done is None or "tried" in request.GET
    path, shown = rejects.path_of(past, tried), past.told if tried else past.done
    if path is None or shown is None:
        raise Http404
    code = request.GET.get("reason", "")
    rows, after = rejects.read(path, code, _number(request.GET.get("after", "")), PAGE)
    context = {
        "section": "imports",
        "past": past,
        "shown": shown,
        "tried": tried,
        "rows": rows,
        "code": code,
        "after": after,
        "first": "after" not in request.GET,
    }
    return render(request, "imports/refused.html", context)


@require_safe
def download(request: HttpRequest, key: str) -> HttpResponseBase:
    """All refused rows as the importer wrote them: CSV whose cells no spreadsheet runs."""
    person = reading(request)
    past = past_of(person, key)
    tried = past.done is None or "tried" in request.GET
    path = rejects.path_of(past, tried)
    if path is None:
        raise Http404
    record("rejects.exported", f"import:{past.key}", by=person.key, at=timezone.now(), tried=tried)
    name = f"refused-{past.key[:13]}.csv"
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=name, content_type="text/csv; charset=utf-8"
    )


def _choose_form(row: Import) -> ChooseForm:
    initial = {"mapping": row.mapping, "known_at": row.known_at and timezone.localtime(row.known_at)}
    initial |= {f"set_{name}": value for name, value in row.choices.items()}
    return ChooseForm(None, known(), row.mapping, initial=initial)


def _cards(row: Import | None) -> list[Job]:
    """The jobs that a person has to know of: what runs, and what went wrong last."""
    if row is None:
        return []
    jobs = (row.undo, row.build, row.run, row.trial)
    last = next((job for job in jobs if job is not None), None)
    return [
        job
        for job in jobs
        if job is not None and (job.is_unfinished or (job == last and job.state != "done"))
    ]


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 16 else 0

from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST

from sellerdesk.imports import actions
from sellerdesk.imports.forms import ChooseForm, NewForm
from sellerdesk.imports.history import Past
from sellerdesk.imports.mappings import known
from sellerdesk.imports.models import Import
from sellerdesk.imports.views.asking import importing, past_of
from sellerdesk.people.models import Person
from sellerdesk.ui import formats
from sellerloop.lake.failure import LakeError

_MEGA = 2**20


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Choose files; they are tried at once, and nothing is imported yet."""
    person = importing(request)
    found = known()
    form = NewForm(request.POST if request.method == "POST" else None, found)
    problem = ""
    if request.method == "POST" and form.is_valid():
        problem = _problem(request, form)
        try:
            if not problem:
                row = actions.begin(
                    request.FILES.getlist("files"),
                    form.cleaned_data["path"].strip(),
                    form.cleaned_data["mapping"],
                    by=person,
                    now=timezone.now(),
                    language=get_language() or "en",
                )
                return redirect("imports:detail", row.pk)
        except LakeError as trouble:
            problem = formats.sentence(formats.say(trouble.message))
    context = {
        "section": "imports",
        "form": form,
        "problem": problem,
        "known": found.values(),
        "limit": settings.UPLOAD_LIMIT // _MEGA,
        "folders": settings.IMPORT_FOLDERS,
    }
    return render(request, "imports/new.html", context, status=400 if form.is_bound else 200)


@require_POST
def choose(request: HttpRequest, key: str) -> HttpResponse:
    """Another mapping or another choice: the files are tried again."""
    person, row = _draft(request, key)
    found = known()
    form = ChooseForm(request.POST, found, request.POST.get("mapping", ""))
    if not form.is_valid():
        messages.error(request, " ".join(str(e) for errors in form.errors.values() for e in errors))
        return redirect("imports:detail", row.pk)
    with_mapping = found[form.cleaned_data["mapping"]]
    now, language = timezone.now(), get_language() or "en"
    actions.choose(
        row, with_mapping, form.choices, form.cleaned_data["known_at"], by=person, now=now, language=language
    )
    return redirect("imports:detail", row.pk)


@require_POST
def run(request: HttpRequest, key: str) -> HttpResponse:
    """Import for real what was tried."""
    person, row = _draft(request, key)
    if row.told is not None and not row.is_busy:
        build = "build" in request.POST
        actions.run(row, build=build, by=person, now=timezone.now(), language=get_language() or "en")
    return redirect("imports:detail", row.pk)


@require_POST
def build(request: HttpRequest) -> HttpResponse:
    """Build what was imported."""
    job = actions.ask_build(by=importing(request), now=timezone.now())
    return redirect("jobs:detail", job.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, key: str) -> HttpResponse:
    """Take an import back, after a page that says what this means."""
    person = importing(request)
    past = past_of(person, key)
    if past.entry is None:
        raise Http404
    if request.method == "POST":
        row = actions.ask_undo(past, by=person, now=timezone.now())
        return redirect("imports:detail", row.pk)
    return render(request, "imports/undo.html", {"section": "imports", "past": past, "shown": past.done})


@require_POST
def discard(request: HttpRequest, key: str) -> HttpResponse:
    """Forget files that were not imported."""
    person, row = _draft(request, key)
    if not row.is_busy:
        actions.discard(row, by=person.key, now=timezone.now())
        messages.success(request, gettext("The files were discarded."))
    return redirect("imports:list")


def _draft(request: HttpRequest, key: str) -> tuple[Person, Import]:
    """The import called ``key``, of which nothing is in the lake yet. Raises Http404."""
    person = importing(request)
    past: Past = past_of(person, key)
    if past.row is None or past.done is not None:
        raise Http404
    return person, past.row


def _problem(request: HttpRequest, form: NewForm) -> str:
    """What is wrong before anything is looked at, in words; empty when nothing is."""
    if getattr(cast(Any, request), "upload_too_large", False):
        limit = formats.number(settings.UPLOAD_LIMIT // _MEGA)
        text = gettext(
            "These files are larger than the %(limit)s MB allowed. Put them in a folder of the server."
        )
        return text % {"limit": limit}
    if not request.FILES and not form.cleaned_data["path"].strip():
        return gettext("Choose files, or name a file or folder on the server.")
    return ""

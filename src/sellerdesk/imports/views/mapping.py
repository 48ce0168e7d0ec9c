from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_safe

from sellerdesk.imports import actions
from sellerdesk.imports.asked import TIME_CHOICES, Asked, draft_of, options_of
from sellerdesk.imports.drafting import columns_of, guess, mapping_text
from sellerdesk.imports.mappings import Known, known
from sellerdesk.imports.models import Import, OwnMapping, may_import
from sellerdesk.imports.storing import sources
from sellerdesk.imports.views.asking import importing, past_of, reading
from sellerdesk.ui import formats
from sellerloop.events.contract import Column, Type
from sellerloop.events.registry import contracts
from sellerloop.lake.failure import LakeError
from sellerloop.lake.mappings.load import load_mapping, parse_mapping, shipped, shipped_text
from sellerloop.lake.sources.limits import Limits
from sellerloop.lake.sources.sample import Sample, take_sample

_ROWS = 20


@require_safe
def mappings(request: HttpRequest) -> HttpResponse:
    """Every mapping there is."""
    reading(request)
    return render(request, "imports/mappings.html", {"section": "imports", "known": known().values()})


@require_http_methods(["GET", "HEAD", "POST"])
def text(request: HttpRequest, name: str) -> HttpResponse:
    """One mapping as a file; our own can be changed, checked as a whole when it is saved."""
    person = importing(request) if request.method == "POST" else reading(request)
    row = OwnMapping.objects.select_related("owner").filter(name=name).first()
    if row is None and (name not in shipped() or request.method == "POST"):
        raise Http404
    written = row.text if row else shipped_text(name)
    revision, problem = row.revision if row else 0, ""
    if request.method == "POST" and row is not None:
        written, given = request.POST.get("text", "").replace("\r\n", "\n"), request.POST.get("revision", "")
        revision = int(given) if given.isdecimal() and len(given) < 9 else 0
        try:
            actions.save_mapping(name, written, revision, by=person, now=timezone.now())
            messages.success(request, gettext("Saved."))
            return redirect("imports:mapping", name)
        except LakeError as trouble:
            problem = formats.say(trouble.message)
        except actions.Stale:
            problem = _stale(row)
            revision = row.revision
    context = {
        "section": "imports",
        "name": name,
        "row": row,
        "mapping": _readable(name, row),
        "text": written,
        "revision": revision,
        "problem": problem,
        "may_import": may_import(person),
    }
    return render(request, "imports/mapping.html", context, status=400 if problem else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def make(request: HttpRequest, key: str) -> HttpResponse:
    """Make a mapping from the first rows of a file: answers, then the file they make, then a trial."""
    person = importing(request)
    past = past_of(person, key)
    if past.row is None or past.done is not None:
        raise Http404
    asked = Asked(request.POST if request.method == "POST" else request.GET)
    page = _Page(past.row, asked)
    if request.method == "POST" and page.sample is not None:
        page.write()
        if "save" in request.POST and not page.problem:
            try:
                now, language = timezone.now(), get_language() or "en"
                saved = actions.save_mapping(asked.name, page.text, None, by=person, now=now)
                mapping = Known(saved.name, parse_mapping(saved.text, saved.name), saved.text)
                actions.choose(past.row, mapping, {}, None, by=person, now=now, language=language)
                return redirect("imports:detail", past.key)
            except actions.Stale:
                page.problem = gettext("There is a mapping of this name already; choose another name.")
            except LakeError as trouble:
                page.problem = formats.say(trouble.message)
    context = {"section": "imports", "past": past, "page": page, "asked": asked, "times": TIME_CHOICES}
    return render(request, "imports/make.html", context, status=400 if page.problem else 200)


@dataclass(frozen=True, slots=True)
class Line:
    """One column of the event kind as the page asks for it."""

    column: Column
    chosen: str
    examples: tuple[str, ...]
    given: Mapping[str, str]

    @property
    def is_time(self) -> bool:
        return self.column.type is Type.INSTANT

    @property
    def has_words(self) -> bool:
        return self.column.type in (Type.ENUM, Type.CODE, Type.FLAG)

    @property
    def allowed(self) -> str:
        return "yes, no" if self.column.type is Type.FLAG else ", ".join(self.column.choices)


class _Page:
    """What the page of a new mapping shows: the sample, the questions, and the file that the answers make."""

    def __init__(self, row: Import, asked: Asked) -> None:
        self.asked, self.problem, self.text = asked, "", ""
        self.sample: Sample | None = None
        self.files: list[str] = []
        try:
            paths = {path.name: path for path in sources(row)}
            self.files = list(paths)
            self.file = asked.file if asked.file in paths else self.files[0]
            self.sample = _sample(paths[self.file], asked)
        except LakeError as trouble:
            self.problem = formats.sentence(formats.say(trouble.message))

    @property
    def kinds(self) -> list[tuple[str, str]]:
        return [(kind, formats.say(contract.title)) for kind, contract in contracts().items()]

    @property
    def lines(self) -> list[Line]:
        if self.sample is None or self.asked.kind not in contracts():
            return []
        columns = columns_of(contracts()[self.asked.kind])
        guessed = guess(columns, self.sample)
        found = []
        for column in columns:
            header = self.asked.header(column.name, guessed.get(column.name, ""))
            examples = self.sample.values(header)[:3] if header in self.sample.headers else ()
            found.append(Line(column, header, examples, self.asked.of(column.name)))
        return found

    def write(self) -> None:
        """Make the file of the answers and check it."""
        if self.asked.kind not in contracts() or self.sample is None:
            return
        contract = contracts()[self.asked.kind]
        try:
            self.text = mapping_text(draft_of(self.asked, contract, self.sample, self.file), contract)
            parse_mapping(self.text, f"{self.asked.name or '-'}.yaml")
        except LakeError as trouble:
            self.problem = formats.say(trouble.message)


def _sample(path: Path, asked: Asked) -> Sample:
    return take_sample(path, options_of(asked), Limits(), _ROWS)


def _readable(name: str, row: OwnMapping | None) -> Any:
    try:
        return parse_mapping(row.text, name) if row else load_mapping(name)
    except LakeError:
        return {"title": "", "doc": ""}


def _stale(row: OwnMapping) -> str:
    said = gettext(
        "%(who)s saved another revision meanwhile. Yours stands below: save again to replace the other."
    )
    return said % {"who": row.owner.name if row.owner else formats.DASH}

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from sellerdesk.people.asking import person_of
from sellerdesk.people.models import Person, Role
from sellerdesk.policies import actions
from sellerdesk.policies.actions import Overtaken, Refused
from sellerdesk.policies.checking import Checked, base_of, check, clean
from sellerdesk.policies.differing import groups, pairs, side_by_side
from sellerdesk.policies.known import family, resolved_of
from sellerdesk.policies.models import Draft, State
from sellerdesk.policies.numbers import day_of, edited, parts_of, written
from sellerdesk.policies.views.asking import may_decide, writing
from sellerdesk.policies.wording import Names
from sellerdesk.ui import formats
from sellerloop.lake.failure import LakeError
from sellerloop.policy.problem import Problem

Step = Callable[..., Draft]


@dataclass(frozen=True, slots=True)
class Told:
    """A problem in the language in force."""

    line: int
    column: int
    field: str
    reason: str
    code: str


@require_POST
def begin(request: HttpRequest, policy: str) -> HttpResponse:
    """Begin a draft with a version of the policy."""
    person = writing(request)
    version = family(policy).version(request.POST.get("version", ""))
    draft = actions.begin(version, by=person, now=timezone.now())
    return redirect("policies:draft", draft.pk)


@require_safe
def draft(request: HttpRequest, draft: int) -> HttpResponse:
    """One draft: its text with what is wrong, its numbers as a form, what it changes, and its next step."""
    found = _draft(request, draft)
    return _page(request, found, found.text)


@require_POST
def check_text(request: HttpRequest, draft: int) -> HttpResponse:
    """What is wrong with a text as it stands in the page; nothing is kept."""
    found, text = _draft(request, draft), clean(request.POST.get("text", ""))
    if not cast(Any, request).htmx:
        return _page(request, found, text)
    return render(request, "policies/_problems.html", {"draft": found, **_state_of(found, text)})


@require_POST
def save(request: HttpRequest, draft: int) -> HttpResponse:
    """Keep the text. Where somebody else was quicker, both texts are shown and nothing is lost."""
    found, text = _draft(request, draft), clean(request.POST.get("text", ""))
    try:
        saved = actions.save(
            found, text, revision=_revision(request), by=person_of(request), now=timezone.now()
        )
    except Overtaken as overtaken:
        return _conflict(request, overtaken.draft, text)
    except Refused as refused:
        return _page(request, found, text, problem=str(refused), status=409)
    messages.success(request, gettext("Saved as revision %(n)s.") % {"n": formats.number(saved.revision)})
    return redirect("policies:draft", saved.pk)


@require_POST
def numbers(request: HttpRequest, draft: int) -> HttpResponse:
    """Put the numbers of the form into the text and keep it."""
    found = _draft(request, draft)
    checked = check(found.text, found.policy)
    if checked.policy is None or checked.version is None:
        return _page(request, found, found.text, status=409)
    names = Names(resolved_of(checked.version))
    form = edited(checked.policy, names, request.POST, share_out="share_out" in request.POST)
    if form.errors:
        return _page(request, found, found.text, form=form, status=400)
    text = written(found.text, checked, form.changes) if form.changes else found.text
    try:
        actions.save(found, text, revision=_revision(request), by=person_of(request), now=timezone.now())
    except Overtaken as overtaken:
        return _conflict(request, overtaken.draft, text)
    except Refused as refused:
        return _page(request, found, found.text, problem=str(refused), status=409)
    messages.success(request, gettext("The numbers stand in the draft."))
    return redirect("policies:draft", found.pk)


@require_POST
def step(request: HttpRequest, draft: int, step: str) -> HttpResponse:
    """One step of a draft's life."""
    found, note = _draft(request, draft), clean(request.POST.get("note", ""))[:2000]
    person, now = person_of(request), timezone.now()
    common: dict[str, Any] = {"revision": _revision(request), "by": person, "now": now}
    try:
        match step:
            case "propose":
                actions.propose(found, note, **common)
            case "take-back":
                actions.take_back(found, **common)
            case "drop":
                actions.drop(found, **common)
            case "approve":
                actions.approve(found, note, **common)
            case "reject":
                actions.reject(found, note, **common)
            case "roll-back":
                actions.roll_back(found, note, **common)
            case _:
                raise Http404
    except Overtaken:
        text = gettext("Somebody saved this draft meanwhile. Read what it says now, then decide.")
        return _page(request, _again(found), found.text, problem=text, note=note, status=409)
    except Refused as refused:
        return _page(request, _again(found), found.text, problem=str(refused), note=note, status=409)
    except LakeError as problem:
        return _page(request, found, found.text, problem=formats.say(problem.message), note=note, status=503)
    messages.success(request, _DONE[step]())
    return redirect("policies:draft", found.pk)


_DONE: dict[str, Callable[[], str]] = {
    "propose": lambda: gettext("Proposed. Somebody else decides now."),
    "take-back": lambda: gettext("Taken back; it can be edited again."),
    "drop": lambda: gettext("Given up. The text is kept."),
    "approve": lambda: gettext("Approved. The first build on or after its day uses it."),
    "reject": lambda: gettext("Sent back with your note."),
    "roll-back": lambda: gettext("Rolled back. The next build uses the version before it."),
}


def _draft(request: HttpRequest, pk: int) -> Draft:
    drafts = Draft.objects.visible_to(person_of(request))
    found = drafts.select_related("author", "changed_by", "decided_by").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _again(draft: Draft) -> Draft:
    return Draft.objects.select_related("author", "changed_by", "decided_by").get(pk=draft.pk)


def _revision(request: HttpRequest) -> int:
    text = request.POST.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _state_of(draft: Draft, text: str) -> dict[str, Any]:
    checked = check(text, draft.policy)
    context: dict[str, Any] = {
        "checked": checked,
        "problems": [_told(problem) for problem in checked.problems],
    }
    base = base_of(draft.policy, draft.base)
    if checked.version is not None and base is not None:
        context["groups"] = groups(base, checked.version)
    return context


def _page(
    request: HttpRequest, draft: Draft, text: str, *, status: int = 200, problem: str = "", **more: Any
) -> HttpResponse:
    person = person_of(request)
    context = _state_of(draft, text)
    checked: Checked = context["checked"]
    base = base_of(draft.policy, draft.base)
    if checked.policy is not None and checked.version is not None and base is not None:
        names = Names(resolved_of(checked.version))
        context |= {"parts": parts_of(checked.policy, names), "day": day_of(checked.policy)}
        context["pairs"] = side_by_side(base, checked.version)
    found = family(draft.policy)
    context |= {
        "section": "policies",
        "draft": draft,
        "text": text,
        "typed": text != draft.text,
        "family": found,
        "policy": found.now.policy,
        "base": base,
        "old": base,
        "new": checked.version,
        "now": found.now,
        "problem": problem,
        "may": _may(person, draft),
        **more,
    }
    if form := context.get("form"):
        context |= {"parts": form.parts, "day": form.day}
    return render(request, "policies/draft.html", context, status=status)


def _may(person: Person, draft: Draft) -> dict[str, bool]:
    """The steps that this person may take with this draft."""
    second = may_decide(person) and not actions.wrote(draft, person)
    return {
        "edit": draft.state in (State.DRAFT, State.REJECTED),
        "propose": draft.state in (State.DRAFT, State.REJECTED),
        "take_back": draft.state == State.PROPOSED,
        "decide": draft.state == State.PROPOSED and second,
        "drop": draft.is_open,
        "roll_back": draft.state == State.APPROVED and (second or person.role == Role.ADMINISTRATOR),
        "not_own": draft.state == State.PROPOSED and may_decide(person) and not second,
    }


def _conflict(request: HttpRequest, draft: Draft, text: str) -> HttpResponse:
    present = _again(draft)
    context = {
        "section": "policies",
        "draft": present,
        "family": family(draft.policy),
        "policy": family(draft.policy).now.policy,
        "text": text,
        "pairs": pairs(present.text.splitlines(), text.splitlines()),
    }
    return render(request, "policies/conflict.html", context, status=409)


def _told(problem: Problem) -> Told:
    mark = problem.mark
    return Told(
        mark.line, mark.column, problem.path, formats.sentence(formats.say(problem.reason)), problem.code
    )

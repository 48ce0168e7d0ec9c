from typing import Any, cast
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from sellerdesk.boards import actions
from sellerdesk.boards.canvas import Canvas
from sellerdesk.boards.forms import KINDS, BoardForm, NameForm, TileForm
from sellerdesk.boards.layout import WAYS, Layout
from sellerdesk.boards.models import Board
from sellerdesk.people.asking import person_of
from sellerdesk.sellers import lake
from sellerdesk.sellers.lines import freshness
from sellerdesk.ui.toasts import toast

_RELOAD = 300  # seconds between two readings of a wall screen
_CONFLICT, _INVALID = 409, 422


@require_safe
def boards(request: HttpRequest) -> HttpResponse:
    """One's own boards and those that colleagues share."""
    return _list(request, NameForm())


@require_POST
def new(request: HttpRequest) -> HttpResponse:
    """Make an empty board and open it for arranging."""
    form = NameForm(request.POST)
    if not form.is_valid():
        return _list(request, form, status=_INVALID)
    made = actions.make(form.cleaned_data["name"], by=person_of(request), now=timezone.now())
    return redirect("boards:edit", made.pk)


@require_safe
def board(request: HttpRequest, board: UUID) -> HttpResponse:
    """A board, as far as its reader may see."""
    found = _found(request, board)
    context = {**_shown(request, found), "tiles": Canvas(found.content, person_of(request)).drawn()}
    return render(request, "boards/board.html", context)


@require_safe
def wall(request: HttpRequest, board: UUID) -> HttpResponse:
    """A board for a screen on a wall: large, without anything to press, renewing itself."""
    found = _found(request, board)
    tiles = Canvas(found.content, person_of(request)).drawn()
    context = {**_shown(request, found), "tiles": tiles, "reload": _RELOAD}
    if request.GET.get("dark"):
        context["theme"] = "dark"
    return render(request, "boards/wall.html", context)


@require_safe
def edit(request: HttpRequest, board: UUID) -> HttpResponse:
    """Arrange a board."""
    return _editor(request, _changing(request, board))


@require_POST
def change(request: HttpRequest, board: UUID) -> HttpResponse:
    """One change: a new tile, a move, or the name. What was entered stays when it cannot be done."""
    found, person, now = _changing(request, board), person_of(request), timezone.now()
    asked, version = request.POST.get("do", ""), _whole(request.POST.get("version", ""))
    canvas = Canvas(found.content, person)
    tile = TileForm(request.POST if asked == "add" else None, canvas)
    name = BoardForm(request.POST if asked == "name" else None, found, owner=found.owner_id == person.pk)
    form = {"add": tile, "name": name}.get(asked)
    if form is not None and not form.is_valid():
        return _editor(request, found, tile=tile, name=name, status=_INVALID)
    try:
        if asked == "name":
            sharing = name.cleaned_data.get("sharing") or found.sharing
            actions.rename(found.pk, version, name.cleaned_data["name"], sharing, by=person, now=now)
        else:
            step = _step(asked, request.POST.get("tile", ""), tile)
            actions.change_layout(found.pk, version, step, by=person, now=now)
    except actions.Changed as changed:
        return _editor(request, changed.board, tile=tile, name=name, changed=True, status=_CONFLICT)
    except (KeyError, ValueError):
        problem = gettext("The board is full: it holds twelve tiles") if asked == "add" else ""
        problem = problem or gettext("This tile is no longer on the board")
        return _editor(request, found, tile=tile, name=name, problem=problem, status=_INVALID)
    return redirect("boards:edit", found.pk)


@require_POST
def copy(request: HttpRequest, board: UUID) -> HttpResponse:
    """Make a board of one's own out of a shared one."""
    found = _found(request, board)
    name = (gettext("%(name)s, my copy") % {"name": found.name})[:80]
    made = actions.copy(found, name, by=person_of(request), now=timezone.now())
    return redirect("boards:edit", made.pk)


@require_POST
def remove(request: HttpRequest, board: UUID) -> HttpResponse:
    """Remove a board of one's own; the next page offers to take it back."""
    found = get_object_or_404(Board.objects.owned_by(person_of(request)), pk=board)
    actions.remove(found, by=person_of(request), now=timezone.now())
    text = gettext("%(name)s was removed") % {"name": found.name}
    toast(request, text, undo=reverse("boards:restore", args=[found.pk]))
    return redirect("boards:list")


@require_POST
def restore(request: HttpRequest, board: UUID) -> HttpResponse:
    """Take a removed board back."""
    found = get_object_or_404(Board.objects.owned_by(person_of(request)), pk=board)
    actions.remove(found, by=person_of(request), now=timezone.now(), back=True)
    return redirect("boards:board", found.pk)


def _step(asked: str, tile: str, form: TileForm) -> Any:
    """The change of a layout that is asked for. Raises ValueError for an unknown one."""
    if asked == "add":
        made = form.tile()
        return lambda layout: layout.with_tile(made)
    way = next(way for way in WAYS if way == asked) if asked in WAYS else None
    if way is None:
        raise ValueError(asked)
    return lambda layout: cast(Layout, layout).moved(tile, way)


def _list(request: HttpRequest, form: NameForm, status: int = 200) -> HttpResponse:
    person = person_of(request)
    found = list(Board.objects.visible_to(person).select_related("owner"))
    context = {
        "section": "boards",
        "form": form,
        "own": [board for board in found if board.owner_id == person.pk],
        "shared": [board for board in found if board.owner_id != person.pk],
    }
    return render(request, "boards/list.html", context, status=status)


def _editor(
    request: HttpRequest,
    found: Board,
    *,
    tile: TileForm | None = None,
    name: BoardForm | None = None,
    changed: bool = False,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    person = person_of(request)
    canvas = Canvas(found.content, person)
    context = {
        **_shown(request, found),
        "tiles": canvas.named(),
        "tile_form": tile or TileForm(None, canvas),
        "name_form": name or BoardForm(None, found, owner=found.owner_id == person.pk),
        "kinds": {kind.value: label for kind, label in KINDS.items()},
        "changed": changed,
        "problem": problem,
    }
    return render(request, "boards/edit.html", context, status=status)


def _shown(request: HttpRequest, found: Board) -> dict[str, Any]:
    """What every page of a board needs beside its tiles."""
    person, snapshot = person_of(request), lake.current()
    return {
        "section": "boards",
        "board": found,
        "fresh": freshness(snapshot) if snapshot else "",
        "may_change": found.may_change(person),
        "own": found.owner_id == person.pk,
    }


def _found(request: HttpRequest, key: UUID) -> Board:
    visible = Board.objects.visible_to(person_of(request)).select_related("owner", "changed_by")
    return get_object_or_404(visible, pk=key)


def _changing(request: HttpRequest, key: UUID) -> Board:
    found = _found(request, key)
    if not found.may_change(person_of(request)):
        raise PermissionDenied
    return found


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0

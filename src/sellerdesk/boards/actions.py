"""Making and changing boards. A change names the version that it was made on; a later save is told."""

import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import transaction

from sellerdesk.boards.layout import Layout
from sellerdesk.boards.models import Board, Sharing
from sellerdesk.people.models import Person
from sellerdesk.ui.models import record


class Changed(Exception):
    """Somebody changed the board since the page was opened; ``board`` is how it stands now."""

    def __init__(self, board: Board) -> None:
        super().__init__(str(board.pk))
        self.board = board


def make(name: str, *, by: Person, now: dt.datetime, layout: Layout | None = None) -> Board:
    """Make a board of one's own."""
    with transaction.atomic():
        board = Board.objects.create(
            owner=by,
            name=name,
            layout=(layout or Layout()).model_dump(mode="json"),
            made_at=now,
            changed_at=now,
            changed_by=by,
        )
        record("board.made", _subject(board), by=by.key, at=now, **board.plain())
    return board


def change_layout(
    key: UUID, version: int, change: Callable[[Layout], Layout], *, by: Person, now: dt.datetime
) -> Board:
    """Change the tiles of a board. Raises Changed when ``version`` is no longer the present one, and what
    ``change`` raises."""
    with transaction.atomic():
        board = _locked(key, version)
        board.layout = change(board.content).model_dump(mode="json")
        return _saved(board, "board.changed", by, now, tiles=len(board.layout["tiles"]))


def rename(key: UUID, version: int, name: str, sharing: str, *, by: Person, now: dt.datetime) -> Board:
    """Change a board's name and who sees it. Raises Changed as :func:`change_layout` does."""
    with transaction.atomic():
        board = _locked(key, version)
        board.name = name
        if board.owner_id == by.pk:
            board.sharing = Sharing(sharing)
        return _saved(board, "board.renamed", by, now)


def copy(board: Board, name: str, *, by: Person, now: dt.datetime) -> Board:
    """Make a board of one's own that begins as ``board`` is."""
    return make(name, by=by, now=now, layout=board.content)


def remove(board: Board, *, by: Person, now: dt.datetime, back: bool = False) -> None:
    """Remove a board, or take it ``back``. Doing it twice changes nothing."""
    with transaction.atomic():
        found = Board.objects.select_for_update().get(pk=board.pk)
        if (found.removed_at is None) == back:
            return
        found.removed_at = None if back else now
        found.save(update_fields=["removed_at"])
        record("board.restored" if back else "board.removed", _subject(found), by=by.key, at=now)


def _locked(key: UUID, version: int) -> Board:
    board = Board.objects.select_for_update().get(pk=key)
    if board.version != version:
        raise Changed(board)
    return board


def _saved(board: Board, verb: str, by: Person, now: dt.datetime, **facts: Any) -> Board:
    """Save a change, unless another one came between, which a database without row locks lets happen."""
    before = board.version
    board.version, board.changed_at, board.changed_by = before + 1, now, by
    fields = ("name", "sharing", "layout", "version", "changed_at", "changed_by")
    values = {name: getattr(board, name) for name in fields}
    if not Board.objects.filter(pk=board.pk, version=before).update(**values):
        raise Changed(Board.objects.get(pk=board.pk))
    record(verb, _subject(board), by=by.key, at=now, **board.plain(), **facts)
    return board


def _subject(board: Board) -> str:
    return f"board:{board.pk}"

"""The example boards of demo mode: made once, for the programme manager, of what the build has published."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from sellerdesk.boards.actions import make, rename
from sellerdesk.boards.layout import Kind, Layout, Tile, new_id
from sellerdesk.boards.models import Board, Sharing
from sellerdesk.people.models import Person, Role
from sellerloop.lake.reader import Snapshot

Plan = tuple[str, Sequence[tuple[Kind, int, str, dict[str, Any]]]]
_POLICY = "sps-us"
BOARDS: tuple[Plan, ...] = (
    (
        "Programme at a glance",
        (
            (Kind.FIGURE, 1, "tts.nrr", {}),
            (Kind.FIGURE, 1, "tts.otdr", {}),
            (Kind.FIGURE, 1, "tts.sfcr", {}),
            (Kind.FIGURE, 1, "tts.im_dsat", {}),
            (Kind.TREND, 2, "tts.nrr", {}),
            (Kind.TREND, 2, "tts.otdr", {}),
            (Kind.SEGMENTS, 4, "tts.otdr", {"by": "market"}),
            (Kind.SELLERS, 2, "tts.nrr", {}),
            (Kind.DISTRIBUTION, 2, "tts.nrr", {}),
        ),
    ),
    (
        "Delivery in Vietnam",
        (
            (Kind.FIGURE, 1, "tts.otdr", {"market": "VN"}),
            (Kind.FIGURE, 1, "sps.late_dispatch", {"market": "VN"}),
            (Kind.TREND, 2, "tts.otdr", {"market": "VN"}),
            (Kind.SEGMENTS, 4, "tts.otdr", {"market": "VN", "by": "category"}),
            (Kind.SELLERS, 2, "sps.late_dispatch", {"market": "VN"}),
            (Kind.DISTRIBUTION, 2, "tts.otdr", {"market": "VN"}),
        ),
    ),
)


def make_boards(snapshot: Snapshot, people: Sequence[Person], *, now: dt.datetime) -> int:
    """Make the example boards that the build can fill, unless the programme manager has any board; return
    how many were made."""
    owner = next((person for person in people if person.role == Role.PROGRAMME_MANAGER), None)
    if owner is None or Board.objects.owned_by(owner).exists() or _POLICY not in snapshot.policies:
        return 0
    known = snapshot.policies[_POLICY].metrics
    for name, plan in BOARDS:
        board = make(name, by=owner, now=now, layout=Layout(tiles=tuple(_tiles(plan, known))))
        rename(board.pk, board.version, name, Sharing.READ, by=owner, now=now)
    return len(BOARDS)


def _tiles(plan: Sequence[tuple[Kind, int, str, dict[str, Any]]], known: Any) -> Iterator[Tile]:
    for kind, width, metric, where in plan:
        if metric in known:
            yield Tile(id=new_id(), kind=kind, width=width, policy=_POLICY, metric=metric, **where)

"""What a board holds: tiles in a flowing grid four columns wide, as frozen values. Moves return a new layout.

A layout comes out of a database or a form and is checked in full before it is used.
"""

import secrets
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

COLUMNS, MOST_TILES, MOST_SIGNS = 4, 12, 500
_Name = Annotated[str, StringConstraints(max_length=120)]
Way = Literal["up", "down", "left", "right", "wider", "narrower", "remove"]
WAYS: tuple[Way, ...] = ("up", "down", "left", "right", "wider", "narrower", "remove")


class Kind(StrEnum):
    """What a tile shows."""

    FIGURE = "figure"
    TREND = "trend"
    DISTRIBUTION = "distribution"
    SEGMENTS = "segments"
    SELLERS = "sellers"
    NOTE = "note"


class Tile(BaseModel):
    """One tile. All but notes name a metric of a policy, and the market, category and tier that it is shown
    for, empty meaning any; ``by`` is what a table of segments is parted by."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}$")]
    kind: Kind
    width: Annotated[int, Field(ge=1, le=COLUMNS)] = 1
    policy: _Name = ""
    metric: _Name = ""
    market: _Name = ""
    category: _Name = ""
    tier: _Name = ""
    by: Literal["", "market", "category", "tier"] = ""
    text: Annotated[str, StringConstraints(max_length=MOST_SIGNS)] = ""

    @property
    def place(self) -> dict[str, str]:
        """The attributes that narrow the sellers."""
        return {w: v for w in ("market", "category", "tier") if (v := str(getattr(self, w)))}


class Layout(BaseModel):
    """The tiles of a board in the order of reading."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tiles: Annotated[tuple[Tile, ...], Field(max_length=MOST_TILES)] = ()

    def with_tile(self, tile: Tile) -> "Layout":
        """Return the layout with ``tile`` at its end. Raises ValueError when the board is full."""
        if len(self.tiles) >= MOST_TILES:
            raise ValueError("the board is full")
        return Layout(tiles=(*self.tiles, tile))

    def moved(self, tile: str, way: Way) -> "Layout":
        """Return the layout after one move of the tile ``tile``; at an edge nothing changes.

        Raises KeyError when there is no such tile.
        """
        place = next((i for i, one in enumerate(self.tiles) if one.id == tile), None)
        if place is None:
            raise KeyError(tile)
        return Layout(tiles=tuple(_MOVES[way](list(self.tiles), place)))

    def rows(self) -> list[list[int]]:
        """Return the places of the tiles row by row, as they flow."""
        rows: list[list[int]] = []
        room = 0
        for place, tile in enumerate(self.tiles):
            if tile.width > room or not rows:
                rows.append([])
                room = COLUMNS
            rows[-1].append(place)
            room -= tile.width
        return rows


def new_id() -> str:
    """Return the name of a new tile."""
    return secrets.token_hex(4)


Tiles = list[Tile]


def _swapped(tiles: Tiles, place: int, other: int) -> Tiles:
    if 0 <= other < len(tiles):
        tiles[place], tiles[other] = tiles[other], tiles[place]
    return tiles


def _to_row(tiles: Tiles, place: int, step: int) -> Tiles:
    """Move a tile to the same column of the row above or below."""
    rows = Layout(tiles=tuple(tiles)).rows()
    row = next(number for number, places in enumerate(rows) if place in places)
    if not 0 <= row + step < len(rows):
        return tiles
    column, target = rows[row].index(place), rows[row + step]
    goal = target[min(column, len(target) - 1)]
    tiles.insert(goal, tiles.pop(place))
    return tiles


def _wide(tiles: Tiles, place: int, step: int) -> Tiles:
    width = min(max(tiles[place].width + step, 1), COLUMNS)
    tiles[place] = tiles[place].model_copy(update={"width": width})
    return tiles


_MOVES: dict[Way, Callable[[Tiles, int], Sequence[Tile]]] = {
    "left": lambda tiles, place: _swapped(tiles, place, place - 1),
    "right": lambda tiles, place: _swapped(tiles, place, place + 1),
    "up": lambda tiles, place: _to_row(tiles, place, -1),
    "down": lambda tiles, place: _to_row(tiles, place, 1),
    "wider": lambda tiles, place: _wide(tiles, place, 1),
    "narrower": lambda tiles, place: _wide(tiles, place, -1),
    "remove": lambda tiles, place: tiles[:place] + tiles[place + 1 :],
}

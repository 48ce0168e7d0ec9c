import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from sellerdesk.boards.layout import COLUMNS, MOST_TILES, WAYS, Kind, Layout, Tile

WIDTHS = st.lists(st.integers(1, COLUMNS), min_size=1, max_size=MOST_TILES)


def layout(widths: list[int]) -> Layout:
    return Layout(
        tiles=tuple(Tile(id=f"{i:08x}", kind=Kind.NOTE, width=w, text="x") for i, w in enumerate(widths))
    )


@given(WIDTHS, st.data())
def test_a_move_loses_and_doubles_nothing(widths: list[int], data: st.DataObject) -> None:
    before = layout(widths)
    tile, way = data.draw(st.sampled_from(before.tiles)), data.draw(st.sampled_from(WAYS))
    after = before.moved(tile.id, way)
    gone = {tile.id} if way == "remove" else set()
    assert {one.id for one in after.tiles} == {one.id for one in before.tiles} - gone
    assert all(1 <= one.width <= COLUMNS for one in after.tiles)
    assert Layout.model_validate(after.model_dump(mode="json")) == after
    assert [place for row in after.rows() for place in row] == list(range(len(after.tiles)))
    assert all(sum(after.tiles[place].width for place in row) <= COLUMNS for row in after.rows())


def test_a_tile_goes_up_to_the_row_above_and_down_again() -> None:
    board = layout([1, 1, 2, 2, 2])
    up = board.moved("00000004", "up")
    assert [tile.id[-1] for tile in up.tiles] == ["0", "4", "1", "2", "3"]
    assert [tile.id for tile in board.moved("00000000", "up").tiles] == [tile.id for tile in board.tiles]


@pytest.mark.parametrize(
    "tile",
    [
        {"id": "0" * 8, "kind": "chart"},
        {"id": "../..", "kind": "note"},
        {"id": "0" * 8, "kind": "note", "width": 9},
        {"id": "0" * 8, "kind": "note", "text": "x" * 10_000},
        {"id": "0" * 8, "kind": "figure", "sql": "select 1"},
    ],
)
def test_a_layout_holds_nothing_but_tiles(tile: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Layout.model_validate({"tiles": [tile]})


def test_a_full_board_and_an_unknown_tile_are_refused() -> None:
    full = layout([1] * MOST_TILES)
    with pytest.raises(ValueError, match="full"):
        full.with_tile(full.tiles[0])
    with pytest.raises(KeyError):
        full.moved("ffffffff", "left")

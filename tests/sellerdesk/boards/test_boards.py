"""Boards: arranged by plain forms, numbers of the reader only, and no change lost or done twice."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from sellerdesk.boards import actions
from sellerdesk.boards.canvas import Canvas
from sellerdesk.boards.demo import make_boards
from sellerdesk.boards.layout import Kind, Layout, Tile
from sellerdesk.boards.models import Board, Sharing
from sellerdesk.metrics.question import question_of
from sellerdesk.people.demo import make_people
from sellerdesk.people.models import Person
from sellerdesk.sellers import lake as desk_lake
from sellerdesk.sellers.models import Seller
from sellerdesk.ui.models import LogEntry
from tests.sellerdesk.desk import SignedIn
from tests.sellerdesk.living import AS_OF

FIGURE = Tile(id="00000001", kind=Kind.FIGURE, policy="sps-us", metric="tts.otdr")
ADD = {"do": "add", "kind": "figure", "metric": "sps-us:tts.otdr", "width": "2"}


def board_of(person: Person, *tiles: Tile, sharing: Sharing = Sharing.PRIVATE) -> Board:
    made = actions.make("Morning", by=person, now=timezone.now(), layout=Layout(tiles=tiles))
    Board.objects.filter(pk=made.pk).update(sharing=sharing)
    made.refresh_from_db()
    return made


def test_a_board_is_made_filled_arranged_and_removed_by_plain_forms(
    cast: dict[str, Person], signed_in: SignedIn
) -> None:
    client = signed_in("programme")
    page = client.post("/boards/new/", {"name": "Delivery"}, follow=True)
    board = Board.objects.get()
    assert page.redirect_chain[-1][0] == f"/boards/{board.pk}/edit/"
    notes = {"do": "add", "kind": "note", "text": "\u202eWho is late?\u200b <b>bold</b>"}
    for version, data in enumerate((ADD, notes), 1):
        assert client.post(f"/boards/{board.pk}/change/", {**data, "version": version}).status_code == 302
    board.refresh_from_db()
    first, second = board.content.tiles
    move = {"do": "left", "tile": second.id, "version": board.version}
    client.post(f"/boards/{board.pk}/change/", move)
    board.refresh_from_db()
    assert [tile.id for tile in board.content.tiles] == [second.id, first.id]
    shown = client.get(f"/boards/{board.pk}/").content.decode()
    assert "On-time delivery rate" in shown and "<b>bold" not in shown
    client.post(f"/boards/{board.pk}/remove/")
    assert client.get(f"/boards/{board.pk}/").status_code == 404
    client.post(f"/boards/{board.pk}/restore/")
    assert client.get(f"/boards/{board.pk}/").status_code == 200
    verbs = list(LogEntry.objects.about(f"board:{board.pk}").order_by("pk").values_list("verb", flat=True))
    assert verbs == ["board.made", *["board.changed"] * 3, "board.removed", "board.restored"]


def test_the_later_of_two_changes_is_told_and_keeps_what_was_entered(
    cast: dict[str, Person], signed_in: SignedIn
) -> None:
    board = board_of(cast["programme"], FIGURE, sharing=Sharing.EDIT)
    first, second = signed_in("programme"), signed_in("analyst")
    change = f"/boards/{board.pk}/change/"
    assert first.post(change, {**ADD, "version": 1}).status_code == 302
    late = second.post(change, {"do": "add", "kind": "note", "text": "Ask the carrier", "version": 1})
    assert late.status_code == 409
    page = late.content.decode()
    assert "Chen Yu changed this board in the meantime" in page and "Ask the carrier" in page
    assert 'name="version" value="2"' in page
    assert len(Board.objects.get().content.tiles) == 2
    again = second.post(change, {"do": "add", "kind": "note", "text": "Ask the carrier", "version": 2})
    assert again.status_code == 302 and len(Board.objects.get().content.tiles) == 3
    twice = second.post(change, {"do": "add", "kind": "note", "text": "Ask the carrier", "version": 2})
    assert twice.status_code == 409 and len(Board.objects.get().content.tiles) == 3


def test_private_boards_are_nobody_elses_and_shared_ones_stay_in_the_house(
    cast: dict[str, Person], signed_in: SignedIn
) -> None:
    private = board_of(cast["programme"], FIGURE)
    shared = board_of(cast["programme"], FIGURE, sharing=Sharing.READ)
    for name in ("analyst", "manager", "admin"):
        client = signed_in(name)
        assert client.get(f"/boards/{private.pk}/").status_code == 404
        assert client.get(f"/boards/{shared.pk}/").status_code == 200
        assert client.get(f"/boards/{shared.pk}/edit/").status_code == 403
        assert client.post(f"/boards/{shared.pk}/change/", {**ADD, "version": 1}).status_code == 403
        assert client.post(f"/boards/{shared.pk}/remove/").status_code == 404
    vendor = signed_in("vendor")
    assert vendor.get(f"/boards/{shared.pk}/").status_code == 404
    assert "Morning" not in vendor.get("/boards/").content.decode()
    copied = signed_in("analyst").post(f"/boards/{shared.pk}/copy/")
    mine = Board.objects.get(owner=cast["analyst"])
    assert copied["Location"] == f"/boards/{mine.pk}/edit/" and mine.content == shared.content


def test_each_reader_sees_the_numbers_of_the_own_sellers(living: Path) -> None:
    people = {person.email.partition("@")[0]: person for person in make_people()}
    ids = list(Seller.objects.filter(market="VN").order_by("pk").values_list("pk", flat=True))
    Seller.objects.filter(pk__in=ids[:2]).update(owner=people["manager"])
    board = board_of(
        people["programme"], FIGURE, FIGURE.model_copy(update={"id": "00000002", "market": "CN"})
    )
    for name in ("programme", "lead", "manager"):
        drawn = Canvas(board.content, people[name]).drawn()
        question = question_of({}, people[name], "tts.otdr")
        assert question is not None
        [total] = question.overview.history([AS_OF])
        assert drawn[0].parts["figure"].value == total.value
        assert bool(drawn[1].problem) == (name != "programme"), "a market outside the reach is not replaced"


def test_a_tile_of_something_gone_says_so(cast: dict[str, Person], signed_in: SignedIn) -> None:
    gone = [
        FIGURE.model_copy(update={"id": "00000002", "metric": "tts.no_more"}),
        FIGURE.model_copy(update={"id": "00000003", "policy": "old-policy"}),
        FIGURE.model_copy(update={"id": "00000004", "category": "no-such"}),
    ]
    board = board_of(cast["programme"], FIGURE, *gone)
    client = signed_in("programme")
    for page in (f"/boards/{board.pk}/", f"/boards/{board.pk}/edit/", f"/boards/{board.pk}/wall/"):
        text = client.get(page).content.decode()
        assert "no longer has the metric tts.no_more" in text
        assert "old-policy is no longer published" in text
    Board.objects.filter(pk=board.pk).update(layout={"tiles": [{"kind": "from another version"}]})
    assert client.get(f"/boards/{board.pk}/").status_code == 200


@pytest.mark.parametrize(
    "data",
    [
        {**ADD, "metric": "sps-us:nope"},
        {**ADD, "metric": ""},
        {**ADD, "market": "XX"},
        {"do": "add", "kind": "note", "text": "x" * 10_000},
        {"do": "add", "kind": "note", "text": "   "},
        {"do": "add", "kind": "chart"},
        {"do": "name", "name": ""},
        {"do": "name", "name": "x" * 10_000},
        {"do": "left", "tile": "ffffffff"},
        {"do": "drop table"},
        {},
    ],
)
def test_mistakes_are_told_and_change_nothing(
    cast: dict[str, Person], signed_in: SignedIn, data: dict[str, str]
) -> None:
    board = board_of(cast["programme"], FIGURE)
    answer = signed_in("programme").post(f"/boards/{board.pk}/change/", {**data, "version": "1"})
    page = answer.content.decode()
    assert answer.status_code == 422 and ("invalid-feedback" in page or "no longer on the board" in page)
    board.refresh_from_db()
    assert board.version == 1 and board.content.tiles == (FIGURE,)


def test_the_wall_has_no_navigation_and_renews_itself(cast: dict[str, Person], signed_in: SignedIn) -> None:
    board = board_of(cast["programme"], FIGURE)
    page = signed_in("programme").get(f"/boards/{board.pk}/wall/?dark=1").content.decode()
    assert 'data-bs-theme="dark"' in page and 'data-hx-trigger="every 300s"' in page
    assert "<nav" not in page and "On-time delivery rate" in page


def test_the_example_boards_are_made_once_and_filled(living: Path, settings: Any) -> None:
    settings.DEMO = True
    people = make_people()
    snapshot = desk_lake.current()
    assert snapshot is not None
    assert make_boards(snapshot, people, now=timezone.now()) == 2
    assert make_boards(snapshot, people, now=timezone.now()) == 0
    programme = next(person for person in people if person.email.startswith("programme"))
    for board in Board.objects.visible_to(programme):
        assert not [tile.problem for tile in Canvas(board.content, programme).drawn() if tile.problem]
    client = Client()
    client.force_login(programme)
    for board in Board.objects.all():
        assert client.get(f"/boards/{board.pk}/").status_code == 200

"""The list's views, what is done to many sellers at once, and its counts."""

import io

import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook

from sellerdesk.people.models import Person
from sellerdesk.sellers import lists
from sellerdesk.sellers.actions import replace_targets, save_view
from sellerdesk.sellers.cells import Cells, counted
from sellerdesk.sellers.listing import form_of, total_of
from sellerdesk.sellers.models import Cell, SavedView, Seller, Tally
from sellerdesk.ui.models import LogEntry
from tests.sellerdesk.desk import SignedIn
from tests.sellerdesk.world import NAMES, NOW


def ids(content: bytes) -> list[object]:
    """The numbers of an exported workbook."""
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    head = next(place for place, row in enumerate(rows) if row[0] == "Number")
    return [row[0] for row in rows[head + 1 :]]


def body(response: object) -> bytes:
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


def test_counts_of_the_mirror_are_the_counts_of_the_rows(cast: dict[str, Person]) -> None:
    for query in ({}, {"market": "VN"}, {"category": "home", "band": "weak"}, {"band": "none"}):
        form = form_of(query, cast["admin"])
        slow = counted(form.rows(without=("band",)), query.get("band", ""))
        assert total_of(form).sellers == slow.sellers == form.rows().count()
        assert {k: v for k, v in total_of(form).bands.items() if v} == dict(slow.bands)


def test_the_cells_of_a_reach_count_nothing_beyond_it(cast: dict[str, Person]) -> None:
    for name in ("manager", "lead", "vendor", "outsider"):
        visible = Seller.objects.visible_to(cast[name])
        cells = Cells.seen_by(cast[name], visible)
        assert cells.total({}).sellers == visible.count()
        assert cells.values("market") == sorted(set(visible.values_list("market", flat=True)))
    assert Cell.objects.count() > 0


def test_many_are_counted_up_to_a_bound(cast: dict[str, Person], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sellerdesk.sellers.cells._MOST", 3)
    assert (
        counted(Seller.objects.all(), "").capped
        and not counted(Seller.objects.filter(market="VN"), "").capped
    )


def test_a_view_is_an_address_with_a_name(signed_in: SignedIn) -> None:
    client = signed_in("manager")
    saved = client.post("/sellers/list/views/", {"name": "Home", "query": "market=VN&junk=1&sort=name"})
    assert saved["Location"] == "/sellers/?market=VN&sort=name"
    page = client.get(saved["Location"]).content.decode()
    assert "/sellers/?market=VN&amp;sort=name" in page and "Remove this view" in page
    client.post("/sellers/list/views/", {"name": "Home", "query": "market=CN"})
    view = SavedView.objects.get()
    assert view.query == "market=CN" and not view.shared
    assert client.post(f"/sellers/list/views/{view.pk}/remove/").status_code == 302
    assert not SavedView.objects.exists()
    assert [e.verb for e in LogEntry.objects.filter(subject=f"view:{view.pk}").order_by("pk")] == [
        *("view.saved", "view.saved", "view.removed")
    ]


def test_views_are_shared_within_the_own_house_and_nobody_removes_anothers(signed_in: SignedIn) -> None:
    cast = signed_in.cast
    view = save_view("Weak", "band=weak", shared=True, by=cast["admin"], now=NOW)
    save_view("Mine", "band=fair", shared=False, by=cast["admin"], now=NOW)
    of_vendor = save_view("Theirs", "", shared=True, by=cast["vendor"], now=NOW)
    seen = {name: {v.name for v in SavedView.objects.visible_to(person)} for name, person in cast.items()}
    assert seen["lead"] == {"Weak"} and seen["admin"] == {"Weak", "Mine"} and seen["vendor"] == {"Theirs"}
    for name, other in (("lead", view), ("admin", of_vendor)):
        assert signed_in(name).post(f"/sellers/list/views/{other.pk}/remove/").status_code == 404


def test_a_view_needs_a_name_and_keeps_what_it_can(signed_in: SignedIn) -> None:
    client = signed_in("manager")
    for name in ("", "x" * 81):
        client.post("/sellers/list/views/", {"name": name, "query": "market=VN"})
    assert not SavedView.objects.exists()
    client.post("/sellers/list/views/", {"name": "‮odd​", "query": "market=VN&q=" + "y" * 5000})
    assert SavedView.objects.get().query == "market=VN"


def test_selected_sellers_change_hands_once(signed_in: SignedIn) -> None:
    client, manager = signed_in("programme"), signed_in.cast["manager"]
    data = {"act": "assign", "owner": str(manager.pk), "pick": ["VN-2", "US-1"], "query": "market=VN"}
    for _ in range(2):
        assert client.post("/sellers/list/bulk/", data)["Location"] == "/sellers/?market=VN"
    assert set(manager.sellers.values_list("pk", flat=True)) == {"VN-1", "CN-1", "VN-2", "US-1"}
    entries = LogEntry.objects.filter(verb="seller.assigned", facts={"owner": manager.email})
    assert {e.subject for e in entries} == {"seller:VN-2", "seller:US-1"} and entries.count() == 2
    assert {e.by for e in entries} == {signed_in.cast["programme"].key}


def test_all_that_were_found_are_those_of_the_filters(signed_in: SignedIn) -> None:
    client = signed_in("admin")
    client.post("/sellers/list/bulk/", {"act": "assign", "owner": "-", "all": "on", "query": "market=VN"})
    assert Seller.objects.get(pk="VN-1").owner is None
    assert Seller.objects.get(pk="CN-1").owner == signed_in.cast["manager"]


def test_all_that_were_found_by_a_choice_that_is_gone_are_left_alone(signed_in: SignedIn) -> None:
    """Else the filter would be passed over, and everything in sight would change hands."""
    client = signed_in("admin")
    for act in ("assign", "export"):
        data = {"act": act, "owner": "-", "all": "on", "query": "owner=99999"}
        answer = client.post("/sellers/list/bulk/", data, follow=True)
        assert b"There is no such choice any more: Account manager" in answer.content
    assert Seller.objects.get(pk="VN-1").owner == signed_in.cast["manager"]
    assert not LogEntry.objects.filter(verb="sellers.exported").exists()


def test_more_than_were_counted_are_offered_as_more(
    signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sellerdesk.sellers.cells._MOST", 3)
    page = signed_in("admin").get("/sellers/", {"q": "ha noi"}).content.decode()
    assert "data-pick-found" not in page
    page = signed_in("admin").get("/sellers/", {"low": "0"}).content.decode()
    assert "Select all 3+ found" in page and "<strong>3+</strong> sellers" in page


def test_only_those_who_may_give_sellers_away_and_only_what_they_see(signed_in: SignedIn) -> None:
    cast = signed_in.cast
    data = {"act": "assign", "owner": str(cast["admin"].pk), "pick": ["CN-1", "VN-2"]}
    for name in ("manager", "analyst", "vendor"):
        assert signed_in(name).post("/sellers/list/bulk/", data).status_code == 403
    signed_in("lead").post("/sellers/list/bulk/", data | {"owner": str(cast["lead"].pk)})
    assert Seller.objects.get(pk="VN-2").owner == cast["lead"]
    assert Seller.objects.get(pk="CN-1").owner == cast["manager"]
    signed_in("lead").post("/sellers/list/bulk/", data)  # somebody the lead does not work with
    assert Seller.objects.get(pk="VN-2").owner == cast["lead"]


def test_too_many_at_once_change_nothing(signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "MOST_AT_ONCE", 3)
    client = signed_in("admin")
    answer = client.post("/sellers/list/bulk/", {"act": "assign", "owner": "-", "all": "on"}, follow=True)
    assert b"At most 3 sellers" in answer.content
    assert Seller.objects.get(pk="VN-1").owner == signed_in.cast["manager"]


def test_the_selected_are_exported_and_foreign_ones_are_not(signed_in: SignedIn) -> None:
    data = {"act": "export", "format": "xlsx", "pick": ["VN-1", "US-1", "nothing"]}
    assert ids(body(signed_in("manager").post("/sellers/list/bulk/", data))) == ["VN-1"]
    assert LogEntry.objects.get(verb="sellers.exported").facts["filters"] == {"selected": 1}
    assert sorted(map(str, ids(body(signed_in("admin").post("/sellers/list/bulk/", data))))) == [
        "US-1",
        "VN-1",
    ]
    assert signed_in("vendor").post("/sellers/list/bulk/", data).status_code == 403


@pytest.mark.parametrize("name", ["admin", "lead", "manager", "outsider"])
def test_exports_hold_the_rows_of_the_view_in_its_order(signed_in: SignedIn, name: str) -> None:
    client = signed_in(name)
    query = {"sort": "-share", "format": "parquet"}
    shown = [seller.pk for seller in client.get("/sellers/", query).context["page"].rows]
    table = pq.read_table(io.BytesIO(body(client.get("/sellers/export/", query))))
    assert table.column("account").to_pylist() == shown
    assert table.schema.metadata[b"policies"].startswith(b"sps-us ")
    if shown:
        row = dict(zip(table.column_names, next(zip(*table.columns, strict=True)), strict=True))
        seller = Seller.objects.get(pk=shown[0])
        assert row["score"].as_py() == seller.score
        assert row["tts.otdr"].as_py() == seller.metrics["tts.otdr"]


def test_a_target_that_is_missed_is_a_filter(signed_in: SignedIn) -> None:
    rows = [
        {"metric": "tts.otdr", "op": ">=", "value": "95", "owner": "x", "effective_from": "2020-01-01"},
        {
            **{"metric": "tts.otdr", "op": ">=", "value": "0", "owner": "x", "effective_from": "2020-01-01"},
            "market": "VN",
        },
    ]
    replace_targets(rows, by="command:test", now=NOW)
    client = signed_in("admin")
    page = client.get("/sellers/", {"metric": "tts.otdr", "state": "missed"})
    below = {s.pk for s in Seller.objects.exclude(market="VN") if (s.metrics["tts.otdr"] or 100) < 95}
    assert below and {seller.pk for seller in page.context["page"].rows} == below
    counts = {tally.market: tally for tally in Tally.objects.filter(metric="tts.otdr")}
    assert counts["VN"].missed == 0 and sum(t.missed for t in counts.values()) == len(below)
    assert sum(t.missed + t.reached + t.silent for t in counts.values()) == len(NAMES)

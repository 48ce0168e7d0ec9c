"""Mappings made in the page from a sample read the file as it is written; two editors lose nothing."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellerdesk.imports.drafting import Answer, Draft, mapping_text, words_of
from sellerdesk.imports.models import Import, OwnMapping
from sellerdesk.jobs.worker import run_due
from sellerloop.events.registry import contract
from sellerloop.lake.failure import LakeError
from sellerloop.lake.mappings.load import parse_mapping
from sellerloop.lake.storage import Lake
from tests.sellerdesk.desk import SignedIn
from tests.sellerdesk.imports.test_flow import begun, own, text

__all__ = ["own"]
FOREIGN = """Báo cáo đơn hàng
Mã đơn;Ngày đặt;Tổng tiền;Người hủy;Ngày hủy
A1;02/10/2026 01:30;1.250.000;;
A2;03/10/2026 09:00;99.000;Người bán;04/10/2026 10:00
A3;2026-10-03;99.000;;
"""
ANSWERS = {
    "kind": "order",
    "encoding": "utf-8",
    "delimiter": ";",
    "skip": "1",
    "name": "my-orders",
    "title": "Our orders",
    "zone": "Asia/Ho_Chi_Minh",
    "amounts": "1.234,56",
    "constant_account": "VN-1",
    "constant_market": "VN",
    "constant_zone": "Asia/Ho_Chi_Minh",
    "from_order_id": "Mã đơn",
    "from_placed_at": "Ngày đặt",
    "form_placed_at": "%d/%m/%Y %H:%M",
    "from_cancelled_at": "Ngày hủy",
    "form_cancelled_at": "%d/%m/%Y %H:%M",
    "from_amount": "Tổng tiền",
    "constant_currency": "VND",
    "from_cancel_fault": "Người hủy",
    "words_cancel_fault": "Người bán = seller\nNgười mua = buyer",
}


def test_a_foreign_file_becomes_orders_without_a_line_of_yaml(own: Path, signed_in: SignedIn) -> None:
    client = signed_in("programme")
    address = begun(client, ("don-hang.csv", FOREIGN.encode()))
    assert "No mapping fits" in text(client.get(address))
    page = text(client.get(f"{address}make/", {"kind": "order", "delimiter": ";", "skip": "1"}))
    assert "Người hủy" in page and "Where each column comes from" in page
    shown = text(client.post(f"{address}make/", {**ANSWERS, "show": "1"}))
    assert "mapping: my-orders" in shown and "Ngày đặt" in shown and not OwnMapping.objects.exists()
    answer = client.post(f"{address}make/", {**ANSWERS, "save": "1"})
    assert answer.status_code == 302, text(answer)
    run_due()
    row = Import.objects.get()
    assert row.told is not None and (row.told["new"], row.told["refused"]) == (2, {"not_an_instant": 1})
    client.post(f"{address}run/")
    run_due()
    assert Lake(own).current().imports[0].mapping == "my-orders"
    again = begun(client, ("don-hang-2.csv", FOREIGN.encode()))
    assert "my-orders" in text(client.get(again)), "an own mapping is found by the form of its files"


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "nonsense"},
        {"name": "Not A Name"},
        {"from_order_id": "no such header"},
        {"zone": "Nowhere/Land", "amounts": "?", "encoding": "rot13", "skip": "-1", "delimiter": "ab"},
        {"sheet": "x" * 10_000, "title": "\u202e" * 10_000, "words_cancel_fault": "=\n==\n" * 100},
        {"form_placed_at": "DROP TABLE", "zone_placed_at": "<script>", "constant_market": "' OR 1=1"},
    ],
)
def test_wrong_answers_are_told_and_break_nothing(
    own: Path, signed_in: SignedIn, wrong: dict[str, str]
) -> None:
    client = signed_in("programme")
    address = begun(client, ("don-hang.csv", FOREIGN.encode()))
    answer = client.post(f"{address}make/", {**ANSWERS, **wrong, "save": "1"})
    assert answer.status_code in (200, 302, 400)
    run_due()
    assert client.get(address).status_code == 200


def test_two_who_edit_one_mapping_do_not_lose_each_others_work(own: Path, signed_in: SignedIn) -> None:
    first, second = signed_in("programme"), signed_in("admin")
    address = begun(first, ("don-hang.csv", FOREIGN.encode()))
    first.post(f"{address}make/", {**ANSWERS, "save": "1"})
    row = OwnMapping.objects.get()
    change = {"revision": "1", "text": row.text.replace("Our orders", "Orders of ours")}
    assert first.post("/imports/mappings/my-orders/", change).status_code == 302
    late = second.post("/imports/mappings/my-orders/", change | {"text": row.text + "# mine\n"})
    assert late.status_code == 400 and "another revision" in text(late) and "# mine" in text(late)
    assert "Orders of ours" in OwnMapping.objects.get().text
    broken = first.post("/imports/mappings/my-orders/", {"revision": "2", "text": "mapping: ["})
    assert broken.status_code == 400 and OwnMapping.objects.get().revision == 2


def test_no_own_mapping_takes_the_name_of_a_shipped_one(own: Path, signed_in: SignedIn) -> None:
    client = signed_in("programme")
    address = begun(client, ("don-hang.csv", FOREIGN.encode()))
    answer = client.post(f"{address}make/", {**ANSWERS, "name": "native", "save": "1"})
    assert answer.status_code == 400 and "choose another name" in text(answer)
    assert 'value="native"' in text(answer) and not OwnMapping.objects.exists()


def test_shipped_mappings_can_be_read_and_not_changed(own: Path, signed_in: SignedIn) -> None:
    client = signed_in("admin")
    assert "dhipin1" in text(client.get("/imports/mappings/olist/"))
    assert client.post("/imports/mappings/olist/", {"text": "x", "revision": "1"}).status_code == 404
    assert client.get("/imports/mappings/nothing-such/").status_code == 404


@given(st.lists(st.text(min_size=1, max_size=12), max_size=6), st.text(max_size=30), st.text(max_size=30))
def test_whatever_headers_a_file_has_the_mapping_reads_or_is_refused(
    headers: list[str], constant: str, title: str
) -> None:
    order = contract("order")
    names = [column.name for column in order.given]
    answers: dict[str, Any] = {
        name: Answer(header=header) for name, header in zip(names, headers, strict=False)
    }
    answers["account"] = Answer(constant=constant)
    made = mapping_text(Draft("x", title, "order", "*.csv", {}, answers, "UTC", currency="VND"), order)
    try:
        assert parse_mapping(made, "x.yaml").mapping == "x"
    except LakeError as refused:
        assert str(refused)


def test_words_are_read_one_a_line() -> None:
    assert words_of("Người bán = seller\n\nno mark\n a=b = buyer ") == (
        ("Người bán", "seller"),
        ("a=b", "buyer"),
    )

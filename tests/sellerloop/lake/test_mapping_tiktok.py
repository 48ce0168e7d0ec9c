"""Pages of the TikTok Shop API: every trap of their shapes."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from sellerloop.lake.storage import Lake
from tests.sellerloop.lake.tiktok_pages import DAY, SHOP, Pages, Row, T


@pytest.fixture
def pages(tmp_path: Path) -> Pages:
    return Pages(tmp_path)


def order(id: str = "576461413038785752", **changes: Any) -> Row:
    """An order that was delivered."""
    row = {
        "id": id,
        "status": "DELIVERED",
        "create_time": T,
        "paid_time": T + 60,
        "tts_sla_time": T + 2 * DAY,
        "collection_time": T + DAY,
        "delivery_sla_time": T + 5 * DAY,
        "delivery_time": T + 3 * DAY,
        "update_time": T + 3 * DAY,
        "payment": {"currency": "VND", "total_amount": "150000"},
        "tracking_number": "X1",
        "line_items": [{"id": "1", "product_id": "9", "sale_price": "150000"}],
    }
    return row | changes


def moment(seconds: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, dt.UTC)


def test_an_order_page(pages: Pages) -> None:
    pages.page("orders-1.json", orders=[order()])
    report = pages.bring()
    (row,), (line,) = pages.events("order"), pages.events("item")
    assert (row["account"], row["market"], row["zone"]) == (SHOP, "VN", "Asia/Ho_Chi_Minh")
    assert (row["placed_at"], row["shipped_at"]) == (moment(T), moment(T + DAY))
    assert (row["known_at"], row["due_deliver_at"]) == (moment(T + 3 * DAY), moment(T + 5 * DAY))
    assert (row["amount"], row["units"], row["tracking_valid"], row["reviews_missing"]) == (
        150000,
        1,
        True,
        True,
    )
    assert (line["item_id"], line["amount"], line["currency"]) == ("1", 150000, "VND")
    assert report.refused == {}


def test_trap_ids_keep_64_bits_also_as_numbers(pages: Pages) -> None:
    lines = [{"id": "1", "product_id": 1729382256910270465, "sale_price": "1"}]
    pages.page("orders-1.json", orders=[order("9007199254740993", line_items=lines)])
    pages.bring()
    assert pages.events("order")[0]["order_id"] == "9007199254740993"
    assert pages.events("item")[0]["product_id"] == "1729382256910270465"


def test_trap_money_is_text_and_exact(pages: Pages) -> None:
    def paid(amount: str, currency: str, id: str) -> Row:
        return order(id, payment={"currency": currency, "total_amount": amount})

    pages.page(
        "orders-1.json", orders=[paid("19.99", "USD", "1"), paid("0.29", "USD", "2"), paid("1.5", "VND", "3")]
    )
    report = pages.bring()
    assert [row["amount"] for row in pages.events("order")] == [1999, 29]
    assert report.refused == {"decimals": 1, "orphan": 1}


def test_trap_seconds_are_not_milliseconds(pages: Pages) -> None:
    pages.page("orders-1.json", orders=[order(create_time=T * 1000)])
    assert pages.bring().refused == {"not_an_instant": 2}


def test_trap_zero_and_missing_times_have_not_happened(pages: Pages) -> None:
    open_order = order(status="AWAITING_SHIPMENT", delivery_time=0, collection_time=None, update_time=T + 60)
    del open_order["tracking_number"]
    pages.page("orders-1.json", orders=[open_order])
    pages.bring()
    (row,) = pages.events("order")
    assert (row["delivered_at"], row["shipped_at"], row["tracking_valid"]) == (None, None, False)


def test_trap_omitted_lists_are_empty(pages: Pages) -> None:
    bare = order()
    del bare["line_items"]
    pages.page("orders-1.json", orders=[bare])
    pages.page("returns-1.json", total_count=0, next_page_token="")
    pages.page("sessions-1.json")
    report = pages.bring()
    assert (report.new, report.refused) == (2, {})
    assert pages.events("order")[0]["units"] is None


def test_trap_an_error_is_not_an_empty_page(pages: Pages) -> None:
    pages.page("orders-1.json", orders=[order()])
    (pages.folder / SHOP / "orders-2.json").write_text('{"code": 105002, "message": "Expired credentials"}')
    report = pages.bring()
    assert report.refused == {"error_page": 1}
    assert report.samples[0].file == f"{SHOP}/orders-2.json"
    assert len(pages.events("order")) == 1


def test_trap_unknown_words_and_fields_survive(pages: Pages) -> None:
    strange = order(status="TELEPORTED", brand_new_field={"x": [1]}, order_type="AUCTION_2")
    gone = order("2", status="CANCELLED", cancellation_initiator="ALIEN", cancel_reason="because 123")
    back = {
        "return_id": "r1",
        "order_id": strange["id"],
        "return_type": "RETURN_AND_REFUND",
        "return_status": "NEVER_SEEN",
        "return_reason": "unheard_of",
        "create_time": T + 4 * DAY,
        "update_time": T + 4 * DAY,
    }
    pages.page("orders-1.json", orders=[strange, gone])
    pages.page("returns-1.json", return_orders=[back])
    assert pages.bring().refused == {}
    cancelled = next(row for row in pages.events("order") if row["order_id"] == "2")
    assert (cancelled["cancel_fault"], cancelled["cancel_reason"]) == ("unknown", "because 123")
    (request,) = pages.events("request")
    assert (request["reason"], request["outcome"], request["fault"]) == ("unheard_of", None, "unknown")


def test_a_return_of_an_unknown_type_is_refused_by_name(pages: Pages) -> None:
    back = {"return_id": "r", "order_id": order()["id"], "return_type": "LOAN", "create_time": T + DAY}
    pages.page("orders-1.json", orders=[order()])
    pages.page("returns-1.json", return_orders=[back])
    report = pages.bring()
    assert [(one.column, one.value, one.code) for one in report.samples] == [("type", "LOAN", "unknown_word")]


@pytest.mark.parametrize(
    ("status", "initiator", "paid", "fault"),
    [
        ("CANCELLED", "SELLER", True, "seller"),
        ("CANCEL", "SYSTEM", True, "auto"),
        ("CANCELLED", "SYSTEM", False, "buyer"),
        ("CANCELLED", "BUYER", True, "buyer"),
        ("CANCELLED", "OPERATOR", True, "platform"),
        ("CANCELLED", None, True, "unknown"),
        ("DELIVERED", "SELLER", True, None),
    ],
)
def test_who_cancelled(
    pages: Pages, status: str, initiator: str | None, paid: bool, fault: str | None
) -> None:
    times = {
        "paid_time": T + 60 if paid else 0,
        "cancel_time": T + 90,
        "delivery_time": 0,
        "collection_time": 0,
    }
    pages.page("orders-1.json", orders=[order(status=status, cancellation_initiator=initiator, **times)])
    pages.bring()
    (row,) = pages.events("order")
    assert (row["cancel_fault"], row["fault_assumed"]) == (fault, fault is not None)
    assert row["cancelled_at"] == (None if fault is None else moment(T + 90))


def test_a_late_page_never_overwrites_a_newer_state(pages: Pages) -> None:
    pages.page("orders-1.json", orders=[order()])
    pages.bring()
    pages.page("orders-1.json", orders=[order(status="IN_TRANSIT", delivery_time=0, update_time=T + DAY)])
    assert pages.bring().changed == 2 - 1
    assert [row["delivered_at"] is None for row in pages.events("order")] == [True, False]


def test_bad_reviews_and_who_is_to_blame_for_returns(pages: Pages) -> None:
    back = {"return_id": "r", "return_type": "REFUND", "create_time": T + 4 * DAY, "update_time": T + 4 * DAY}
    pages.page("orders-1.json", orders=[order("1"), order("2")])
    pages.page(
        "returns-1.json", return_orders=[back | {"order_id": "1"}, back | {"order_id": "2", "return_id": "s"}]
    )
    bad = {"order_id": "1", "sku_id": "7", "deliver_time": T + 3 * DAY, "user_review_rating": 1}
    pages.page("problems-NRR-1.json", metric_code="NRR", nrr_problem_order_items=[bad])
    pages.page(
        "problems-NBFR-1.json", nbfr_problem_order_items=[{"order_id": "2", "return_refund_reason": "x"}]
    )
    pages.bring(reviews="pulled")
    (review,) = pages.events("review")
    assert (review["review_id"], review["first_rating"], review["reviewed_at"]) == (
        "1-7",
        1,
        moment(T + 3 * DAY),
    )
    faults = {row["order_id"]: (row["fault"], row["fault_assumed"]) for row in pages.events("request")}
    assert faults == {"1": ("unknown", True), "2": ("seller", True)}
    assert not any(row["reviews_missing"] for row in pages.events("order"))


def test_sessions_and_their_ratings(pages: Pages) -> None:
    def session(id: str, score: int | None, **changes: Any) -> Row:
        made = {
            "id": id,
            "conversation_id": "c",
            "begin_time": T,
            "end_time": T + 60,
            "satisfaction_score": score,
        }
        return made | changes

    rated = session("s1", 2, chat_tags=["AfterSale"], dissatisfaction_reason="Chậm trả lời")
    pages.page("sessions-1.json", sessions=[rated, session("s2", 0), session("s3", None, end_time=0)])
    pages.bring()
    assert len(pages.events("chat")) == 3
    (rating,) = pages.events("chat_rating")
    assert (rating["chat_id"], rating["rating"], rating["reason"], rating["topic"]) == (
        "s1",
        2,
        "Chậm trả lời",
        "AfterSale",
    )


def test_messages_belong_to_the_session_in_which_they_were_sent(pages: Pages) -> None:
    def message(id: str, at: int, role: str, **changes: Any) -> Row:
        content = json.dumps({"content": f"tin {id}"})
        made = {"id": id, "type": "TEXT", "content": content, "create_time": at, "index": str(2**60 + at)}
        return made | {"sender": {"im_user_id": "77", "role": role}, "is_visible": True} | changes

    spans = [("s1", T, T + 100), ("s2", T + 1000, 0)]
    sessions = [{"id": id, "conversation_id": "57600", "begin_time": a, "end_time": b} for id, a, b in spans]
    pages.page("sessions-1.json", sessions=sessions)
    messages = [
        message("m1", T + 5, "BUYER"),
        message("m2", T + 9, "ROBOT"),
        message("m3", T + 500, "BUYER"),
        message("m4", T + 2000, "CUSTOMER_SERVICE"),
        message("m5", T + 2001, "SYSTEM", type="NOTIFICATION", is_visible=False),
        message("m6", T + 2002, "ALIEN"),
        message("m7", T + 2003, "CUSTOMER_SERVICE", content="broken {"),
    ]
    pages.page("57600/messages-1.json", messages=messages)
    report = pages.bring()
    found = {row["message_id"]: row for row in pages.events("message")}
    told = {id: (row["chat_id"], row["side"], row["author"], row["text"]) for id, row in found.items()}
    assert told == {
        "m1": ("s1", "buyer", "buyer", "tin m1"),
        "m2": ("s1", "seller", "bot", "tin m2"),
        "m4": ("s2", "seller", "human", "tin m4"),
        "m5": ("s2", "platform", "system", None),
        "m7": ("s2", "seller", "human", None),
    }
    assert (found["m1"]["position"], found["m4"]["agent"], found["m5"]["hidden"]) == (
        2**60 + T + 5,
        "77",
        True,
    )
    assert report.refused == {"unknown_word": 1}


def test_the_zone_follows_the_region_or_the_choice(pages: Pages) -> None:
    def zone(region: str, **parameters: str) -> str:
        pages.page("../shops.json", shops=[{"id": SHOP, "name": "x", "region": region}])
        pages.lake = Lake(pages.folder.parent / f"lake-{region}-{len(parameters)}")
        pages.bring(**parameters)
        return str(pages.events("account")[0]["zone"])

    assert zone("TH") == "Asia/Bangkok"
    assert zone("US") == "America/Los_Angeles"
    assert zone("US", us_zone="America/Chicago") == "America/Chicago"


def test_a_shop_of_an_unknown_region_is_refused_with_all_its_rows(pages: Pages) -> None:
    pages.page("../shops.json", shops=[{"id": SHOP, "name": "x", "region": "ZZ"}])
    pages.page("orders-1.json", orders=[order()])
    report = pages.bring()
    assert (report.new, set(report.refused)) == (0, {"unknown_word"})

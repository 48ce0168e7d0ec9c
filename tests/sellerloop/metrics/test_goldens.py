"""Golden numbers of the reference that are metrics: from event rows to the value."""

import datetime as dt
from fractions import Fraction

import pytest

from bench.naive.facts import Row
from sellerloop.metrics.registry import metric
from sellerloop.metrics.replies import ReplyRule
from sellerloop.metrics.spec import Aggregation, Metric, Side, Unit
from sellerloop.policy.window import DAY, Calendar
from tests.sellerloop.metrics.conversations import chat, script
from tests.sellerloop.metrics.shops import AS_OF, event, measured

Events = dict[str, list[Row]]


def noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(5), tzinfo=dt.UTC)  # 12:00 in Ho Chi Minh City


def ratings(*stars: int, day: dt.date = AS_OF - DAY, prefix: str = "c") -> list[Row]:
    named = ((f"{prefix}{number}", star) for number, star in enumerate(stars))
    return [event(chat_id=name, rated_at=noon(day), rating=star) for name, star in named]


def chats(n: int) -> list[Row]:
    return [event(chat_id=f"c{number}", started_at=noon(AS_OF - DAY)) for number in range(n)]


FIVE = (1, 2, 1, 5, 4)
DSAT = metric("tts.im_dsat")
DSAT_3 = DSAT.with_(numerator=Side("chat_rating", "rated_date", where="rating <= 3"))


@pytest.mark.parametrize(
    ("metric", "events", "expected"),
    [
        pytest.param(DSAT, {"chat_rating": ratings(*FIVE)}, 60, id="G1.1"),
        pytest.param(DSAT, {"chat_rating": ratings(*FIVE, 3, 3)}, Fraction(300, 7), id="G1.2"),
        pytest.param(DSAT_3, {"chat_rating": ratings(*FIVE, 3, 3)}, Fraction(500, 7), id="G1.3"),
        pytest.param(DSAT, {"chat_rating": ratings(*FIVE), "chat": chats(50)}, 60, id="G1.4"),
        pytest.param(
            DSAT,
            {"chat_rating": ratings(*FIVE) + ratings(1, day=AS_OF - 61 * DAY, prefix="old")},
            60,
            id="G1.5-day-61",
        ),
        pytest.param(
            DSAT,
            {"chat_rating": ratings(*FIVE) + ratings(1, day=AS_OF - 60 * DAY, prefix="old")},
            Fraction(200, 3),
            id="G1.5-day-60",
        ),
    ],
)
def test_golden_chat_dissatisfaction(metric: Metric, events: Events, expected: Fraction) -> None:
    assert measured(metric, events).value == expected


def test_golden_g2_1_on_time_week() -> None:
    due, late = noon(dt.date(2025, 3, 5)), noon(dt.date(2025, 3, 6))
    placed = noon(dt.date(2025, 3, 1))
    orders = [
        event(order_id=f"o{n}", placed_at=placed, due_deliver_at=due, delivered_at=due if n < 88 else late)
        for n in range(100)
    ]
    week = metric("tts.otdr").with_(window=Calendar(unit="week"))
    reading = measured(week, {"order": orders}, as_of=dt.date(2025, 3, 12))
    assert reading.value == 88 and reading.window == (dt.date(2025, 3, 3), dt.date(2025, 3, 9))


def orders_cancelled(total: int, seller: int, auto: int) -> list[Row]:
    placed = noon(AS_OF - 3 * DAY)
    faults = ["seller"] * seller + ["auto"] * auto
    gone = {n: {"cancelled_at": placed, "cancel_fault": fault} for n, fault in enumerate(faults)}
    return [event(order_id=f"o{n}", placed_at=placed, **gone.get(n, {})) for n in range(total)]


def test_golden_g3_1_seller_fault_cancellations() -> None:
    reading = measured(metric("shop.cancels_seller_7"), {"order": orders_cancelled(100, 20, 5)})
    assert (reading.num, reading.den, reading.value) == (25, 100, 25)


def test_golden_g8_12_one_cancellation_in_forty() -> None:
    sfcr = metric("tts.sfcr")
    forty = measured(sfcr, {"order": orders_cancelled(40, 1, 0)})
    assert forty.value == Fraction(5, 2)
    assert (forty.low, forty.high) == pytest.approx((0.443, 12.881), abs=5e-4)
    assert measured(sfcr, {"order": orders_cancelled(41, 1, 0)}).value == Fraction(100, 41)


A = ("10:10:15 buyer", "10:15:20 buyer", "10:18:10 human")
B = (*A, "10:18:30 buyer", "10:19:00 human")
C = tuple(f"11:0{minute}:{second}0 buyer" for minute in range(2) for second in range(5))


def talk(*chats_told: tuple[str, ...]) -> Events:
    rows = [chat(f"c{number}", buyer=f"b{number}") for number in range(len(chats_told))]
    told = [line for row, lines in zip(rows, chats_told, strict=True) for line in script(row, *lines)]
    return {"chat": rows, "message": told}


@pytest.mark.parametrize(
    ("name", "conversations", "num", "den"),
    [
        pytest.param("im.turn_3min", (A,), 0, 1, id="G4.1"),
        pytest.param("im.turn_3min", (B,), 1, 2, id="G4.2"),
        pytest.param("im.turn_3min", (C,), 0, 1, id="G4.3"),
        pytest.param("im.buyer_day_3min", (B,), 0, 1, id="G4.4-buyer-day"),
        pytest.param("im.conversation_3min", (B,), 0, 1, id="G4.4-conversation"),
        pytest.param("im.reply_12h", (B,), 1, 1, id="G4.4-chat"),
        pytest.param("im.message_3min", (B,), 2, 3, id="G4.5"),
        pytest.param("im.mean_response_capped", (B,), 505, 2, id="G4.6"),
        pytest.param("im.mean_response_capped", (B, C), 1105, 3, id="G4.7"),
    ],
)
def test_golden_replies(name: str, conversations: tuple[tuple[str, ...], ...], num: int, den: int) -> None:
    reading = measured(metric(name), talk(*conversations), as_of=dt.date(2025, 3, 6))
    assert (reading.num, reading.den) == (num, den)
    per_unit = 1 if name == "im.mean_response_capped" else 100
    assert reading.value == Fraction(num * per_unit, den)


def test_golden_g4_5_waits_of_single_messages() -> None:
    slow = metric("im.message_3min").numerator.rule
    assert isinstance(slow, ReplyRule)
    total = metric("im.message_3min").with_(
        aggregation=Aggregation.TOTAL,
        numerator=Side("reply", "asked_date", column="wait_s", rule=slow),
        denominator=None,
    )
    assert measured(total, talk(B), as_of=dt.date(2025, 3, 6)).num == 475 + 170 + 30


def test_golden_g8_1_not_as_described() -> None:
    rate = metric("shop.returns_seller_30").with_(
        numerator=Side("request", "opened_date", where="reason == 'not_as_described'"), faults=()
    )
    sales = [
        event(order_id=f"o{n}", placed_at=noon(AS_OF - 9 * DAY), delivered_at=noon(AS_OF - 5 * DAY))
        for n in range(100)
    ]
    requests = [
        event(
            order_id=f"o{n}",
            request_id=f"q{n}",
            type="return",
            fault="seller",
            reason="not_as_described",
            opened_at=noon(AS_OF - DAY),
        )
        for n in range(5)
    ]
    assert measured(rate, {"order": sales, "request": requests}).value == 5


def test_golden_g8_8_recent_chats_weigh_more() -> None:
    def answered(n: int, hits: int, day: dt.date, prefix: str) -> Events:
        rows = [chat(f"{prefix}{k}", started_at=noon(day)) for k in range(n)]
        told = [
            line
            for k, row in enumerate(rows)
            for line in script(row, "10:00:00 buyer", *(("11:00:00 human",) if k < hits else ()), day=day)
        ]
        return {"chat": rows, "message": told}

    old, new = answered(75, 60, AS_OF - 20 * DAY, "old"), answered(25, 25, AS_OF - 2 * DAY, "new")
    events = {kind: old[kind] + new[kind] for kind in old}
    plain = metric("im.reply_12h")
    recent = plain.with_(
        aggregation=Aggregation.RECENT_WEIGHTED, recent_share=Fraction(1, 4), recent_weight=Fraction(2)
    )
    assert measured(recent, events).value == 88
    assert measured(plain, events).value == 85


HALF_DAY, DAY_LONG, TWO_DAYS = 43_200, 86_400, 172_800
DAYTIME = {"opens": 480, "closes": 1380}


@pytest.mark.parametrize(
    ("rule", "num", "den"),
    [
        pytest.param(
            ReplyRule("turn", 180, opens=480, closes=1440, same_day=True), 1, 2, id="taobao-older-hours"
        ),
        pytest.param(ReplyRule("turn", 475, **DAYTIME), 2, 2, id="taobao-limit-reached"),
        pytest.param(ReplyRule("buyer_day", 300, **DAYTIME), 0, 1, id="pinduoduo-5-min"),
        pytest.param(ReplyRule("buyer_day", 3600, **DAYTIME), 1, 1, id="pinduoduo-1-h"),
        pytest.param(ReplyRule("conversation", 180, **DAYTIME), 0, 1, id="douyin"),
        pytest.param(ReplyRule("turn", 180, **DAYTIME), 1, 2, id="douyin-by-turn"),
        pytest.param(ReplyRule("message", 180, **DAYTIME), 2, 3, id="douyin-by-message"),
        pytest.param(ReplyRule("chat", HALF_DAY), 1, 1, id="tiktok-and-shopee-12-h"),
        pytest.param(ReplyRule("chat", DAY_LONG), 1, 1, id="tiktok-and-etsy-24-h"),
        pytest.param(ReplyRule("chat", TWO_DAYS), 1, 1, id="walmart-48-h"),
        pytest.param(ReplyRule("chat", batch=(1080, 1140)), 1, 1, id="lazada-19-00"),
    ],
)
def test_golden_every_unit_of_count_is_a_parameter(rule: ReplyRule, num: int, den: int) -> None:
    """Timeline (b) of G4 by every definition of section 2.12, all from one metric."""
    varied = metric("im.turn_3min").with_(
        numerator=Side("reply", "asked_date", where="in_time", rule=rule),
        denominator=Side("reply", "asked_date", where="not bot_only", rule=rule),
    )
    reading = measured(varied, talk(B), as_of=dt.date(2025, 3, 6))
    assert (reading.num, reading.den) == (num, den)


def test_golden_satisfied_bot_replies_give_a_fifth() -> None:
    """Pinduoduo: one buyer answered in time, one satisfied by a bot, one kept waiting (section 2.12)."""
    rule = ReplyRule("buyer_day", 180, bot_credit=20, **DAYTIME)
    credit = metric("im.mean_response_capped").with_(
        unit=Unit.PERCENT,
        numerator=Side("reply", "asked_date", column="credit", rule=rule),
        denominator=Side("reply", "asked_date", rule=rule),
        exclude=(),
    )
    events = talk(
        ("10:00:00 buyer", "10:01:00 human"), ("10:00:00 buyer", "10:00:01 bot"), ("10:00:00 buyer",)
    )
    events["chat"][1]["bot_resolved"] = True
    assert measured(credit, events, as_of=dt.date(2025, 3, 6)).value == 40

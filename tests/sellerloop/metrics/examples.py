"""One small shop that a person can count by hand, and what metrics make of it."""

import datetime as dt
from fractions import Fraction

from bench.naive.facts import Row
from tests.sellerloop.metrics.conversations import chat, script
from tests.sellerloop.metrics.shops import event

DAYS = {day: dt.datetime(2026, 3, day, 5, tzinfo=dt.UTC) for day in range(20, 32)}  # noon in Ho Chi Minh City
HOUR = dt.timedelta(hours=1)

# Placed and paid on the 25th; to be shipped by the 28th, fast by the 27th, and delivered by the 30th.
SHIPPED = {"shipped_at": DAYS[26], "delivered_at": DAYS[29]}
ORDERS: dict[str, Row] = {
    "fine": SHIPPED,
    "late": {"shipped_at": DAYS[28] + HOUR, "delivered_at": DAYS[30], "due_deliver_at": DAYS[29]},
    "slow": {**SHIPPED, "shipped_at": DAYS[27] + HOUR},
    "broken": SHIPPED,
    "lost": {**SHIPPED, "tracking_valid": False},
    "claimed": SHIPPED,
    "no stock": {"cancelled_at": DAYS[26], "cancel_fault": "seller"},
    "forgotten": {"cancelled_at": DAYS[29], "cancel_fault": "auto"},
    "regretted": {"cancelled_at": DAYS[26], "cancel_fault": "buyer"},
    "sample": {**SHIPPED, "is_sample": True},
}
REVIEWS: dict[str, Row] = {
    "fine": {"first_rating": 5},
    "late": {"first_rating": 1, "aspect": "logistics"},
    "slow": {"first_rating": 3},
    "broken": {"first_rating": 2, "current_rating": 5},
    "sample": {"first_rating": 1},
}
REQUESTS: dict[str, Row] = {
    "broken": {"type": "return", "fault": "seller", "defective": True, "handling_s": 48 * 3600},
    "lost": {"type": "refund", "fault": "carrier", "handling_s": 24 * 3600},
    "fine": {"type": "return", "fault": "buyer"},  # not handled yet
    "claimed": {"type": "claim", "fault": "seller", "outcome": "approved", "handling_s": 3600},
}
CHATS: dict[str, tuple[str, ...]] = {
    "prompt": ("10:00:00 buyer", "10:01:00 human"),
    "slow": ("10:00:00 buyer", "10:00:01 human is_greeting", "10:05:00 human"),
    "silent": ("10:00:00 buyer",),
    "machine": ("10:00:00 buyer", "10:00:02 bot"),
    "broadcast": ("10:00:00 buyer",),
}
RATINGS = {"prompt": 5, "slow": 1, "machine": 2}

EXAMPLES: dict[str, tuple[int, int | None, Fraction | int]] = {
    "im.buyer_day_3min": (1, 3, Fraction(100, 3)),
    "im.conversation_3min": (1, 3, Fraction(100, 3)),
    "im.dissatisfaction": (2, 3, Fraction(200, 3)),
    "im.first_response_mean": (360, 2, 180),
    "im.first_response_p50": (1, 2, 60),
    "im.first_response_p90": (2, 2, 300),
    "im.mean_response_capped": (960, 3, 320),
    "im.message_3min": (1, 3, Fraction(100, 3)),
    "im.participation": (3, 4, 75),
    "im.reply_12h": (2, 4, 50),
    "im.reply_24h": (2, 4, 50),
    "im.reply_24h_weekend": (2, 4, 50),
    "im.satisfaction": (1, 3, Fraction(100, 3)),
    "im.turn_3min": (1, 3, Fraction(100, 3)),
    "im.unanswered": (2, 4, 50),
    "shop.cancels_seller_30": (2, 9, Fraction(200, 9)),
    "shop.cancels_seller_7": (2, 9, Fraction(200, 9)),
    "shop.delivered": (6, None, 6),
    "shop.fast_dispatch": (4, 6, Fraction(400, 6)),
    "shop.gmv": (9000, None, 9000),
    "shop.late_dispatch": (1, 6, Fraction(100, 6)),
    "shop.order_defect": (3, 9, Fraction(300, 9)),
    "shop.orders": (9, None, 9),
    "shop.returns_defective": (1, 6, Fraction(100, 6)),
    "shop.returns_seller_30": (1, 6, Fraction(100, 6)),
    "shop.returns_seller_60": (1, 6, Fraction(100, 6)),
    "shop.shipped": (6, None, 6),
    "shop.unsatisfied": (1, 6, Fraction(100, 6)),
    "shop.valid_tracking": (5, 6, Fraction(500, 6)),
    "tts.aht": (72 * 3600, 2, 36),
    "tts.im_dsat": (2, 3, Fraction(200, 3)),
    "tts.nbfr": (2, 6, Fraction(200, 6)),
    "tts.nrr": (2, 6, Fraction(200, 6)),
    "tts.otdr": (5, 6, Fraction(500, 6)),
    "tts.sfcr": (2, 9, Fraction(200, 9)),
}


def shop() -> dict[str, list[Row]]:
    due = {"due_ship_at": DAYS[28], "due_fast_ship_at": DAYS[27], "due_deliver_at": DAYS[30]}
    placed = {
        "placed_at": DAYS[25],
        "paid_at": DAYS[25],
        "amount": 1000,
        "currency": "VND",
        "tracking_valid": True,
    }
    chats = {
        name: chat(name, buyer=name, started_at=DAYS[30], is_broadcast=name == "broadcast") for name in CHATS
    }
    return {
        "order": [event(order_id=name, **{**placed, **due, **own}) for name, own in ORDERS.items()],
        "review": [
            event(order_id=name, review_id="r", reviewed_at=DAYS[30], **own) for name, own in REVIEWS.items()
        ],
        "request": [
            event(order_id=n, request_id=n, opened_at=DAYS[30], **own) for n, own in REQUESTS.items()
        ],
        "parcel_scan": [event(order_id="fine", parcel_id="p", scan="accepted", scanned_at=DAYS[26])],
        "chat": list(chats.values()),
        "message": [
            m for n, lines in CHATS.items() for m in script(chats[n], *lines, day=dt.date(2026, 3, 30))
        ],
        "chat_rating": [event(chat_id=n, rated_at=DAYS[30], rating=stars) for n, stars in RATINGS.items()],
    }

"""Three-minute human reply rate by conversation, as on Douyin.

Every turn of the conversation has to be answered within three minutes; one late turn makes it a miss, and
so does a conversation that was never assigned. What came before a bot's hand-over to a person does not
count.
"""

import datetime as dt

from sellerloop.metrics.replies import INELIGIBLE, ReplyRule
from sellerloop.metrics.spec import Aggregation, Direction, Metric, Side, Unit
from sellerloop.policy.source import Certainty, Source
from sellerloop.policy.window import Rolling
from sellerloop.speech.message import gettext_noop

_RULE = ReplyRule(unit="conversation", limit_s=180, opens=8 * 60, closes=23 * 60, handovers=("bot", "system"))

METRIC = Metric(
    id="im.conversation_3min",
    name=gettext_noop("Three-minute reply rate by conversation"),
    meaning=gettext_noop(
        "Share of conversations of which every turn from 8:00 to 23:00 was answered within three minutes"
    ),
    unit=Unit.PERCENT,
    direction=Direction.HIGHER,
    aggregation=Aggregation.RATIO,
    numerator=Side("reply", "asked_date", where="in_time", rule=_RULE),
    denominator=Side("reply", "asked_date", where="not bot_only", rule=_RULE),
    count_unit="conversation",
    window=Rolling(days=30),
    exclude=INELIGIBLE,
    sources=(
        Source(ref="xhstdz, 2024-11", read_on=dt.date(2026, 11, 22), certainty=Certainty.REPORTED),
        Source(ref="milguo, 2025-12-17", read_on=dt.date(2026, 11, 22), certainty=Certainty.REPORTED),
    ),
)

"""Twenty-four-hour response rate of the United States, with the weekend rule.

With all three chatbots on, what a buyer writes on Saturday or Sunday is due on Monday at 12:00 local time.
The window of 30 days is assumed.
"""

import datetime as dt

from sellerloop.metrics.replies import INELIGIBLE, ReplyRule
from sellerloop.metrics.spec import Aggregation, Direction, Metric, Side, Unit
from sellerloop.policy.source import Certainty, Source
from sellerloop.policy.window import Rolling
from sellerloop.speech.message import gettext_noop

_RULE = ReplyRule(unit="chat", limit_s=24 * 3600, weekend=True)

METRIC = Metric(
    id="im.reply_24h_weekend",
    name=gettext_noop("Response rate within 24 hours, weekends by Monday noon"),
    meaning=gettext_noop(
        "Share of chats that a person answered within 24 hours, or by Monday noon when asked at the weekend"
    ),
    unit=Unit.PERCENT,
    direction=Direction.HIGHER,
    aggregation=Aggregation.RATIO,
    numerator=Side("reply", "asked_date", where="in_time", rule=_RULE),
    denominator=Side("reply", "asked_date", rule=_RULE),
    count_unit="chat",
    window=Rolling(days=30),
    exclude=INELIGIBLE,
    sources=(
        Source(
            ref="seller-us essay 719928765302570", read_on=dt.date(2026, 11, 22), certainty=Certainty.OFFICIAL
        ),
    ),
)

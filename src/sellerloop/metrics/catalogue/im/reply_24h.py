"""Twenty-four-hour response rate of the United States, without the weekend rule.

Chats that a buyer started and a person answered within 24 hours of the buyer's first message. The window of
30 days is assumed.
"""

import datetime as dt

from sellerloop.metrics.replies import FIRST_REPLY, INELIGIBLE
from sellerloop.metrics.spec import Aggregation, Direction, Metric, Side, Unit
from sellerloop.policy.source import Certainty, Source
from sellerloop.policy.window import Rolling
from sellerloop.speech.message import gettext_noop

METRIC = Metric(
    id="im.reply_24h",
    name=gettext_noop("Response rate within 24 hours"),
    meaning=gettext_noop("Share of chats that a person answered within 24 hours"),
    unit=Unit.PERCENT,
    direction=Direction.HIGHER,
    aggregation=Aggregation.RATIO,
    numerator=Side("reply", "asked_date", where="in_time", rule=FIRST_REPLY),
    denominator=Side("reply", "asked_date", rule=FIRST_REPLY),
    count_unit="chat",
    window=Rolling(days=30),
    exclude=INELIGIBLE,
    sources=(
        Source(
            ref="seller-us essay 719928765302570", read_on=dt.date(2026, 11, 22), certainty=Certainty.OFFICIAL
        ),
    ),
)

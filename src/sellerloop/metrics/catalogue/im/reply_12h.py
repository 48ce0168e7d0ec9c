"""Twelve-hour response rate of Southeast Asia.

The first reply of a person within twelve hours of the buyer's first message, weekends and holidays
included; greetings alone and automatic replies are none.
"""

import datetime as dt

from sellerloop.metrics.replies import INELIGIBLE, ReplyRule
from sellerloop.metrics.spec import Aggregation, Direction, Metric, Side, Unit
from sellerloop.policy.source import Certainty, Source
from sellerloop.policy.window import Rolling
from sellerloop.speech.message import gettext_noop

_RULE = ReplyRule(unit="chat", limit_s=12 * 3600)

METRIC = Metric(
    id="im.reply_12h",
    name=gettext_noop("Response rate within 12 hours"),
    meaning=gettext_noop("Share of chats that a person answered within 12 hours"),
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
            ref="seller-th essay 8918857185183490",
            read_on=dt.date(2026, 11, 22),
            certainty=Certainty.OFFICIAL,
        ),
    ),
)

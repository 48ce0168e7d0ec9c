"""Three-minute reply rate by message, a variant of the rate by conversation.

Each buyer message waits for the next valid reply.
"""

import datetime as dt

from sellerloop.metrics.replies import INELIGIBLE, ReplyRule
from sellerloop.metrics.spec import Aggregation, Direction, Metric, Side, Unit
from sellerloop.policy.source import Certainty, Source
from sellerloop.policy.window import Rolling
from sellerloop.speech.message import gettext_noop

_RULE = ReplyRule(unit="message", limit_s=180, opens=8 * 60, closes=23 * 60)

METRIC = Metric(
    id="im.message_3min",
    name=gettext_noop("Three-minute reply rate by message"),
    meaning=gettext_noop(
        "Share of buyer messages from 8:00 to 23:00 that were answered within three minutes"
    ),
    unit=Unit.PERCENT,
    direction=Direction.HIGHER,
    aggregation=Aggregation.RATIO,
    numerator=Side("reply", "asked_date", where="in_time", rule=_RULE),
    denominator=Side("reply", "asked_date", where="not bot_only", rule=_RULE),
    count_unit="message",
    window=Rolling(days=30),
    exclude=INELIGIBLE,
    sources=(Source(ref="plnmw", read_on=dt.date(2026, 11, 22), certainty=Certainty.REPORTED),),
)

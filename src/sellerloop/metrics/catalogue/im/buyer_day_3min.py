"""Three-minute reply rate by buyer and day, as on Pinduoduo.

One late turn on a day makes the buyer a miss for that day, over all chats with the account. The window of
30 days is assumed.
"""

import datetime as dt

from sellerloop.metrics.replies import INELIGIBLE, ReplyRule
from sellerloop.metrics.spec import Aggregation, Direction, Metric, Side, Unit
from sellerloop.policy.source import Certainty, Source
from sellerloop.policy.window import Rolling
from sellerloop.speech.message import gettext_noop

_RULE = ReplyRule(unit="buyer_day", limit_s=180, opens=8 * 60, closes=23 * 60)

METRIC = Metric(
    id="im.buyer_day_3min",
    name=gettext_noop("Three-minute reply rate by buyer and day"),
    meaning=gettext_noop(
        "Share of buyers per day whose every message from 8:00 to 23:00 was answered within three minutes"
    ),
    unit=Unit.PERCENT,
    direction=Direction.HIGHER,
    aggregation=Aggregation.RATIO,
    numerator=Side("reply", "asked_date", where="in_time", rule=_RULE),
    denominator=Side("reply", "asked_date", where="not bot_only", rule=_RULE),
    count_unit="buyer_day",
    window=Rolling(days=30),
    exclude=INELIGIBLE,
    sources=(
        Source(ref="guangxilong, 2019", read_on=dt.date(2026, 11, 22), certainty=Certainty.REPORTED),
        Source(ref="gstsqh, 2019", read_on=dt.date(2026, 11, 22), certainty=Certainty.REPORTED),
    ),
)

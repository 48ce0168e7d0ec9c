"""Three-minute reply rate by turn, as on Taobao.

A turn runs from the first buyer message to the first valid reply; several questions before a reply are one
turn. A turn without a reply on the same day is a miss. Replies with smart assistance count; fully automatic
turns leave both sides.
"""

import datetime as dt

from sellerloop.metrics.replies import INELIGIBLE, TURNS
from sellerloop.metrics.spec import Aggregation, Direction, Metric, Side, Unit
from sellerloop.policy.source import Certainty, Source
from sellerloop.policy.window import Rolling
from sellerloop.speech.message import gettext_noop

METRIC = Metric(
    id="im.turn_3min",
    name=gettext_noop("Three-minute reply rate by turn"),
    meaning=gettext_noop("Share of turns from 8:00 to 23:00 that were answered within three minutes"),
    unit=Unit.PERCENT,
    direction=Direction.HIGHER,
    aggregation=Aggregation.RATIO,
    numerator=Side("reply", "asked_date", where="in_time", rule=TURNS),
    denominator=Side("reply", "asked_date", where="not bot_only", rule=TURNS),
    count_unit="turn",
    window=Rolling(days=30),
    exclude=INELIGIBLE,
    sources=(
        Source(ref="dingjiuxi, 2023-04", read_on=dt.date(2026, 11, 22), certainty=Certainty.REPORTED),
        Source(ref="g8108, 2025-06", read_on=dt.date(2026, 11, 22), certainty=Certainty.REPORTED),
    ),
)

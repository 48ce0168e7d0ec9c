"""Chat dissatisfaction rate of the Shop Performance Score.

Rated chats are the denominator, not all chats, and the day of the rating decides; three stars count in the
denominator only. Chats hit by a system outage that was accepted on appeal leave both sides.
"""

import datetime as dt

from sellerloop.metrics.spec import Aggregation, Direction, Metric, Side, Unit
from sellerloop.policy.source import Certainty, Source
from sellerloop.policy.window import Rolling
from sellerloop.speech.message import gettext_noop

METRIC = Metric(
    id="tts.im_dsat",
    name=gettext_noop("Chat dissatisfaction rate"),
    meaning=gettext_noop("Share of rated chats with one or two stars"),
    unit=Unit.PERCENT,
    direction=Direction.LOWER,
    aggregation=Aggregation.RATIO,
    numerator=Side("chat_rating", "rated_date", where="rating <= 2"),
    denominator=Side("chat_rating", "rated_date"),
    count_unit="chat",
    window=Rolling(days=60),
    exclude=("outage",),
    sources=(
        Source(
            ref="chwang.com guide 200291701534", read_on=dt.date(2026, 11, 22), certainty=Certainty.REPORTED
        ),
    ),
)

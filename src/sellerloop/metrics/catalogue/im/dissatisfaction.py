"""Chat dissatisfaction rate over rated chats, by the day of the rating."""

import datetime as dt

from sellerloop.metrics.spec import Aggregation, Direction, Metric, Side, Unit
from sellerloop.policy.source import Certainty, Source
from sellerloop.policy.window import Rolling
from sellerloop.speech.message import gettext_noop

METRIC = Metric(
    id="im.dissatisfaction",
    name=gettext_noop("Chat dissatisfaction rate, 30 days"),
    meaning=gettext_noop("Share of chats rated in 30 days with one or two stars"),
    unit=Unit.PERCENT,
    direction=Direction.LOWER,
    aggregation=Aggregation.RATIO,
    numerator=Side("chat_rating", "rated_date", where="rating <= 2"),
    denominator=Side("chat_rating", "rated_date"),
    count_unit="chat",
    window=Rolling(days=30),
    exclude=("outage",),
    sources=(
        Source(
            ref="chwang.com guide 200291701534 (formula)",
            read_on=dt.date(2026, 11, 22),
            certainty=Certainty.REPORTED,
        ),
    ),
)

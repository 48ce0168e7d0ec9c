"""Chat satisfaction rate over rated chats, by the day of the rating."""

import datetime as dt

from sellerloop.metrics.spec import Aggregation, Direction, Metric, Side, Unit
from sellerloop.policy.source import Certainty, Source
from sellerloop.policy.window import Rolling
from sellerloop.speech.message import gettext_noop

METRIC = Metric(
    id="im.satisfaction",
    name=gettext_noop("Chat satisfaction rate"),
    meaning=gettext_noop("Share of rated chats with four or five stars"),
    unit=Unit.PERCENT,
    direction=Direction.HIGHER,
    aggregation=Aggregation.RATIO,
    numerator=Side("chat_rating", "rated_date", where="rating >= 4"),
    denominator=Side("chat_rating", "rated_date"),
    count_unit="chat",
    window=Rolling(days=30),
    exclude=("outage",),
    sources=(
        Source(
            ref="seller-th essay 8918857185183490",
            read_on=dt.date(2026, 11, 22),
            certainty=Certainty.OFFICIAL,
        ),
    ),
)

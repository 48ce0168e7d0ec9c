"""On-time delivery rate of the Shop Performance Score."""

import datetime as dt

from sellerloop.metrics.spec import Aggregation, Direction, Metric, Side, Unit
from sellerloop.policy.source import Certainty, Source
from sellerloop.policy.window import Rolling
from sellerloop.speech.message import gettext_noop

_DUE = "cancelled_at is None"

METRIC = Metric(
    id="tts.otdr",
    name=gettext_noop("On-time delivery rate"),
    meaning=gettext_noop("Share of orders due for delivery that the carrier delivered by the promised date"),
    unit=Unit.PERCENT,
    direction=Direction.HIGHER,
    aggregation=Aggregation.RATIO,
    numerator=Side("order", "due_deliver_date", where=f"{_DUE} and delivered_date <= due_deliver_date"),
    denominator=Side("order", "due_deliver_date", where=_DUE),
    count_unit="order",
    window=Rolling(days=30),
    exclude=("platform_fulfilled", "is_sample", "is_fake"),
    sources=(
        Source(
            ref="seller-us essay 7671875816589099",
            read_on=dt.date(2026, 11, 22),
            certainty=Certainty.OFFICIAL,
        ),
    ),
)

"""Orders handed to the carrier."""

import datetime as dt

from sellerloop.metrics.spec import Aggregation, Direction, Metric, Side, Unit
from sellerloop.policy.source import Certainty, Source
from sellerloop.policy.window import Rolling
from sellerloop.speech.message import gettext_noop

METRIC = Metric(
    id="shop.shipped",
    name=gettext_noop("Orders dispatched"),
    meaning=gettext_noop("Number of orders handed to the carrier"),
    unit=Unit.COUNT,
    direction=Direction.HIGHER,
    aggregation=Aggregation.TOTAL,
    numerator=Side("order", "shipped_date"),
    denominator=None,
    count_unit="order",
    window=Rolling(days=30),
    exclude=("is_sample", "is_fake"),
    sources=(
        Source(ref="Sellerloop's own definition", read_on=dt.date(2026, 11, 22), certainty=Certainty.ASSUMED),
    ),
)

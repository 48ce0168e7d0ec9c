"""Defective return rate of Shop Health in Southeast Asia.

Only verified defects count. The page divides by orders; delivered orders by the day of delivery stand here,
because only what was delivered can come back (assumed).
"""

import datetime as dt

from sellerloop.metrics.spec import Aggregation, Direction, Metric, Side, Unit
from sellerloop.policy.source import Certainty, Source
from sellerloop.policy.window import Rolling
from sellerloop.speech.message import gettext_noop

METRIC = Metric(
    id="shop.returns_defective",
    name=gettext_noop("Defective return rate"),
    meaning=gettext_noop("Share of delivered orders returned for a verified defect"),
    unit=Unit.PERCENT,
    direction=Direction.LOWER,
    aggregation=Aggregation.RATIO,
    numerator=Side("order", "delivered_date", where="return_defective"),
    denominator=Side("order", "delivered_date"),
    count_unit="order",
    window=Rolling(days=30),
    exclude=("is_sample", "is_gift", "is_fake"),
    sources=(
        Source(
            ref="seller-id course 2954951123355394",
            read_on=dt.date(2026, 11, 22),
            certainty=Certainty.OFFICIAL,
        ),
    ),
)

"""Seller-fault return rate over 30 days, as shop health in Southeast Asia counts it.

An order counts once, however many requests it has. Both sides count by the day of delivery (assumed).
"""

import datetime as dt

from sellerloop.metrics.spec import Aggregation, Direction, Metric, Side, Unit
from sellerloop.policy.source import Certainty, Source
from sellerloop.policy.window import Rolling
from sellerloop.speech.message import gettext_noop

METRIC = Metric(
    id="shop.returns_seller_30",
    name=gettext_noop("Seller-fault return rate, 30 days"),
    meaning=gettext_noop(
        "Share of orders delivered in 30 days with a return or refund that the seller caused"
    ),
    unit=Unit.PERCENT,
    direction=Direction.LOWER,
    aggregation=Aggregation.RATIO,
    numerator=Side("order", "delivered_date", fault="return_{fault}"),
    denominator=Side("order", "delivered_date"),
    count_unit="order",
    window=Rolling(days=30),
    faults=("seller",),
    exclude=("is_sample", "is_gift", "is_fake"),
    sources=(
        Source(ref="bigseller, 2026-03-11", read_on=dt.date(2026, 11, 22), certainty=Certainty.REPORTED),
    ),
)

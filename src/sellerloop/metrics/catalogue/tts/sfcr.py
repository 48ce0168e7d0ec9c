"""Seller-fault cancellation rate of the Shop Performance Score.

Seller faults are no stock, late shipping, price errors and non-compliance; automatic cancellations after a
missed dispatch time count as well, platform errors and buyers' wishes do not. Both sides count by the day
the order was placed.
"""

import datetime as dt

from sellerloop.metrics.spec import Aggregation, Direction, Metric, Side, Unit
from sellerloop.policy.source import Certainty, Source
from sellerloop.policy.window import Rolling
from sellerloop.speech.message import gettext_noop

METRIC = Metric(
    id="tts.sfcr",
    name=gettext_noop("Seller-fault cancellation rate"),
    meaning=gettext_noop(
        "Share of orders placed that were cancelled through the seller's fault or for late dispatch"
    ),
    unit=Unit.PERCENT,
    direction=Direction.LOWER,
    aggregation=Aggregation.RATIO,
    numerator=Side("order", "placed_date", fault="cancel_fault"),
    denominator=Side("order", "placed_date"),
    count_unit="order",
    window=Rolling(days=30),
    faults=("seller", "auto"),
    exclude=("platform_fulfilled", "is_sample", "is_fake"),
    sources=(
        Source(
            ref="seller-us essay 7953001314830094",
            read_on=dt.date(2026, 11, 22),
            certainty=Certainty.OFFICIAL,
        ),
    ),
)

"""Seller-fault and automatic cancellations over orders placed, within 30 days."""

import datetime as dt

from sellerloop.metrics.spec import Aggregation, Direction, Metric, Side, Unit
from sellerloop.policy.source import Certainty, Source
from sellerloop.policy.window import Rolling
from sellerloop.speech.message import gettext_noop

METRIC = Metric(
    id="shop.cancels_seller_30",
    name=gettext_noop("Seller-fault cancellation rate, 30 days"),
    meaning=gettext_noop(
        "Share of orders placed in 30 days that were cancelled through the seller's fault or automatically"
    ),
    unit=Unit.PERCENT,
    direction=Direction.LOWER,
    aggregation=Aggregation.RATIO,
    numerator=Side("order", "placed_date", fault="cancel_fault"),
    denominator=Side("order", "placed_date"),
    count_unit="order",
    window=Rolling(days=30),
    faults=("seller", "auto"),
    exclude=("is_sample", "is_fake"),
    sources=(
        Source(
            ref="seller-us essay 7953001314830094 (formula)",
            read_on=dt.date(2026, 11, 22),
            certainty=Certainty.OFFICIAL,
        ),
    ),
)

"""Order defect rate by the date of the order.

A defect is a first review of one or two stars, or a claim or chargeback that was not denied; an order
counts once. Because the order's own day decides, young rates are too low until the defects arrive.
"""

import datetime as dt

from sellerloop.metrics.spec import Aggregation, Direction, Metric, Side, Unit
from sellerloop.policy.source import Certainty, Source
from sellerloop.policy.window import Rolling
from sellerloop.speech.message import gettext_noop

METRIC = Metric(
    id="shop.order_defect",
    name=gettext_noop("Order defect rate"),
    meaning=gettext_noop("Share of orders placed that have a negative review, a claim or a chargeback"),
    unit=Unit.PERCENT,
    direction=Direction.LOWER,
    aggregation=Aggregation.RATIO,
    numerator=Side("order", "placed_date", where="first_rating <= 2 or has_claim"),
    denominator=Side("order", "placed_date"),
    count_unit="order",
    window=Rolling(days=60),
    exclude=("is_sample", "is_fake", "reviews_missing"),
    sources=(
        Source(ref="Amazon help G202124800", read_on=dt.date(2026, 11, 22), certainty=Certainty.OFFICIAL),
    ),
)

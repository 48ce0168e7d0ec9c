"""Unsatisfied order rate of the Store Rating in Southeast Asia.

Reviews about logistics do not count; a review that does not say what it is about is about the product
(assumed). Both sides count by the day of delivery.
"""

import datetime as dt

from sellerloop.metrics.spec import Aggregation, Direction, Metric, Side, Unit
from sellerloop.policy.source import Certainty, Source
from sellerloop.policy.window import Rolling
from sellerloop.speech.message import gettext_noop

_UNSATISFIED = "first_rating <= 2 and (first_rating_aspect is None or first_rating_aspect != 'logistics')"

METRIC = Metric(
    id="shop.unsatisfied",
    name=gettext_noop("Unsatisfied order rate"),
    meaning=gettext_noop("Share of delivered orders with one or two stars for product or service"),
    unit=Unit.PERCENT,
    direction=Direction.LOWER,
    aggregation=Aggregation.RATIO,
    numerator=Side("order", "delivered_date", where=_UNSATISFIED, horizon="first_rating_days"),
    denominator=Side("order", "delivered_date"),
    count_unit="order",
    window=Rolling(days=60),
    exclude=("risky_buyer", "is_sample", "is_gift", "is_fake", "reviews_missing"),
    sources=(
        Source(
            ref="seller-id essay 7753818833962754",
            read_on=dt.date(2026, 11, 22),
            certainty=Certainty.OFFICIAL,
        ),
    ),
)

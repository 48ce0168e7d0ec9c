"""Delivered orders without fakes, samples and gifts, as the minimum of the Shop Performance Score counts."""

import datetime as dt

from sellerloop.metrics.spec import Aggregation, Direction, Metric, Side, Unit
from sellerloop.policy.source import Certainty, Source
from sellerloop.policy.window import Rolling
from sellerloop.speech.message import gettext_noop

METRIC = Metric(
    id="shop.delivered",
    name=gettext_noop("Orders delivered"),
    meaning=gettext_noop("Number of orders delivered"),
    unit=Unit.COUNT,
    direction=Direction.HIGHER,
    aggregation=Aggregation.TOTAL,
    numerator=Side("order", "delivered_date"),
    denominator=None,
    count_unit="order",
    window=Rolling(days=90),
    exclude=("is_sample", "is_gift", "is_fake"),
    sources=(
        Source(
            ref="ppc.land, tiktok-shops-hidden-score-that-can-freeze-your-affiliate-access",
            read_on=dt.date(2026, 11, 22),
            certainty=Certainty.REPORTED,
        ),
    ),
)

"""Valid tracking rate.

One order is one parcel here, and the tracking number that the carrier accepted counts. Without any carrier
scans nothing is known about tracking numbers, so the rate is not assessed then.
"""

import datetime as dt

from sellerloop.metrics.spec import Aggregation, Direction, Metric, Side, Unit
from sellerloop.policy.source import Certainty, Source
from sellerloop.policy.window import Rolling
from sellerloop.speech.message import gettext_noop

METRIC = Metric(
    id="shop.valid_tracking",
    name=gettext_noop("Valid tracking rate"),
    meaning=gettext_noop("Share of dispatched orders with a tracking number that the carrier accepted"),
    unit=Unit.PERCENT,
    direction=Direction.HIGHER,
    aggregation=Aggregation.RATIO,
    numerator=Side("order", "shipped_date", where="tracking_valid"),
    denominator=Side("order", "shipped_date"),
    count_unit="order",
    window=Rolling(days=30),
    exclude=("platform_fulfilled", "is_sample", "is_fake"),
    needs=("parcel_scan",),
    sources=(
        Source(ref="cajari (Amazon VTR)", read_on=dt.date(2026, 11, 22), certainty=Certainty.REPORTED),
        Source(ref="gelato (TikTok VTR)", read_on=dt.date(2026, 11, 22), certainty=Certainty.REPORTED),
    ),
)

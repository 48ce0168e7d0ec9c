"""Non-buyer-fault return and refund rate of the Shop Performance Score.

An order counts once, however many requests it has, when at least one of them was the seller's or the
carrier's fault. Both sides count by the day of delivery (assumed: the window is published, its anchor is
not).
"""

import datetime as dt

from sellerloop.metrics.spec import Aggregation, Direction, Metric, Side, Unit
from sellerloop.policy.source import Certainty, Source
from sellerloop.policy.window import Rolling
from sellerloop.speech.message import gettext_noop

METRIC = Metric(
    id="tts.nbfr",
    name=gettext_noop("Non-buyer-fault return and refund rate"),
    meaning=gettext_noop(
        "Share of delivered orders with a return or refund caused by the seller or the carrier"
    ),
    unit=Unit.PERCENT,
    direction=Direction.LOWER,
    aggregation=Aggregation.RATIO,
    numerator=Side("order", "delivered_date", fault="return_{fault}"),
    denominator=Side("order", "delivered_date"),
    count_unit="order",
    window=Rolling(days=60),
    faults=("seller", "carrier"),
    exclude=("is_sample", "is_gift", "is_fake"),
    sources=(
        Source(
            ref="ppc.land, tiktok-shops-hidden-score-that-can-freeze-your-affiliate-access",
            read_on=dt.date(2026, 11, 22),
            certainty=Certainty.REPORTED,
        ),
        Source(ref="duoke.com article 268", read_on=dt.date(2026, 11, 22), certainty=Certainty.REPORTED),
    ),
)

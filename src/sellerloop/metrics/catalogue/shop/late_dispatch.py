"""Late dispatch rate, over orders that were dispatched.

Instants are compared, and the last promised instant is still in time (assumed). The formula is that of the
US page; the window of seven days is the one reported for Southeast Asia, where orders are the denominator.
"""

import datetime as dt

from sellerloop.metrics.spec import Aggregation, Direction, Metric, Side, Unit
from sellerloop.policy.source import Certainty, Source
from sellerloop.policy.window import Rolling
from sellerloop.speech.message import gettext_noop

METRIC = Metric(
    id="shop.late_dispatch",
    name=gettext_noop("Late dispatch rate"),
    meaning=gettext_noop("Share of dispatched orders that were handed over after the promised time"),
    unit=Unit.PERCENT,
    direction=Direction.LOWER,
    aggregation=Aggregation.RATIO,
    numerator=Side("order", "shipped_date", where="shipped_at > due_ship_at"),
    denominator=Side("order", "shipped_date", where="due_ship_at is not None"),
    count_unit="order",
    window=Rolling(days=7),
    exclude=("platform_fulfilled", "is_sample", "is_fake"),
    sources=(
        Source(
            ref="seller-us essay 3668989549299511",
            read_on=dt.date(2026, 11, 22),
            certainty=Certainty.OFFICIAL,
        ),
        Source(
            ref="duoke.com, 2025-12-11 (window)", read_on=dt.date(2026, 11, 22), certainty=Certainty.REPORTED
        ),
    ),
)

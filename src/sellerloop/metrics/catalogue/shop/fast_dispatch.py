"""Fast dispatch rate.

Orders count on the day their fast dispatch was due, so that an order still in time is not yet a miss
(assumed: the page says paid orders and names no anchor). Cancelled orders are never due.
"""

import datetime as dt

from sellerloop.metrics.spec import Aggregation, Direction, Metric, Side, Unit
from sellerloop.policy.source import Certainty, Source
from sellerloop.policy.window import Rolling
from sellerloop.speech.message import gettext_noop

_DUE = "paid_at is not None and cancelled_at is None"

METRIC = Metric(
    id="shop.fast_dispatch",
    name=gettext_noop("Fast dispatch rate"),
    meaning=gettext_noop("Share of paid orders that the carrier scanned within the time for fast dispatch"),
    unit=Unit.PERCENT,
    direction=Direction.HIGHER,
    aggregation=Aggregation.RATIO,
    numerator=Side("order", "due_fast_ship_date", where=f"{_DUE} and shipped_at <= due_fast_ship_at"),
    denominator=Side("order", "due_fast_ship_date", where=_DUE),
    count_unit="order",
    window=Rolling(days=30),
    exclude=("platform_fulfilled", "is_sample", "is_fake"),
    sources=(
        Source(
            ref="seller-id course 2954951123355394",
            read_on=dt.date(2026, 11, 22),
            certainty=Certainty.OFFICIAL,
        ),
    ),
)

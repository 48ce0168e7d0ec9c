"""Gross merchandise value: what paid orders were worth, before cancellations, returns and refunds (assumed).

Minor units of the account's currency; orders of one account have one currency.
"""

import datetime as dt

from sellerloop.metrics.spec import Aggregation, Direction, Metric, Side, Unit
from sellerloop.policy.source import Certainty, Source
from sellerloop.policy.window import Rolling
from sellerloop.speech.message import gettext_noop

METRIC = Metric(
    id="shop.gmv",
    name=gettext_noop("Gross merchandise value"),
    meaning=gettext_noop("Value of orders paid, before cancellations and returns"),
    unit=Unit.MONEY,
    direction=Direction.HIGHER,
    aggregation=Aggregation.TOTAL,
    numerator=Side("order", "paid_date", column="amount"),
    denominator=None,
    count_unit="order",
    window=Rolling(days=30),
    exclude=("is_sample", "is_fake"),
    sources=(
        Source(ref="Sellerloop's own definition", read_on=dt.date(2026, 11, 22), certainty=Certainty.ASSUMED),
    ),
)

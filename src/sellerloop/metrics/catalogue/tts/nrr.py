"""Negative review rate of the Shop Performance Score.

The first rating of an order counts and later edits do not; three stars are neutral. Orders of buyers
flagged as risky leave both sides. Both sides count by the day of delivery, so a review counts with its
order, however late it comes (assumed: the page names one 60-day window and no horizon; ``horizon`` sets
one). Fake, sample and gift orders are no delivered orders, as in the score's own minimum of 30.
"""

import datetime as dt

from sellerloop.metrics.spec import Aggregation, Direction, Metric, Side, Unit
from sellerloop.policy.source import Certainty, Source
from sellerloop.policy.window import Rolling
from sellerloop.speech.message import gettext_noop

METRIC = Metric(
    id="tts.nrr",
    name=gettext_noop("Negative review rate"),
    meaning=gettext_noop("Share of delivered orders whose first review gave one or two stars"),
    unit=Unit.PERCENT,
    direction=Direction.LOWER,
    aggregation=Aggregation.RATIO,
    numerator=Side("order", "delivered_date", where="first_rating <= 2", horizon="first_rating_days"),
    denominator=Side("order", "delivered_date"),
    count_unit="order",
    window=Rolling(days=60),
    exclude=("risky_buyer", "is_sample", "is_gift", "is_fake", "reviews_missing"),
    sources=(
        Source(
            ref="ppc.land, tiktok-shops-hidden-score-that-can-freeze-your-affiliate-access",
            read_on=dt.date(2026, 11, 22),
            certainty=Certainty.REPORTED,
        ),
        Source(
            ref="seller-us essay 8854995425085230 (risky buyers)",
            read_on=dt.date(2026, 11, 22),
            certainty=Certainty.OFFICIAL,
        ),
    ),
)

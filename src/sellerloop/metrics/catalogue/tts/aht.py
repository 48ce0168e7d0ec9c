"""After-sales handling time of the Shop Performance Score. Not the average handling time of a contact centre.

Handling times of up to two actions of the seller per request, added up, over requests. Only requests that a
buyer makes of the seller count, so claims and chargebacks do not; a request without a handling time was not
handled yet and waits outside both sides (assumed).
"""

import datetime as dt

from sellerloop.metrics.spec import Aggregation, Direction, Metric, Side, Unit
from sellerloop.policy.source import Certainty, Source
from sellerloop.policy.window import Rolling
from sellerloop.speech.message import gettext_noop

_HANDLED = "type in {'refund', 'return', 'replacement'} and handling_s is not None"

METRIC = Metric(
    id="tts.aht",
    name=gettext_noop("After-sales handling time"),
    meaning=gettext_noop("Mean time that the seller took to handle an after-sales request"),
    unit=Unit.HOURS,
    direction=Direction.LOWER,
    aggregation=Aggregation.MEAN,
    numerator=Side("request", "opened_date", where=_HANDLED, column="handling_s"),
    denominator=Side("request", "opened_date", where=_HANDLED),
    count_unit="request",
    window=Rolling(days=60),
    sources=(
        Source(
            ref="seller-us essay 2542861906872077",
            read_on=dt.date(2026, 11, 22),
            certainty=Certainty.OFFICIAL,
        ),
    ),
)

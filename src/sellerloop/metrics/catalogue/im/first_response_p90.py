"""90th percentile of the first response time, over answered chats.

Chats without a reply have no wait and stand beside it in im.unanswered. Read off a histogram, so it may
differ from the true one by the width of a bucket.
"""

import datetime as dt
from fractions import Fraction

from sellerloop.metrics.replies import FIRST_REPLY, INELIGIBLE, WAIT_EDGES
from sellerloop.metrics.spec import Aggregation, Direction, Metric, Side, Unit
from sellerloop.policy.source import Certainty, Source
from sellerloop.policy.window import Rolling
from sellerloop.speech.message import gettext_noop

METRIC = Metric(
    id="im.first_response_p90",
    name=gettext_noop("First response time, 90th percentile"),
    meaning=gettext_noop(
        "Wait for the first reply of a person within which nine of ten answered chats were answered"
    ),
    unit=Unit.SECONDS,
    direction=Direction.LOWER,
    aggregation=Aggregation.QUANTILE,
    numerator=Side("reply", "asked_date", where="answered", column="wait_s", rule=FIRST_REPLY),
    denominator=None,
    count_unit="chat",
    window=Rolling(days=30),
    exclude=INELIGIBLE,
    quantile=Fraction(9, 10),
    edges=WAIT_EDGES,
    sources=(
        Source(ref="Sellerloop's own definition", read_on=dt.date(2026, 11, 22), certainty=Certainty.ASSUMED),
    ),
)

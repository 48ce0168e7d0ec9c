"""Mean of the first response time, over answered chats.

Chats without a reply have no wait and stand beside it in im.unanswered.
"""

import datetime as dt

from sellerloop.metrics.replies import FIRST_REPLY, INELIGIBLE
from sellerloop.metrics.spec import Aggregation, Direction, Metric, Side, Unit
from sellerloop.policy.source import Certainty, Source
from sellerloop.policy.window import Rolling
from sellerloop.speech.message import gettext_noop

METRIC = Metric(
    id="im.first_response_mean",
    name=gettext_noop("First response time, mean"),
    meaning=gettext_noop("Mean wait for the first reply of a person, over answered chats"),
    unit=Unit.SECONDS,
    direction=Direction.LOWER,
    aggregation=Aggregation.MEAN,
    numerator=Side("reply", "asked_date", where="answered", column="wait_s", rule=FIRST_REPLY),
    denominator=Side("reply", "asked_date", where="answered", rule=FIRST_REPLY),
    count_unit="chat",
    window=Rolling(days=30),
    exclude=INELIGIBLE,
    sources=(
        Source(ref="Sellerloop's own definition", read_on=dt.date(2026, 11, 22), certainty=Certainty.ASSUMED),
    ),
)

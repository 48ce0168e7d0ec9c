"""Share of chats that no person has answered so far."""

import datetime as dt

from sellerloop.metrics.replies import FIRST_REPLY, INELIGIBLE
from sellerloop.metrics.spec import Aggregation, Direction, Metric, Side, Unit
from sellerloop.policy.source import Certainty, Source
from sellerloop.policy.window import Rolling
from sellerloop.speech.message import gettext_noop

METRIC = Metric(
    id="im.unanswered",
    name=gettext_noop("Unanswered chats"),
    meaning=gettext_noop("Share of chats without any reply of a person"),
    unit=Unit.PERCENT,
    direction=Direction.LOWER,
    aggregation=Aggregation.RATIO,
    numerator=Side("reply", "asked_date", where="not answered", rule=FIRST_REPLY),
    denominator=Side("reply", "asked_date", rule=FIRST_REPLY),
    count_unit="chat",
    window=Rolling(days=30),
    exclude=INELIGIBLE,
    sources=(
        Source(ref="Sellerloop's own definition", read_on=dt.date(2026, 11, 22), certainty=Certainty.ASSUMED),
    ),
)

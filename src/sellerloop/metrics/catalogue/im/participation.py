"""Participation in the chat survey: rated chats over chats.

Both sides count by the day the chat began, so that a rating counts with its chat, however late it comes.
Show it beside the satisfaction rates: a rate of five ratings is noise.
"""

import datetime as dt

from sellerloop.metrics.spec import Aggregation, Direction, Metric, Side, Unit
from sellerloop.policy.source import Certainty, Source
from sellerloop.policy.window import Rolling
from sellerloop.speech.message import gettext_noop

METRIC = Metric(
    id="im.participation",
    name=gettext_noop("Survey participation"),
    meaning=gettext_noop("Share of chats that the buyer rated"),
    unit=Unit.PERCENT,
    direction=Direction.HIGHER,
    aggregation=Aggregation.RATIO,
    numerator=Side("chat", "started_date", where="rated"),
    denominator=Side("chat", "started_date"),
    count_unit="chat",
    window=Rolling(days=30),
    exclude=("is_broadcast", "is_spam", "outage"),
    sources=(
        Source(ref="Sellerloop's own definition", read_on=dt.date(2026, 11, 22), certainty=Certainty.ASSUMED),
    ),
)

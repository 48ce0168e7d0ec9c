"""Mean response time by turn, each turn capped at 600 seconds, as on Taobao.

A turn without a reply counts as 600 seconds; fully automatic turns leave both sides.
"""

import datetime as dt

from sellerloop.metrics.replies import INELIGIBLE, TURNS
from sellerloop.metrics.spec import Aggregation, Direction, Metric, Side, Unit
from sellerloop.policy.source import Certainty, Source
from sellerloop.policy.window import Rolling
from sellerloop.speech.message import gettext_noop

METRIC = Metric(
    id="im.mean_response_capped",
    name=gettext_noop("Mean response time, capped"),
    meaning=gettext_noop("Mean wait by turn, with ten minutes for longer waits and for none"),
    unit=Unit.SECONDS,
    direction=Direction.LOWER,
    aggregation=Aggregation.MEAN,
    numerator=Side("reply", "asked_date", where="not bot_only", column="wait_s", cap=600, rule=TURNS),
    denominator=Side("reply", "asked_date", where="not bot_only", rule=TURNS),
    count_unit="turn",
    window=Rolling(days=30),
    exclude=INELIGIBLE,
    sources=(Source(ref="diantuoyi 4966", read_on=dt.date(2026, 11, 22), certainty=Certainty.REPORTED),),
)

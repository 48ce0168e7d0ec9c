"""Every metric of the catalogue, and variants of a few by every parameter that a policy may set."""

import datetime as dt
from fractions import Fraction

from sellerloop.metrics.registry import metric, metrics
from sellerloop.metrics.spec import Aggregation, Minimum
from sellerloop.policy.window import Calendar, Lagged, Rolling, VolumeSwitch
from tests.sellerloop.metrics.shops import AS_OF

NRR, SFCR, REPLIES = metric("tts.nrr"), metric("tts.sfcr"), metric("im.reply_12h")
RECENT = {
    "aggregation": Aggregation.RECENT_WEIGHTED,
    "recent_share": Fraction(1, 4),
    "recent_weight": Fraction(3, 2),
}
VARIANTS = (
    NRR.with_(id="v.last", pick="last"),
    NRR.with_(id="v.horizon", horizon=10),
    NRR.with_(id="v.week", window=Calendar(unit="week", count=3)),
    NRR.with_(id="v.quarter", window=Calendar(unit="quarter")),
    SFCR.with_(id="v.lagged", window=Lagged(oldest=45, newest=15)),
    SFCR.with_(id="v.recent", window=Rolling(days=60), **RECENT),
    REPLIES.with_(id="v.chats", window=Rolling(days=700), **RECENT),
    SFCR.with_(
        id="v.volume",
        window=VolumeSwitch(at_least=8, then=Calendar(unit="month"), otherwise=Rolling(days=80)),
        minimum=Minimum(20),
    ),
    SFCR.with_(
        id="v.both",
        window=VolumeSwitch(at_least=12, then=Rolling(days=20), otherwise=Rolling(days=50)),
        **RECENT,
    ),
)
MEASURED = (*metrics().values(), *VARIANTS)
AS_OFS = (dt.date(2025, 11, 20), dt.date(2026, 2, 2), AS_OF)

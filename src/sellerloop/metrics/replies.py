"""How replies to buyers are read, and the columns of the tables derived by it: who waited how long for an
answer, by any published definition.

One table per :class:`ReplyRule`; one row per unit of count (turn, message, conversation, buyer and day, or
chat).
"""

import hashlib
import json
from dataclasses import astuple, dataclass

from sellerloop.events.contract import Column, Contract, Type
from sellerloop.speech.message import gettext_noop


@dataclass(frozen=True, slots=True)
class ReplyRule:
    """How replies to buyers are read; every published definition is a choice of these values.

    ``unit``: what is counted. ``opens``/``closes``: local service hours in minutes of the day, closing not
    included; a turn counts when its first buyer message falls inside. ``authors``: whose messages are
    replies. ``greetings``: whether a greeting alone is a reply. ``same_day``: a reply on a later local day
    is none. ``weekend``: messages of Saturday and Sunday are due on Monday at 12:00 local time.
    ``limit_s``: longest wait that is in time, the limit itself included; none where only waits are averaged.
    """

    unit: str  # "turn", "message", "conversation", "buyer_day" or "chat" (first reply only)
    limit_s: int | None = None
    opens: int = 0
    closes: int = 1440
    authors: tuple[str, ...] = ("human",)
    greetings: bool = False
    same_day: bool = False
    weekend: bool = False

    @property
    def table(self) -> str:
        """Stable name of the derived table, such as ``reply_turn_1a2b3c4d``."""
        digest = hashlib.sha256(json.dumps(astuple(self)).encode()).hexdigest()[:8]
        return f"reply_{self.unit}_{digest}"


CHAT_FLAGS = (
    "seller_initiated",
    "is_broadcast",
    "blocked_buyer",
    "holiday_mode",
    "bot_resolved",
    "is_spam",
    "outage",
    "unassigned",
)

REPLY = Contract(
    kind="reply",
    title=gettext_noop("Reply"),
    meaning=gettext_noop("One wait of a buyer for an answer, by the unit that a metric counts"),
    key=("account", "reply_id"),
    event_time="asked_at",
    given=(
        Column("reply_id", Type.ID, gettext_noop("Number of the wait"), required=True),
        Column(
            "chat_id", Type.ID, gettext_noop("Chat number (the first one for a buyer and day)"), required=True
        ),
        Column("buyer", Type.ID, gettext_noop("Opaque buyer id")),
        Column("team", Type.CODE, gettext_noop("Team or vendor that answers")),
        Column("topic", Type.CODE, gettext_noop("Contact reason")),
        Column("language", Type.CODE, gettext_noop("Language")),
        Column("asked_at", Type.INSTANT, gettext_noop("First buyer message of the wait"), required=True),
        Column(
            "replied_at",
            Type.INSTANT,
            gettext_noop("First valid reply; for units of several turns, the last of them"),
        ),
        Column(
            "wait_s",
            Type.INTEGER,
            gettext_noop("Wait; the longest of several; none when a reply is missing"),
            unit="s",
            lowest=0,
        ),
        Column("answered", Type.FLAG, gettext_noop("Every turn of the unit got a valid reply")),
        Column("in_time", Type.FLAG, gettext_noop("Every turn was answered within the limit")),
        Column("bot_only", Type.FLAG, gettext_noop("Only bots answered")),
        *(Column(flag, Type.FLAG, gettext_noop("Flag of the chat")) for flag in CHAT_FLAGS),
    ),
)

"""The columns of derived reply tables: who waited how long for an answer, by any published definition.

One table per :class:`~sellerloop.metrics.spec.ReplyRule`; one row per unit of count (turn, message,
conversation, buyer and day, or chat).
"""

from sellerloop.events.contract import Column, Contract, Type
from sellerloop.speech.message import gettext_noop

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

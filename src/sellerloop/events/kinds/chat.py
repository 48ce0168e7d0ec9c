"""Chats: one consultation between a buyer and a seller."""

from sellerloop.events.contract import Check, Column, Contract, Derived, Type
from sellerloop.speech.message import gettext_noop

CONTRACT = Contract(
    kind="chat",
    title=gettext_noop("Chat"),
    meaning=gettext_noop("One consultation between a buyer and a seller"),
    key=("account", "chat_id"),
    event_time="started_at",
    given=(
        Column("chat_id", Type.ID, gettext_noop("Chat number"), required=True),
        Column("buyer", Type.ID, gettext_noop("Opaque buyer id")),
        Column("order_id", Type.ID, gettext_noop("Order number, when the chat names one")),
        Column("topic", Type.CODE, gettext_noop("Contact reason")),
        Column("language", Type.CODE, gettext_noop("Language")),
        Column("team", Type.CODE, gettext_noop("Team or vendor that answers")),
        Column("started_at", Type.INSTANT, gettext_noop("First message"), required=True),
        Column("ended_at", Type.INSTANT, gettext_noop("Closed")),
        Column("seller_initiated", Type.FLAG, gettext_noop("Started by the seller")),
        Column("is_broadcast", Type.FLAG, gettext_noop("Broadcast message")),
        Column("blocked_buyer", Type.FLAG, gettext_noop("Buyer is blocked")),
        Column("holiday_mode", Type.FLAG, gettext_noop("Seller was in holiday mode")),
        Column("bot_resolved", Type.FLAG, gettext_noop("Fully handled by a bot or a frequent-question card")),
        Column("is_spam", Type.FLAG, gettext_noop("Spam or advertisement")),
        Column("outage", Type.FLAG, gettext_noop("System outage, accepted on appeal")),
        Column("unassigned", Type.FLAG, gettext_noop("Never assigned to a person")),
    ),
    settled=(
        Column(
            "rated",
            Type.FLAG,
            gettext_noop("The buyer rated it"),
            derived=Derived.SETTLED,
            origin="chat_rating",
        ),
    ),
    checks=(Check("ended_at", "ended_at >= started_at", gettext_noop("ended before it started")),),
)

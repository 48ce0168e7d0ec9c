"""Chat ratings: the survey after a consultation."""

from sellerloop.events.contract import Column, Contract, Link, Type
from sellerloop.speech.message import gettext_noop

CONTRACT = Contract(
    kind="chat_rating",
    title=gettext_noop("Chat rating"),
    meaning=gettext_noop("A buyer's rating of a consultation"),
    key=("account", "chat_id"),
    event_time="rated_at",
    given=(
        Column("chat_id", Type.ID, gettext_noop("Chat number"), required=True),
        Column("buyer", Type.ID, gettext_noop("Opaque buyer id")),
        Column("rated_at", Type.INSTANT, gettext_noop("Rated"), required=True),
        Column("rating", Type.INTEGER, gettext_noop("Stars"), required=True, lowest=1, highest=5),
        Column("reason", Type.CODE, gettext_noop("Reason given")),
        Column("topic", Type.CODE, gettext_noop("Contact reason")),
        Column("outage", Type.FLAG, gettext_noop("System outage, accepted on appeal")),
    ),
    links=(Link("chat_id", "chat"),),
)

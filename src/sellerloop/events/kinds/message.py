"""Chat messages: who wrote when, and what kind of author it was."""

from sellerloop.events.contract import Column, Contract, Link, Type
from sellerloop.speech.message import gettext_noop

AUTHORS = ("buyer", "human", "assist", "bot", "system")

CONTRACT = Contract(
    kind="message",
    title=gettext_noop("Chat message"),
    meaning=gettext_noop("One message of a chat"),
    key=("account", "chat_id", "message_id"),
    event_time="sent_at",
    given=(
        Column("chat_id", Type.ID, gettext_noop("Chat number"), required=True),
        Column("message_id", Type.ID, gettext_noop("Message number"), required=True),
        Column("position", Type.INTEGER, gettext_noop("Order within the chat"), lowest=0),
        Column("sent_at", Type.INSTANT, gettext_noop("Sent"), required=True),
        Column(
            "side",
            Type.ENUM,
            gettext_noop("Who speaks"),
            required=True,
            choices=("buyer", "seller", "platform"),
        ),
        Column("author", Type.ENUM, gettext_noop("Kind of author"), required=True, choices=AUTHORS),
        Column("agent", Type.ID, gettext_noop("Opaque id of the person who answered")),
        Column("is_greeting", Type.FLAG, gettext_noop("Greeting without content")),
        Column("is_transfer", Type.FLAG, gettext_noop("Hand-over to another agent")),
        Column("hidden", Type.FLAG, gettext_noop("Not shown to staff, such as a rating request")),
        Column("language", Type.CODE, gettext_noop("Language of the text")),
        Column("text", Type.TEXT, gettext_noop("Text as written")),
    ),
    links=(Link("chat_id", "chat", mandatory=True),),
)

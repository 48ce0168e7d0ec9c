"""Calendar exceptions: days on which a market's or account's clock runs differently."""

from sellerloop.events.contract import Column, Contract, Type
from sellerloop.speech.message import gettext_noop

CONTRACT = Contract(
    kind="calendar_exception",
    title=gettext_noop("Calendar exception"),
    meaning=gettext_noop("A day on which working hours or deadlines differ from the calendar"),
    key=("account", "calendar", "starts_at"),
    event_time="starts_at",
    given=(
        Column("calendar", Type.CODE, gettext_noop("Calendar concerned"), required=True),
        Column("starts_at", Type.INSTANT, gettext_noop("First instant"), required=True),
        Column("ends_at", Type.INSTANT, gettext_noop("End, not included"), required=True),
        Column(
            "effect", Type.ENUM, gettext_noop("Closed or open"), required=True, choices=("closed", "open")
        ),
        Column("name", Type.TEXT, gettext_noop("Name of the day")),
    ),
)

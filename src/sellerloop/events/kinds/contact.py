"""Frontline contacts: what the service organisation's own teams and vendors handled."""

from sellerloop.events.contract import Check, Column, Contract, Type
from sellerloop.speech.message import gettext_noop

CHANNELS = ("phone", "chat", "mail", "ticket")

CONTRACT = Contract(
    kind="contact",
    title=gettext_noop("Frontline contact"),
    meaning=gettext_noop("One contact offered to a service team or vendor"),
    key=("account", "contact_id"),
    event_time="offered_at",
    given=(
        Column("contact_id", Type.ID, gettext_noop("Contact number"), required=True),
        Column("channel", Type.ENUM, gettext_noop("Channel"), required=True, choices=CHANNELS),
        Column("team", Type.CODE, gettext_noop("Team")),
        Column("vendor", Type.CODE, gettext_noop("Vendor")),
        Column("agent", Type.ID, gettext_noop("Opaque id of the person who answered")),
        Column("language", Type.CODE, gettext_noop("Language")),
        Column("reason", Type.CODE, gettext_noop("Contact reason")),
        Column("offered_at", Type.INSTANT, gettext_noop("Offered"), required=True),
        Column("answered_at", Type.INSTANT, gettext_noop("Answered")),
        Column("wait_s", Type.INTEGER, gettext_noop("Wait until answered or given up"), unit="s", lowest=0),
        Column("handling_s", Type.INTEGER, gettext_noop("Handling time"), unit="s", lowest=0),
        Column("csat", Type.INTEGER, gettext_noop("Satisfaction"), lowest=1, highest=5),
    ),
    checks=(
        Check("answered_at", "answered_at >= offered_at", gettext_noop("answered before it was offered")),
    ),
)

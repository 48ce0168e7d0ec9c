"""Accounts: the sellers and creators who are served."""

from sellerloop.events.contract import Column, Contract, Type
from sellerloop.speech.message import gettext_noop

CONTRACT = Contract(
    kind="account",
    title=gettext_noop("Account"),
    meaning=gettext_noop("A seller or creator: market, language, category, tier, zone"),
    key=("account",),
    event_time="opened_at",
    given=(
        Column(
            "type", Type.ENUM, gettext_noop("Seller or creator"), required=True, choices=("seller", "creator")
        ),
        Column("name", Type.TEXT, gettext_noop("Name shown to staff")),
        Column("language", Type.CODE, gettext_noop("Language spoken with the account")),
        Column("category", Type.CODE, gettext_noop("Main category")),
        Column("tier", Type.CODE, gettext_noop("Service tier")),
        Column("opened_at", Type.INSTANT, gettext_noop("Opened")),
        Column("closed_at", Type.INSTANT, gettext_noop("Closed")),
    ),
)

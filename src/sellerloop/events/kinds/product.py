"""Products: what is listed, by whom, in which category."""

from sellerloop.events.contract import Column, Contract, Type
from sellerloop.speech.message import gettext_noop

CONTRACT = Contract(
    kind="product",
    title=gettext_noop("Product"),
    meaning=gettext_noop("A listed product"),
    key=("account", "product_id"),
    event_time="listed_at",
    given=(
        Column("product_id", Type.ID, gettext_noop("Product number"), required=True),
        Column("name", Type.TEXT, gettext_noop("Name as listed")),
        Column("category", Type.CODE, gettext_noop("Category")),
        Column("price", Type.MONEY, gettext_noop("Price"), lowest=0),
        Column("currency", Type.CODE, gettext_noop("ISO 4217 currency")),
        Column("listed_at", Type.INSTANT, gettext_noop("Listed"), required=True),
        Column("delisted_at", Type.INSTANT, gettext_noop("Taken down")),
    ),
)

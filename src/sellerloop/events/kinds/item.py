"""Order items: one row per line of an order."""

from sellerloop.events.contract import Check, Column, Contract, Link, Type
from sellerloop.speech.message import gettext_noop

CONTRACT = Contract(
    kind="item",
    title=gettext_noop("Item"),
    meaning=gettext_noop("One line of an order"),
    key=("account", "order_id", "item_id"),
    event_time="placed_at",
    given=(
        Column("order_id", Type.ID, gettext_noop("Order number"), required=True),
        Column("item_id", Type.ID, gettext_noop("Line of the order"), required=True),
        Column("product_id", Type.ID, gettext_noop("Product number")),
        Column("category", Type.CODE, gettext_noop("Category of the product")),
        Column("placed_at", Type.INSTANT, gettext_noop("Order placed"), required=True),
        Column("quantity", Type.INTEGER, gettext_noop("Pieces"), lowest=1),
        Column("amount", Type.MONEY, gettext_noop("Value of the line"), lowest=0),
        Column("currency", Type.CODE, gettext_noop("ISO 4217 currency")),
        Column("is_gift", Type.FLAG, gettext_noop("Gift")),
    ),
    checks=(
        Check(
            "currency", "amount is None or currency is not None", gettext_noop("an amount without a currency")
        ),
    ),
    links=(Link("order_id", "order", mandatory=True),),
)

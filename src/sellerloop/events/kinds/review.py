"""Reviews: first and current value, because platforms count the first."""

from sellerloop.events.contract import Check, Column, Contract, Derived, Link, Type
from sellerloop.speech.message import gettext_noop

_SETTLED = Derived.SETTLED

CONTRACT = Contract(
    kind="review",
    title=gettext_noop("Review"),
    meaning=gettext_noop("A buyer's review of an order or one of its products"),
    key=("account", "order_id", "review_id"),
    event_time="reviewed_at",
    given=(
        Column("review_id", Type.ID, gettext_noop("Review number"), required=True),
        Column("order_id", Type.ID, gettext_noop("Order number"), required=True),
        Column("product_id", Type.ID, gettext_noop("Product number")),
        Column("reviewed_at", Type.INSTANT, gettext_noop("First published"), required=True),
        Column(
            "first_rating",
            Type.INTEGER,
            gettext_noop("Stars as first given"),
            required=True,
            lowest=1,
            highest=5,
        ),
        Column("current_rating", Type.INTEGER, gettext_noop("Stars today"), lowest=1, highest=5),
        Column("changed_at", Type.INSTANT, gettext_noop("Last change of the stars")),
        Column(
            "aspect", Type.ENUM, gettext_noop("What it is about"), choices=("product", "service", "logistics")
        ),
        Column("language", Type.CODE, gettext_noop("Language of the text")),
        Column("text", Type.TEXT, gettext_noop("Text as written")),
        Column("risky_buyer", Type.FLAG, gettext_noop("Buyer flagged as risky or abusive")),
    ),
    settled=(
        Column(
            "order_placed_date",
            Type.DATE,
            gettext_noop("Local date the order was placed"),
            derived=_SETTLED,
            origin="order",
        ),
        Column(
            "order_paid_date",
            Type.DATE,
            gettext_noop("Local date the order was paid"),
            derived=_SETTLED,
            origin="order",
        ),
        Column(
            "order_delivered_date",
            Type.DATE,
            gettext_noop("Local date the order was delivered"),
            derived=_SETTLED,
            origin="order",
        ),
        Column(
            "days_after_payment",
            Type.INTEGER,
            gettext_noop("Days from payment to the review"),
            unit="d",
            derived=_SETTLED,
            origin="order",
        ),
        Column(
            "days_after_delivery",
            Type.INTEGER,
            gettext_noop("Days from delivery to the review"),
            unit="d",
            derived=_SETTLED,
            origin="order",
        ),
    ),
    checks=(Check("changed_at", "changed_at >= reviewed_at", gettext_noop("changed before it was written")),),
    links=(Link("order_id", "order", mandatory=True),),
)

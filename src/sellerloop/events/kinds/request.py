"""After-sales requests: returns, refunds, replacements, claims; reason, fault, steps and times."""

from sellerloop.events.contract import FAULTS, Check, Column, Contract, Derived, Link, Type
from sellerloop.speech.message import gettext_noop

_SETTLED = Derived.SETTLED
TYPES = ("refund", "return", "replacement", "claim", "chargeback")
OUTCOMES = ("open", "approved", "rejected", "withdrawn", "platform_decided")

CONTRACT = Contract(
    kind="request",
    title=gettext_noop("After-sales request"),
    meaning=gettext_noop("A return, refund, replacement, claim or chargeback that a buyer asked for"),
    key=("account", "request_id"),
    event_time="opened_at",
    given=(
        Column("request_id", Type.ID, gettext_noop("Request number"), required=True),
        Column("order_id", Type.ID, gettext_noop("Order number"), required=True),
        Column("type", Type.ENUM, gettext_noop("What was asked for"), required=True, choices=TYPES),
        Column("reason", Type.CODE, gettext_noop("First reason given")),
        Column("fault", Type.ENUM, gettext_noop("Who caused it"), required=True, choices=FAULTS),
        Column("fault_assumed", Type.FLAG, gettext_noop("The fault was inferred, not reported")),
        Column("defective", Type.FLAG, gettext_noop("Defect verified")),
        Column("opened_at", Type.INSTANT, gettext_noop("Request opened"), required=True),
        Column("due_at", Type.INSTANT, gettext_noop("Latest answer of the seller")),
        Column("answered_at", Type.INSTANT, gettext_noop("First decision of the seller")),
        Column("received_at", Type.INSTANT, gettext_noop("Returned goods received")),
        Column("closed_at", Type.INSTANT, gettext_noop("Request closed")),
        Column("outcome", Type.ENUM, gettext_noop("How it ended"), choices=OUTCOMES),
        Column("actions", Type.INTEGER, gettext_noop("Times the seller had to act"), lowest=0, highest=2),
        Column(
            "handling_s",
            Type.INTEGER,
            gettext_noop("Seller handling time over all actions"),
            unit="s",
            lowest=0,
        ),
        Column("amount", Type.MONEY, gettext_noop("Amount refunded"), lowest=0),
        Column("currency", Type.CODE, gettext_noop("ISO 4217 currency")),
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
            "order_delivered_date",
            Type.DATE,
            gettext_noop("Local date the order was delivered"),
            derived=_SETTLED,
            origin="order",
        ),
        Column(
            "platform_fulfilled",
            Type.FLAG,
            gettext_noop("Stored and shipped by the platform"),
            derived=_SETTLED,
            origin="order",
        ),
    ),
    checks=(
        Check("answered_at", "answered_at >= opened_at", gettext_noop("answered before it was opened")),
        Check("closed_at", "closed_at >= opened_at", gettext_noop("closed before it was opened")),
        Check(
            "currency", "amount is None or currency is not None", gettext_noop("an amount without a currency")
        ),
    ),
    links=(Link("order_id", "order", mandatory=True),),
)

"""Orders: one row per order and seller, from placement to delivery or cancellation."""

from sellerloop.events.contract import FAULTS, Check, Column, Contract, Derived, Type
from sellerloop.speech.message import gettext_noop

_SETTLED = Derived.SETTLED

CONTRACT = Contract(
    kind="order",
    title=gettext_noop("Order"),
    meaning=gettext_noop("One order of one seller, from placement to delivery or cancellation"),
    key=("account", "order_id"),
    event_time="placed_at",
    given=(
        Column("order_id", Type.ID, gettext_noop("Order number"), required=True),
        Column("buyer", Type.ID, gettext_noop("Opaque buyer id")),
        Column("category", Type.CODE, gettext_noop("Main category of the order")),
        Column("region", Type.CODE, gettext_noop("Region of the delivery address")),
        Column("warehouse", Type.CODE, gettext_noop("Warehouse that ships")),
        Column("carrier", Type.CODE, gettext_noop("Carrier of the first parcel")),
        Column("placed_at", Type.INSTANT, gettext_noop("Order placed"), required=True),
        Column("paid_at", Type.INSTANT, gettext_noop("Payment confirmed")),
        Column("due_ship_at", Type.INSTANT, gettext_noop("Latest dispatch promised")),
        Column("due_fast_ship_at", Type.INSTANT, gettext_noop("Latest dispatch that counts as fast")),
        Column("shipped_at", Type.INSTANT, gettext_noop("Handed to the carrier")),
        Column("due_deliver_at", Type.INSTANT, gettext_noop("Latest delivery promised")),
        Column("delivered_at", Type.INSTANT, gettext_noop("Marked delivered by the carrier")),
        Column("cancelled_at", Type.INSTANT, gettext_noop("Cancelled")),
        Column("cancel_fault", Type.ENUM, gettext_noop("Who caused the cancellation"), choices=FAULTS),
        Column("cancel_reason", Type.CODE, gettext_noop("Reason code of the cancellation")),
        Column("fault_assumed", Type.FLAG, gettext_noop("The fault was inferred, not reported")),
        Column("amount", Type.MONEY, gettext_noop("Order value"), lowest=0),
        Column("currency", Type.CODE, gettext_noop("ISO 4217 currency")),
        Column("units", Type.INTEGER, gettext_noop("Items in the order"), lowest=0),
        Column("tracking_valid", Type.FLAG, gettext_noop("Carrier accepted the tracking number")),
        Column("platform_fulfilled", Type.FLAG, gettext_noop("Stored and shipped by the platform")),
        Column("is_sample", Type.FLAG, gettext_noop("Creator sample")),
        Column("is_gift", Type.FLAG, gettext_noop("Gift")),
        Column("is_fake", Type.FLAG, gettext_noop("Fake or fraudulent order")),
        Column("is_replacement", Type.FLAG, gettext_noop("Replacement or exchange order")),
        Column("is_lucky_bag", Type.FLAG, gettext_noop("Lucky-bag order")),
        Column("risky_buyer", Type.FLAG, gettext_noop("Buyer flagged as risky or abusive")),
        Column("reviews_missing", Type.FLAG, gettext_noop("The source holds no reviews of this order")),
    ),
    settled=(
        Column(
            "first_rating",
            Type.INTEGER,
            gettext_noop("Stars of the first review, as first given"),
            derived=_SETTLED,
            origin="review",
        ),
        Column(
            "first_rating_aspect",
            Type.CODE,
            gettext_noop("What the first review is about"),
            derived=_SETTLED,
            origin="review",
        ),
        Column(
            "first_rating_date",
            Type.DATE,
            gettext_noop("Local date of the first review"),
            derived=_SETTLED,
            origin="review",
        ),
        Column(
            "first_rating_days",
            Type.INTEGER,
            gettext_noop("Days from delivery to the first review"),
            unit="d",
            derived=_SETTLED,
            origin="review",
        ),
        Column(
            "current_rating",
            Type.INTEGER,
            gettext_noop("Stars of the first review today"),
            derived=_SETTLED,
            origin="review",
        ),
        *(
            Column(
                f"return_{fault}",
                Type.FLAG,
                gettext_noop("A return or refund was asked for by this fault"),
                derived=_SETTLED,
                origin="request",
            )
            for fault in FAULTS
        ),
        Column(
            "return_defective",
            Type.FLAG,
            gettext_noop("A return for a verified defect"),
            derived=_SETTLED,
            origin="request",
        ),
        Column(
            "has_claim",
            Type.FLAG,
            gettext_noop("A claim or chargeback that was not denied"),
            derived=_SETTLED,
            origin="request",
        ),
    ),
    checks=(
        Check("paid_at", "paid_at >= placed_at", gettext_noop("paid before it was placed")),
        Check("delivered_at", "delivered_at >= placed_at", gettext_noop("delivered before it was placed")),
        Check("cancelled_at", "cancelled_at >= placed_at", gettext_noop("cancelled before it was placed")),
        Check(
            "cancel_fault",
            "cancel_fault is None or cancelled_at is not None",
            gettext_noop("a fault without a cancellation"),
        ),
        Check(
            "currency", "amount is None or currency is not None", gettext_noop("an amount without a currency")
        ),
    ),
)

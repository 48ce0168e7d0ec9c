"""Parcel scans: what the carrier's scanners saw."""

from sellerloop.events.contract import Column, Contract, Link, Type
from sellerloop.speech.message import gettext_noop

SCANS = (
    "accepted",
    "departed",
    "arrived",
    "out_for_delivery",
    "failed_attempt",
    "delivered",
    "returned",
    "lost",
)

CONTRACT = Contract(
    kind="parcel_scan",
    title=gettext_noop("Parcel scan"),
    meaning=gettext_noop("One scan of one parcel by a carrier"),
    key=("account", "parcel_id", "scan", "scanned_at"),
    event_time="scanned_at",
    given=(
        Column("order_id", Type.ID, gettext_noop("Order number"), required=True),
        Column("parcel_id", Type.ID, gettext_noop("Tracking number"), required=True),
        Column("carrier", Type.CODE, gettext_noop("Carrier")),
        Column("scan", Type.ENUM, gettext_noop("What the scan says"), required=True, choices=SCANS),
        Column("place", Type.CODE, gettext_noop("Region or hub of the scan")),
        Column("scanned_at", Type.INSTANT, gettext_noop("Time of the scan"), required=True),
    ),
    links=(Link("order_id", "order", mandatory=True),),
)

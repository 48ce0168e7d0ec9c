"""Violations and the points they carry, with the outcome of an appeal."""

from sellerloop.events.contract import Check, Column, Contract, Type
from sellerloop.speech.message import gettext_noop

CONTRACT = Contract(
    kind="violation",
    title=gettext_noop("Violation"),
    meaning=gettext_noop("A breach of a rule, the points it carries and the outcome of an appeal"),
    key=("account", "violation_id"),
    event_time="issued_at",
    given=(
        Column("violation_id", Type.ID, gettext_noop("Violation number"), required=True),
        Column("issued_at", Type.INSTANT, gettext_noop("Issued"), required=True),
        Column("reason", Type.CODE, gettext_noop("Reason code"), required=True),
        Column("points", Type.INTEGER, gettext_noop("Points"), required=True, lowest=0),
        Column("product_id", Type.ID, gettext_noop("Product number")),
        Column("order_id", Type.ID, gettext_noop("Order number")),
        Column("appealed_at", Type.INSTANT, gettext_noop("Appeal filed")),
        Column("decided_at", Type.INSTANT, gettext_noop("Appeal decided")),
        Column("overturned", Type.FLAG, gettext_noop("Overturned on appeal or corrected")),
    ),
    checks=(Check("appealed_at", "appealed_at >= issued_at", gettext_noop("appealed before it was issued")),),
)

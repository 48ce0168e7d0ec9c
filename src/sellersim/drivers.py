"""The causes that faults and treatments turn: each a factor on one step of the marketplace.

A driver is looked up on the local day on which its step is decided, so what has happened stays as it was.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Driver:
    """One cause: what is multiplied, the event date that decides whether it is, and the columns by which a
    fault may be restricted to a segment."""

    meaning: str
    anchor: str
    columns: frozenset[str]


_SELLER = frozenset({"account", "market", "tier", "team"})
_ORDER = _SELLER | {"category", "region", "warehouse"}
_PRODUCT = _SELLER | {"product"}
_HOUR = _SELLER | {"hour"}

DRIVERS: Mapping[str, Driver] = {
    "demand": Driver("orders and visitors, by main category", "order.placed_date", _SELLER | {"category"}),
    "ship_delay": Driver("business days until dispatch", "order.paid_date", _ORDER),
    "stall": Driver("above 1: no dispatch until the end", "order.shipped_date", _SELLER),
    "seller_cancel": Driver("share of orders the seller cancels", "order.cancelled_date", _ORDER),
    "transit": Driver("carrier days", "order.shipped_date", _ORDER | {"carrier"}),
    "defect": Driver("share of defective goods", "order.placed_date", _PRODUCT),
    "listing": Driver("goods unlike their listing, questions about it", "order.placed_date", _PRODUCT),
    "bad_review": Driver("share of reviews with 1 or 2 stars", "review.reviewed_date", _SELLER),
    "chat_volume": Driver("chats per order and visitor", "chat.started_date", _SELLER),
    "reply_delay": Driver("wait of each turn of a chat", "chat.started_date", _HOUR),
    "unanswered": Driver("share of chats without an answer", "chat.started_date", _HOUR),
    "bad_chat": Driver("share of chat ratings with 1 or 2 stars", "chat.started_date", _HOUR),
    "handling": Driver("hours of the seller per after-sales request", "request.opened_date", _SELLER),
}


def check_drivers(drivers: Mapping[str, float]) -> None:
    """Raise ValueError when a driver is unknown or a factor is not positive."""
    for driver, factor in drivers.items():
        if driver not in DRIVERS:
            raise ValueError(f"unknown driver {driver!r}; there are {', '.join(DRIVERS)}")
        if not factor > 0:
            raise ValueError(f"the factor of {driver} must be above 0, not {factor}")


def check_where(where: Mapping[str, tuple[str, ...]], drivers: Mapping[str, float]) -> None:
    """Raise ValueError when a driver cannot be restricted to the columns of ``where``."""
    for driver in drivers:
        if unknown := set(where) - DRIVERS[driver].columns:
            raise ValueError(f"{driver} cannot be restricted by {', '.join(sorted(unknown))}")

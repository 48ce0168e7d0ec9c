"""The causes that faults and treatments turn: each a factor on one step of the marketplace.

A driver is looked up on the local day on which its step is decided, so what has happened stays as it was.
"""

from collections.abc import Mapping

_SELLER = frozenset({"account", "market", "tier", "team"})
_ORDER = _SELLER | {"category", "region", "warehouse"}

DRIVERS: Mapping[str, frozenset[str]] = {
    "demand": _SELLER | {"category"},  # orders placed, by the account's main category
    "ship_delay": _ORDER,  # business days until dispatch, by day of payment
    "stall": _SELLER,  # any factor above 1: nothing is dispatched until the end, by planned day of dispatch
    "seller_cancel": _ORDER,  # share of orders that the seller cancels, by day of cancellation
    "transit": _ORDER | {"carrier"},  # carrier days, by day of dispatch
    "defect": _SELLER | {"product"},  # share of defective goods, by day of order
    "listing": _SELLER | {"product"},  # goods unlike their listing and questions about it, by day of order
    "bad_review": _SELLER,  # share of reviews with one or two stars, by day of review
    "contact": _SELLER,  # chats per order and visitor, by day of chat
    "reply_delay": _SELLER | {"hour"},  # waiting time of each turn, by day and hour of the chat's start
    "unanswered": _SELLER | {"hour"},  # share of chats without an answer
    "bad_chat": _SELLER | {"hour"},  # share of ratings with one or two stars
    "handling": _SELLER,  # hours of the seller per after-sales request, by day of opening
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
        if unknown := set(where) - DRIVERS[driver]:
            raise ValueError(f"{driver} cannot be restricted by {', '.join(sorted(unknown))}")

"""Words for the codes that the lake and the policies carry: code in the data, word on the page."""

from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_noop as _

_KNOWN_BY_CODE = {"tts"}
_WORDS = {
    # levels and states of policies
    "star": _("Star"),
    "standard": _("Standard"),
    "watch": _("Watch"),
    "low": _("Low"),
    "ok": _("OK"),
    "warning": _("Warning"),
    "enforcement": _("Enforcement"),
    "healthy": _("Healthy"),
    "at risk": _("At risk"),
    "deactivation eligible": _("May be deactivated"),
    "eligible": _("Eligible"),
    "not eligible": _("Not eligible"),
    "kept": _("Kept"),
    "clear": _("Clear"),
    "inspected": _("Under inspection"),
    "graduated": _("Graduated"),
    "to improve": _("To improve"),
    "no new plans": _("No new plans"),
    "revocable": _("May be revoked"),
    "restricted 1": _("Restricted, step 1"),
    "restricted 2": _("Restricted, step 2"),
    "restricted 3": _("Restricted, step 3"),
    "tier 1": _("Tier 1"),
    "tier 2": _("Tier 2"),
    "tier 3": _("Tier 3"),
    "tier 4": _("Tier 4"),
    "tier 5": _("Tier 5"),
    # dimensions of scores, and what a review is about
    "product": _("Product"),
    "fulfilment": _("Fulfilment"),
    "service": _("Service"),
    "logistics": _("Logistics"),
    # service tiers
    "premier": _("Premier"),
    "growth": _("Growth"),
    "core": _("Core"),
    "long_tail": _("Long tail"),
    # categories
    "fashion": _("Fashion"),
    "apparel": _("Apparel"),
    "beauty": _("Beauty"),
    "electronics": _("Electronics"),
    "home": _("Home"),
    "food": _("Food"),
    "baby": _("Baby"),
    "sports": _("Sports"),
    "toys": _("Toys"),
    "multi-category": _("Several categories"),
    # whose fault
    "seller": _("Seller"),
    "auto": _("Automatic"),
    "carrier": _("Carrier"),
    "platform": _("Platform"),
    "buyer": _("Buyer"),
    "unknown": _("Unknown"),
    # requests and scans
    "refund": _("Refund"),
    "return": _("Return"),
    "replacement": _("Replacement"),
    "claim": _("Claim"),
    "chargeback": _("Chargeback"),
    "open": _("Open"),
    "closed": _("Closed"),
    "approved": _("Approved"),
    "rejected": _("Rejected"),
    "withdrawn": _("Withdrawn"),
    "platform_decided": _("Decided by the platform"),
    # reasons of cancellations
    "out_of_stock": _("Out of stock"),
    "price_error": _("Price error"),
    "late_dispatch": _("Late dispatch"),
    "cannot_ship": _("Cannot ship"),
    "changed_mind": _("Changed their mind"),
    "found_cheaper": _("Found it cheaper"),
    "wrong_address": _("Wrong address"),
    "risk_control": _("Risk control"),
    "not_stated": _("Not stated"),
    "carrier_refused": _("Carrier refused"),
    "unpaid": _("Not paid"),
    "dispatch_sla_missed": _("Dispatch deadline missed"),
    # reasons of after-sales requests
    "defective": _("Defective"),
    "not_as_described": _("Not as described"),
    "wrong_item": _("Wrong item"),
    "missing_parts": _("Parts are missing"),
    "damaged_in_transit": _("Damaged on the way"),
    "arrived_late": _("Arrived late"),
    "not_received": _("Not received"),
    "does_not_fit": _("Does not fit"),
    # violations
    "seller_fault_cancellation": _("Cancelled through the seller's fault"),
    "chat_misconduct": _("Misconduct in chats"),
    "misleading_content": _("Misleading content"),
    "missing_qualification": _("Qualification is missing"),
    "intellectual_property": _("Intellectual property"),
    "counterfeit": _("Counterfeit"),
    "prohibited_product": _("Prohibited product"),
    # what sellers contact the platform about
    "payout": _("Payout"),
    "penalty": _("Penalty"),
    "technical": _("Technical problem"),
    "policy": _("Policy question"),
    "campaign": _("Campaign"),
    # reasons of bad ratings
    "slow_reply": _("Slow reply"),
    "not_solved": _("Not solved"),
    "impolite": _("Impolite"),
    "bot_only": _("Only a bot"),
    "wrong_information": _("Wrong information"),
    # topics of chats
    "product_question": _("Question about a product"),
    "stock": _("Stock"),
    "promotion": _("Promotion"),
    "listing": _("Listing"),
    "change_order": _("Change of an order"),
    "where_is_order": _("Where is my order"),
    "late_delivery": _("Late delivery"),
    "quality": _("Quality"),
    "return_refund": _("Return or refund"),
    "invoice": _("Invoice"),
}


def code_name(code: str | None) -> str:
    """Return the word for a code; a code without one is shown as it is."""
    if not code:
        return ""
    return gettext(_WORDS[code]) if code in _WORDS else code


def metric_code(metric: str) -> str:
    """Return the short form under which people know a metric, if they do: ``tts.im_dsat`` is IM_DSAT."""
    family, _dot, name = metric.rpartition(".")
    return name.upper() if family in _KNOWN_BY_CODE else ""


_UNITS = {
    "order": ngettext_lazy("order", "orders", "n"),
    "item": ngettext_lazy("item", "items", "n"),
    "parcel": ngettext_lazy("parcel", "parcels", "n"),
    "review": ngettext_lazy("review", "reviews", "n"),
    "request": ngettext_lazy("after-sales request", "after-sales requests", "n"),
    "chat": ngettext_lazy("chat", "chats", "n"),
    "conversation": ngettext_lazy("conversation", "conversations", "n"),
    "message": ngettext_lazy("message", "messages", "n"),
    "turn": ngettext_lazy("turn of the buyer", "turns of the buyer", "n"),
    "buyer_day": ngettext_lazy("buyer and day", "buyers and days", "n"),
}


def count_unit(unit: str, count: int | None) -> str:
    """Return the word for what one counted row is, in the plural that ``count`` asks for."""
    word = _UNITS.get(unit)
    return str(word % {"n": count or 0}) if word else unit.replace("_", " ")

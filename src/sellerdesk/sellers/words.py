"""Words for the codes that the lake and the policies carry: code in the data, word on the page."""

from django.utils.translation import gettext, ngettext


def code_name(code: str | None) -> str:
    """Return the catalogue's word for a code, or the code itself made readable."""
    if not code:
        return ""
    readable = code.replace("_", " ").replace("-", " ").strip()
    readable = readable[:1].upper() + readable[1:]
    return gettext(readable)


_KNOWN_BY_CODE = {"tts"}


def metric_code(metric: str) -> str:
    """Return the short form under which people know a metric, if they do: ``tts.im_dsat`` is IM_DSAT."""
    family, _, name = metric.rpartition(".")
    return name.upper() if family in _KNOWN_BY_CODE else ""


def count_unit(unit: str, count: int | None) -> str:
    """Return the word for what one counted row is, in the plural that ``count`` asks for."""
    n = count or 0
    words = {
        "order": ngettext("order", "orders", n),
        "item": ngettext("item", "items", n),
        "parcel": ngettext("parcel", "parcels", n),
        "parcel_scan": ngettext("parcel scan", "parcel scans", n),
        "review": ngettext("review", "reviews", n),
        "request": ngettext("after-sales request", "after-sales requests", n),
        "chat": ngettext("chat", "chats", n),
        "chat_rating": ngettext("rated chat", "rated chats", n),
        "conversation": ngettext("conversation", "conversations", n),
        "message": ngettext("message", "messages", n),
        "turn": ngettext("turn of the buyer", "turns of the buyer", n),
        "buyer_day": ngettext("buyer and day", "buyers and days", n),
        "contact": ngettext("contact", "contacts", n),
        "violation": ngettext("violation", "violations", n),
        "product": ngettext("product", "products", n),
    }
    return words.get(unit, unit.replace("_", " "))

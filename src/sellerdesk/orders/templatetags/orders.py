"""Words and times of the pages on orders and conversations."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.translation import gettext

from sellerdesk.orders.words import word
from sellerdesk.sellers.models import Seller
from sellerdesk.sellers.tables import cell
from sellerdesk.ui import formats
from sellerloop.events.contract import Type
from sellerloop.events.registry import contract
from sellerloop.lake.rows_about import Row

register = template.Library()
_LISTED = ("category", "region", "warehouse", "carrier", "units", "buyer")


@dataclass(frozen=True, slots=True)
class State:
    """Where an order stands, in a word."""

    word: str
    tone: str


@register.filter
def local_time(at: dt.datetime, zone: str) -> str:
    """A time in the seller's zone, which the page names once."""
    return formats.moment(at, zone, named=False)


@register.filter
def own_time(at: dt.datetime) -> str:
    """A time in the person's own zone, named."""
    return formats.moment(at, formats.zone_in_force())


@register.simple_tag
def order_state(order: Row) -> State:
    """The furthest that an order has come."""
    if order["cancelled_at"]:
        return State(gettext("Cancelled"), "bad" if order["cancel_fault"] in ("seller", "auto") else "warn")
    if order["delivered_at"]:
        late = order["due_deliver_at"] is not None and order["delivered_at"] > order["due_deliver_at"]
        return State(gettext("Delivered late"), "bad") if late else State(gettext("Delivered"), "ok")
    if order["shipped_at"]:
        return State(gettext("On the way"), "none")
    return State(gettext("Paid"), "none") if order["paid_at"] else State(gettext("Placed"), "none")


@register.simple_tag
def order_facts(order: Row, seller: Seller, fresh: str) -> str:
    """What one wants to know beside the number, in one line."""
    parts = [seller.name, formats.market(seller.market), amount_of(order), fresh]
    return " · ".join(part for part in parts if part)


@register.simple_tag
def chat_facts(chat: Row, seller: Seller, fresh: str) -> str:
    """What one wants to know beside the number of a conversation, in one line."""
    language = formats.language_name(chat["language"]) if chat["language"] else ""
    parts = [seller.name, formats.market(seller.market), word(chat["topic"]), language, word(chat["team"])]
    return " · ".join(part for part in (*parts, fresh) if part)


@register.filter
def amount_of(row: Row) -> str:
    """The amount of a row, formatted; empty without one."""
    known = row["amount"] is not None and row["currency"]
    return formats.money(row["amount"], row["currency"]) if known else ""


@register.simple_tag
def order_list(order: Row) -> list[tuple[str, Any]]:
    """The attributes of an order that are known, and the flags that are set."""
    columns = contract("order").columns
    zone = order["zone"]
    named = [c for name in _LISTED for c in columns if c.name == name and order[name] is not None]
    found = [(gettext(c.meaning), cell(c, order[c.name], zone)) for c in named]
    flags = (c for c in columns if c.type is Type.FLAG and order[c.name] and not c.origin)
    return [*found, *((gettext(c.meaning), gettext("yes")) for c in flags)]


@register.simple_tag
def rating_text(rating: Row, zone: str) -> str:
    """A rating of a conversation in one sentence."""
    values = {"stars": rating["rating"], "time": formats.moment(rating["rated_at"], zone, named=False)}
    text = gettext("The buyer rated it %(stars)s of 5 stars on %(time)s") % values
    return f"{text} · {word(rating['reason'])}" if rating["reason"] else text

"""Conversations as they were written: plain text, who spoke, and what kind of author it was."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext

from sellerdesk.orders.words import author_word
from sellerloop.lake.rows_about import Row


@dataclass(frozen=True, slots=True)
class Said:
    """One message. ``side`` is buyer, seller or platform; ``marks`` are words on what is special about it."""

    at: dt.datetime
    side: str
    author: str
    text: str
    language: str
    marks: tuple[str, ...]


def said(message: Row) -> Said:
    """Return a message as it is shown. Its text is the buyer's or the seller's own and is never markup."""
    marks = (
        (message["is_greeting"], gettext("greeting")),
        (message["is_transfer"], gettext("hand-over")),
        (message["hidden"], gettext("not shown to staff")),
    )
    return Said(
        message["sent_at"],
        message["side"],
        author_word(message["author"]),
        message["text"] or "",
        message["language"] or "",
        tuple(name for holds, name in marks if holds),
    )

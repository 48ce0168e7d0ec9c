"""Words for the codes of parcels, conversations and orders."""

from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_noop as _

from sellerdesk.sellers.words import code_name
from sellerloop.lake.rows_verdicts import Outcome

_WORDS = {
    # what a scan says
    "accepted": _("Accepted by the carrier"),
    "departed": _("Departed"),
    "arrived": _("Arrived"),
    "out_for_delivery": _("Out for delivery"),
    "failed_attempt": _("Delivery attempt failed"),
    "delivered": _("Delivered"),
    "returned": _("Returned to the sender"),
    "lost": _("Lost"),
    # who answers
    "own": _("Own team"),
}
_AUTHORS = {
    "buyer": _("Buyer"),
    "human": _("Person"),
    "assist": _("Person with an assistant"),
    "bot": _("Bot"),
    "system": _("System"),
}


def word(code: str | None) -> str:
    """Return the word for a code; a code without one is shown as it is."""
    return gettext(_WORDS[code]) if code in _WORDS else code_name(code)


def author_word(author: str) -> str:
    """Return what kind of author wrote a message."""
    return gettext(_AUTHORS[author]) if author in _AUTHORS else author


def outcome_word(outcome: Outcome) -> tuple[str, str]:
    """Return what came of rows under a metric, and the tone of it."""
    match outcome:
        case Outcome.BAD:
            return gettext("Counts against"), "bad"
        case Outcome.GOOD:
            return pgettext("outcome", "Fine"), "ok"
        case Outcome.COUNTED:
            return gettext("Counted"), "ok"
        case Outcome.COMING:
            return gettext("Counts later"), "warn"
        case Outcome.PAST:
            return gettext("No longer counts"), "none"
        case Outcome.LEFT_OUT:
            return gettext("Left out"), "none"
    return gettext("Nothing to count"), "none"

"""The words of a policy: conditions, limits and codes as people read them, in the language in force."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache

from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_noop as _

from sellerdesk.sellers.words import code_name
from sellerdesk.ui import formats
from sellerloop.events.registry import contracts
from sellerloop.policy.schema import Condition
from sellerloop.scores.resolve import SCORE, ResolvedPolicy
from sellerloop.speech.message import Message

_ATTRIBUTES = {
    "account.active_listings": _("Active listings"),
    "account.age_days": _("Days since the account was opened"),
    "account.first_sale_days": _("Days since the first sale"),
    "account.inad_rating": _("Rating of not-as-described requests"),
    "account.positive_product_ratings": _("Positive product ratings, in percent"),
    "account.reputation_points": _("Reputation points"),
    "account.reputation_points_90d": _("Reputation points of 90 days"),
    "account.store_rating": _("Store rating"),
    "account.weekend_delivery": _("Weekend delivery"),
}
_VALUES = {
    "met": _("met"),
    "missed": _("not met"),
    "very high": _("very high"),
    "yes": _("yes"),
    "no": _("no"),
    "seller_fault_returns": _("Returns that are the seller's fault"),
    "reproduced_content": _("Copied content"),
    "unlawful": _("Unlawful goods or conduct"),
    "first_monday_of_quarter": _("on the first Monday of a quarter"),
    "first_of_month": _("on the first day of a month"),
    "first_of_quarter": _("on the first day of a quarter"),
    "quiz": _("a passed quiz"),
    "correction": _("a correction"),
    "appeal": _("an upheld appeal"),
    "live": _("Live"),
    "preview": _("Preview"),
    "none": _("nothing"),
    "median": _("median"),
    "mean": _("mean"),
    "shop": _("Shops"),
    "creator": _("Creators"),
    "agent": _("Agents"),
    "market": _("Market"),
    "category": _("Category"),
    "tier": _("Service tier"),
    "entity": _("Kind of account"),
    "price_band": _("Price band"),
}


class Names:
    """What the things of one policy are called, and the units of their values."""

    def __init__(self, resolved: ResolvedPolicy) -> None:
        policy = resolved.policy
        self.units = {name: metric.unit.value for name, metric in resolved.metrics.items()}
        self.windows = {name: metric.window for name, metric in resolved.metrics.items()}
        titled = {ledger.id: ledger.title for ledger in policy.ledgers}
        titled |= {gate.id: gate.title for gate in policy.gates}
        titled |= {tier.id: tier.title for tier in policy.tiers}
        titled = {name: title for name, title in titled.items() if title}
        self._names = {**_ATTRIBUTES, **titled, **{n: m.name for n, m in resolved.metrics.items()}}
        self._names[SCORE] = _("Score")

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __getitem__(self, name: str) -> str:
        return gettext(self._names[name]) if name in self._names else name

    def value(self, name: str, value: Decimal | str) -> str:
        """Return ``value`` of the thing called ``name``, with its unit."""
        if isinstance(value, str):
            return word(value)
        return exact(value, self.units.get(name, ""))

    def condition(self, condition: Condition) -> str:
        """Return a condition with its volumes and categories."""
        told = [
            gettext("%(name)s %(sign)s %(value)s")
            % {
                "name": self[condition.metric],
                "sign": formats.SIGNS[condition.op],
                "value": self.value(condition.metric, condition.value),
            }
        ]
        if condition.min_n is not None:
            told.append(gettext("with at least %(n)s rows") % {"n": formats.number(condition.min_n)})
        if condition.min_count is not None:
            told.append(gettext("and at least %(n)s of them") % {"n": formats.number(condition.min_count)})
        if condition.categories:
            told.append(gettext("in %(categories)s") % {"categories": categories(condition.categories)})
        return formats.comma().join(told)

    def conditions(self, conditions: Iterable[Condition]) -> str:
        """Return conditions on one line."""
        return pgettext("between sentences", "; ").join(map(self.condition, conditions))

    def say(self, message: Message) -> str:
        """Return a library message with the names of things in place of their ids."""
        values = {key: self._known(value) for key, value in message.values.items()}
        return formats.say(Message(message.text, values))

    def _known(self, value: object) -> object:
        if isinstance(value, Message):
            return self.say(value)
        return self[value] if isinstance(value, str) else value


def exact(value: Decimal | int, unit: str = "") -> str:
    """Return a stated number with all its decimals and its unit."""
    decimal = Decimal(value).normalize()
    exponent = decimal.as_tuple().exponent
    places = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return formats.measure(float(decimal), unit, digits=places)


def percent(share: Decimal) -> str:
    """Return a share of one as a percentage."""
    return exact(share * 100, "percent")


def word(code: str | None) -> str:
    """Return the word for a code of a policy: a state, a value of a condition, a reason; a text that the
    catalogue knows in its language; anything else as it is."""
    if not code:
        return ""
    if code in _VALUES:
        return gettext(_VALUES[code])
    named = code_name(code)
    return gettext(code) if named == code else named


def categories(codes: Sequence[str]) -> str:
    return formats.listed([word(code) for code in codes])


def counted(rows: int) -> str:
    return ngettext("%(count)s account", "%(count)s accounts", rows) % {"count": formats.number(rows)}


@lru_cache(maxsize=1)
def _columns() -> Mapping[str, str]:
    return {column.name: column.meaning for contract in contracts().values() for column in contract.columns}


def column_name(column: str) -> str:
    """Return what a column of an event means."""
    meaning = _columns().get(column)
    return gettext(meaning) if meaning else column

"""A metric in words: what it counts, over which days, what it leaves out, and where that was read."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from sellerdesk.sellers.words import count_unit
from sellerdesk.ui import formats
from sellerloop.metrics.spec import Aggregation, Direction, Metric, Side, Unit, contract_of, counter
from sellerloop.policy.predicate import text_of
from sellerloop.policy.source import Certainty, Source
from sellerloop.policy.words import window_words

_UNITS = {
    Unit.PERCENT: _("percent"),
    Unit.HOURS: _("hours"),
    Unit.SECONDS: _("seconds"),
    Unit.COUNT: _("a count"),
    Unit.MONEY: _("money, in the smallest unit of the currency"),
}
_DIRECTIONS = {
    Direction.LOWER: _("lower is better"),
    Direction.HIGHER: _("higher is better"),
    Direction.NEUTRAL: _("neither way is better"),
}
_CERTAINTIES = {
    Certainty.OFFICIAL: _("official"),
    Certainty.REPORTED: _("reported"),
    Certainty.OBSERVED: _("observed"),
    Certainty.SCHEMA: _("from the interface"),
    Certainty.ASSUMED: _("assumed"),
}
_MEANINGS = {
    Certainty.OFFICIAL: _("read on the platform's own page"),
    Certainty.REPORTED: _("read in an article or a translation by others"),
    Certainty.OBSERVED: _("seen in dashboards or settings of those who work with it"),
    Certainty.SCHEMA: _("a field of the platform's description of its interface"),
    Certainty.ASSUMED: _("our own choice, to be checked"),
}
_ADDED = {
    Aggregation.QUANTILE: _(
        "The waits of all sellers are taken together and the value at that rank is read off; it is not a "
        "mean of the sellers' values."
    ),
    Aggregation.TOTAL: _("The totals of all sellers are added up."),
    Aggregation.RECENT_WEIGHTED: _(
        "Counts of all sellers are added up first and then divided. The extra weight of a seller's latest "
        "rows is left out here."
    ),
}
_PLAIN = _("Counts of all sellers are added up first and then divided, so a large seller weighs more.")


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing to know about a metric: a term, its text, and a condition as it is written in the rules."""

    term: str
    text: str
    code: str = ""


def facts(metric: Metric) -> list[Fact]:
    """Return how a metric is read, term by term."""
    over = [] if metric.denominator is None else [_side(gettext("Divided by"), metric, metric.denominator)]
    return [
        _side(gettext("Counted"), metric, metric.numerator),
        *over,
        Fact(gettext("Days"), formats.sentence(formats.say(window_words(metric.window)))),
        Fact(gettext("Unit"), unit_words(metric)),
        Fact(gettext("Minimum sample"), _minimum(metric)),
        *_excluded(metric),
    ]


def unit_words(metric: Metric) -> str:
    """Return the unit of the value and which way is good."""
    return gettext("%(unit)s, %(direction)s") % {
        "unit": gettext(_UNITS[metric.unit]),
        "direction": gettext(_DIRECTIONS[metric.direction]),
    }


def added_up(metric: Metric) -> str:
    """Say how the numbers of several sellers become one."""
    return gettext(_ADDED.get(metric.aggregation, _PLAIN))


def certainty_word(certainty: Certainty) -> str:
    """Return the word for how sure a rule is."""
    return gettext(_CERTAINTIES[certainty])


def certainty_meaning(certainty: Certainty) -> str:
    """Say what that word means: where the rule was read."""
    return gettext(_MEANINGS[certainty])


def least_sure(sources: Iterable[Source]) -> Certainty | None:
    """Return the certainty of the least sure of ``sources``."""
    order = list(Certainty)
    return max((source.certainty for source in sources), key=order.index, default=None)


def _side(term: str, metric: Metric, side: Side) -> Fact:
    rows = contract_of(side)
    values = {
        "rows": gettext(rows.title),
        "date": gettext(rows.column(side.anchor).meaning),
        "column": gettext(rows.column(side.column).meaning) if side.column else "",
    }
    text = gettext("Sum of “%(column)s” over: %(rows)s, by the date “%(date)s”")
    plain = gettext("%(rows)s, by the date “%(date)s”")
    return Fact(term, (text if side.column else plain) % values, text_of(counter(metric, side).where))


def _minimum(metric: Metric) -> str:
    least = max(metric.minimum.n, 1)
    unit = count_unit(metric.count_unit, least)
    return gettext("%(least)s %(unit)s") % {"least": formats.number(least), "unit": unit}


def _excluded(metric: Metric) -> list[Fact]:
    """The flags that leave a row out, in the words of the first contract that has them."""
    contracts = [contract_of(side) for side in metric.sides]
    words: dict[str, str] = {}
    for flag in metric.exclude:
        for rows in contracts:
            found = next((column for column in rows.columns if column.name == flag), None)
            if found is not None:
                words.setdefault(flag, gettext(found.meaning))
    return (
        [Fact(gettext("Left out"), formats.sentence(formats.listed(list(words.values()))))] if words else []
    )

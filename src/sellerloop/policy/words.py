"""The parts of a policy in words, as messages: windows, formulas, bands, conditions."""

from collections.abc import Iterable, Sequence

from sellerloop.policy.dump import number
from sellerloop.policy.schema import Band, Condition, MinimumRule, Outcome, PolicyMetric, SideRule
from sellerloop.policy.window import Calendar, Lagged, Rolling, VolumeSwitch
from sellerloop.speech.message import Message, gettext_noop

AnyWindow = Rolling | Lagged | Calendar | VolumeSwitch
_LAST = {
    "week": gettext_noop("the last full week, Monday to Sunday"),
    "month": gettext_noop("the last full month"),
    "quarter": gettext_noop("the last full quarter"),
}
_LAST_FEW = {
    "week": gettext_noop("the last {count} full weeks, Monday to Sunday"),
    "month": gettext_noop("the last {count} full months"),
    "quarter": gettext_noop("the last {count} full quarters"),
}
_OUTCOMES = {
    Outcome.NULL: gettext_noop("it has no value"),
    Outcome.DEFAULT: gettext_noop("{value} stands in"),
    Outcome.SKIP: gettext_noop("it does not take part"),
    Outcome.NOT_ASSESSED: gettext_noop("it is not assessed"),
}


def window_words(window: AnyWindow) -> Message:
    """Return which days count."""
    match window:
        case Rolling(days=1):
            return Message(gettext_noop("the day before"))
        case Rolling(days=days):
            return Message(gettext_noop("the last {days} days"), {"days": days})
        case Lagged(oldest=oldest, newest=newest):
            text = gettext_noop("the days {oldest} to {newest} before")
            return Message(text, {"oldest": oldest, "newest": newest})
        case Calendar(unit=unit, count=1):
            return Message(_LAST[unit])
        case Calendar(unit=unit, count=count):
            return Message(_LAST_FEW[unit], {"count": count})
    text = gettext_noop("{then} with at least {volume} rows in them, else {otherwise}")
    values = {
        "then": window_words(window.then),
        "volume": window.at_least,
        "otherwise": window_words(window.otherwise),
    }
    return Message(text, values)


def side_words(side: SideRule) -> Message:
    """Return what one side of a metric counts or sums, in the names of the event contract."""
    values = {"event": side.event, "anchor": side.anchor, "where": side.where, "column": side.column}
    if side.column:
        text = gettext_noop("sum of {column} of {event} by {anchor}, where {where}")
        plain = gettext_noop("sum of {column} of {event} by {anchor}")
    else:
        text = gettext_noop("{event} by {anchor}, where {where}")
        plain = gettext_noop("{event} by {anchor}")
    return Message(text if side.where else plain, values)


def formula(metric: PolicyMetric) -> Message:
    """Return how ``metric`` is computed: numerator over denominator and window, or which definition of the
    catalogue it uses."""
    window = None if metric.window is None else window_words(metric.window)
    if metric.use is not None or metric.numerator is None:
        values = {"use": metric.use or metric.id, "window": window}
        as_is = gettext_noop("{use} of the catalogue")
        return Message(gettext_noop("{use} of the catalogue, over {window}") if window else as_is, values)
    values = {"numerator": side_words(metric.numerator), "window": window}
    if metric.denominator is None:
        return Message(gettext_noop("{numerator}; over {window}"), values)
    values["denominator"] = side_words(metric.denominator)
    return Message(gettext_noop("({numerator}) / ({denominator}); over {window}"), values)


def minimum_words(minimum: MinimumRule) -> Message:
    """Return what holds below the minimum volume."""
    value = "" if minimum.value is None else number(minimum.value)
    outcome = Message(_OUTCOMES[minimum.outcome], {"value": value})
    values = {"n": minimum.n, "outcome": outcome, "metric": minimum.metric}
    if minimum.metric is not None:
        return Message(gettext_noop("below {n} of {metric} {outcome}"), values)
    if minimum.of == "numerator":
        return Message(gettext_noop("below {n} counted rows {outcome}"), values)
    return Message(gettext_noop("below {n} rows {outcome}"), values)


def band_words(band: Band) -> Message:
    """Return the anchors of a band, such as ``0 → 5, 1.2 → 4, 40 → 1``, and how they are read."""
    points = ", ".join(f"{number(point.value)} → {number(point.score)}" for point in band.points)
    linear = gettext_noop("{points}, straight lines between")
    closed = gettext_noop("{points}, each from its value on")
    opened = gettext_noop("{points}, each above its value")
    text = linear if band.interpolation == "linear" else closed if band.ends == "closed" else opened
    return Message(text, {"points": points})


def condition_words(condition: Condition) -> Message:
    """Return a condition with its volumes and categories."""
    value = condition.value if isinstance(condition.value, str) else number(condition.value)
    values: dict[str, object] = {"metric": condition.metric, "op": condition.op, "value": value}
    said = Message(gettext_noop("{metric} {op} {value}"), values)
    for text, given in (
        (gettext_noop("{said}, with at least {given} rows"), condition.min_n),
        (gettext_noop("{said}, and at least {given} of them"), condition.min_count),
        (gettext_noop("{said}, in {given}"), ", ".join(condition.categories) or None),
    ):
        if given is not None:
            said = Message(text, {"said": said, "given": given})
    return said


def all_words(conditions: Sequence[Condition]) -> Message:
    """Return conditions that hold together."""
    return _joined(gettext_noop("{first} and {second}"), [condition_words(c) for c in conditions])


def any_words(conditions: Sequence[Condition]) -> Message:
    """Return conditions of which one is enough."""
    return _joined(gettext_noop("{first} or {second}"), [condition_words(c) for c in conditions])


def _joined(text: str, parts: Iterable[Message]) -> Message:
    said, *others = parts
    for other in others:
        said = Message(text, {"first": said, "second": other})
    return said

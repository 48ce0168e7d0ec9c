"""Conditions in words: why a row does not count, as messages that can be translated."""

from collections.abc import Callable

from sellerloop.events.contract import Contract
from sellerloop.policy.predicate import (
    And,
    Column,
    Compare,
    Constant,
    Flag,
    In,
    IsNull,
    Not,
    Or,
    Predicate,
    Shifted,
    Side,
    text_of,
)
from sellerloop.speech.message import Message, gettext_noop

_COMPARED = {
    "==": gettext_noop("{column} is not {value}"),
    "!=": gettext_noop("{column} is {value}"),
    "<": gettext_noop("{column} is not below {value}"),
    "<=": gettext_noop("{column} is above {value}"),
    ">": gettext_noop("{column} is not above {value}"),
    ">=": gettext_noop("{column} is below {value}"),
}


def why_not(clause: Predicate, contract: Contract) -> Message:
    """Say in words that ``clause``, one conjunct of a condition on rows of ``contract``, does not hold.

    A comparison with a missing value reads the same as one that fails.
    """

    def meaning(column: Column) -> Message:
        return Message(contract.column(column.name).meaning)

    match clause:
        case Not(Flag(column)):
            return Message(gettext_noop("does not count: {column}"), {"column": meaning(column)})
        case Flag(column):
            return Message(gettext_noop("not so: {column}"), {"column": meaning(column)})
        case Not(IsNull(column)):
            return Message(gettext_noop("not yet or not known: {column}"), {"column": meaning(column)})
        case IsNull(column):
            return Message(gettext_noop("has happened: {column}"), {"column": meaning(column)})
        case Compare(left, op, right):
            return Message(_COMPARED[op], {"column": meaning(left), "value": _side(right, meaning)})
        case In(column, values):
            listed = {"column": meaning(column), "value": ", ".join(map(str, values))}
            return Message(gettext_noop("{column} is none of {value}"), listed)
        case Not(In(column, values)):
            listed = {"column": meaning(column), "value": ", ".join(map(str, values))}
            return Message(gettext_noop("{column} is one of {value}"), listed)
        case And() | Or() | Not():
            return Message(gettext_noop("does not meet: {condition}"), {"condition": text_of(clause)})


def _side(side: Side, meaning: Callable[[Column], Message]) -> object:
    match side:
        case Column():
            return meaning(side)
        case Shifted(column, hours):
            later = gettext_noop("{count} hours after: {column}")
            earlier = gettext_noop("{count} hours before: {column}")
            return Message(earlier if hours < 0 else later, {"count": abs(hours), "column": meaning(column)})
        case Constant(value):
            return value

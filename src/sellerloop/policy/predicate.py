"""A closed predicate language over event columns.

``status == 'late' and rating <= 2``, ``fault in {'seller', 'auto'}``, ``delivered_at is not None``,
``shipped_at > due_ship_at``, ``cancelled_at > paid_at + hours(24)``, ``not is_sample``: comparisons between a
column and a literal, another column, or the instant some hours after or before (``- hours(2)``) another one;
membership, null tests, boolean columns, and/or/not; a text beside a date column is a date in ISO form
(``placed_date < '2026-03-01'``). Nothing else parses. Logic is three-valued as in SQL: a comparison with a
missing value is unknown, and an unknown row does not count.
"""

import ast
import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from sellerloop.speech.message import gettext_noop

Value = str | int | bool | None
Operator = Literal["==", "!=", "<", "<=", ">", ">="]
_OPERATORS: dict[type[ast.cmpop], Operator] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}


LONGEST = 2000  # characters; no honest condition comes near
MOST_HOURS = 24 * 3660  # ten years
_TOO_LONG = gettext_noop("a condition has at most {most} characters")
_NO_CONDITION = gettext_noop("this is no condition: {condition}")
_NOT_ALLOWED = gettext_noop(
    "{part} is not allowed in a condition: {condition} (a column is compared with a value, another column, "
    "or one some hours later: shipped_at > placed_at + hours(24))"
)
_MEMBERS = gettext_noop("a set holds either texts or whole numbers: {condition}")


class PredicateError(ValueError):
    """The text is not in the closed language.

    ``text`` is an entry of the translation catalogue with named ``str.format`` fields, which ``values`` fill;
    ``str(error)`` is the English sentence.
    """

    def __init__(self, text: str, **values: object) -> None:
        super().__init__(text.format(**values))
        self.text = text
        self.values = values


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the event contract, by name."""

    name: str


@dataclass(frozen=True, slots=True)
class Constant:
    """A constant: text, whole number or truth value."""

    value: str | int | bool


@dataclass(frozen=True, slots=True)
class Shifted:
    """The instant ``hours`` after that of a column; before it where negative."""

    column: Column
    hours: int


Side = Column | Shifted | Constant


@dataclass(frozen=True, slots=True)
class Compare:
    """``left op right``; unknown when either side is missing."""

    left: Column
    op: Operator
    right: Side


@dataclass(frozen=True, slots=True)
class In:
    """Membership of a column in a fixed set, kept sorted."""

    column: Column
    values: tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class IsNull:
    """True when the column has no value."""

    column: Column


@dataclass(frozen=True, slots=True)
class Flag:
    """A boolean column used as a condition."""

    column: Column


@dataclass(frozen=True, slots=True)
class Not:
    """Negation; unknown stays unknown."""

    part: "Predicate"


@dataclass(frozen=True, slots=True)
class And:
    """All parts hold."""

    parts: tuple["Predicate", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one part holds."""

    parts: tuple["Predicate", ...]


Predicate = Compare | In | IsNull | Flag | Not | And | Or
ALWAYS = And(())


def parse(text: str) -> Predicate:
    """Parse ``text``; the empty text holds for every row.

    Raises :class:`PredicateError` when the text is outside the closed language.
    """
    if not text.strip():
        return ALWAYS
    if len(text) > LONGEST:
        raise PredicateError(_TOO_LONG, most=LONGEST)
    try:
        return _predicate(ast.parse(text.strip(), mode="eval").body, text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        if isinstance(error, PredicateError):
            raise
        raise PredicateError(_NO_CONDITION, condition=text) from error


def all_of(*parts: Predicate) -> Predicate:
    """Return the conjunction of ``parts``, flattened; no part means always."""
    flat = tuple(leaf for part in parts for leaf in clauses(part))
    return flat[0] if len(flat) == 1 else And(flat)


def clauses(predicate: Predicate) -> tuple[Predicate, ...]:
    """Return the top-level conjuncts, in order: what has to hold for a row to count."""
    return predicate.parts if isinstance(predicate, And) else (predicate,)


def columns(predicate: Predicate) -> frozenset[str]:
    """Return the names of all columns that ``predicate`` reads."""
    return frozenset(_names(predicate))


def shifted(predicate: Predicate) -> frozenset[str]:
    """Return the names of the columns that are compared some hours after or before themselves, with the
    columns beside them: all have to be instants."""
    return frozenset(
        name
        for compare in _compares(predicate)
        if isinstance(compare.right, Shifted)
        for name in (compare.left.name, compare.right.column.name)
    )


def evaluate(predicate: Predicate, row: Mapping[str, object]) -> bool | None:
    """Evaluate on one row (column name to value); None means unknown. The naive meaning of the language."""
    match predicate:
        case And(parts):
            return _kleene([evaluate(p, row) for p in parts], absorbing=False)
        case Or(parts):
            return _kleene([evaluate(p, row) for p in parts], absorbing=True)
        case Not(part):
            inner = evaluate(part, row)
            return None if inner is None else not inner
        case IsNull(column):
            return row[column.name] is None
        case Flag(column):
            flag = row[column.name]
            return None if flag is None else bool(flag)
        case In(column, values):
            value = row[column.name]
            return None if value is None else value in values
        case Compare():
            return _compare(predicate, row)


def text_of(predicate: Predicate) -> str:
    """Return the canonical text; ``parse(text_of(p)) == p``."""
    match predicate:
        case And(()):
            return ""
        case And(parts):
            return " and ".join(_wrapped(p, Or) for p in parts)
        case Or(parts):
            return " or ".join(_wrapped(p, And) for p in parts)
        case Not(Flag(column)):
            return f"not {column.name}"
        case Not(IsNull(column)):
            return f"{column.name} is not None"
        case Not(part):
            return f"not ({text_of(part)})"
        case IsNull(column):
            return f"{column.name} is None"
        case Flag(column):
            return column.name
        case In(column, values):
            return f"{column.name} in {{{', '.join(repr(v) for v in values)}}}"
        case Compare(left, op, right):
            return f"{left.name} {op} {_side_text(right)}"


def _side_text(side: Side) -> str:
    match side:
        case Column(name):
            return name
        case Shifted(Column(name), hours):
            return f"{name} {'-' if hours < 0 else '+'} hours({abs(hours)})"
        case Constant(value):
            return repr(value)


def _wrapped(predicate: Predicate, kind: type) -> str:
    return f"({text_of(predicate)})" if isinstance(predicate, kind) else text_of(predicate)


def _predicate(node: ast.expr, text: str) -> Predicate:
    match node:
        case ast.BoolOp(op=ast.And(), values=values):
            return all_of(*(_predicate(v, text) for v in values))
        case ast.BoolOp(op=ast.Or(), values=values):
            parts = [_predicate(v, text) for v in values]
            return Or(tuple(leaf for p in parts for leaf in (p.parts if isinstance(p, Or) else (p,))))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return Not(_predicate(operand, text))
        case ast.Name(id=name):
            return Flag(Column(name))
        case ast.Compare(left=ast.Name(id=name), ops=[op], comparators=[right]):
            return _comparison(Column(name), op, right, text)
    raise PredicateError(_NOT_ALLOWED, part=ast.unparse(node), condition=text)


def _comparison(left: Column, op: ast.cmpop, right: ast.expr, text: str) -> Predicate:
    match op, right:
        case ast.Is(), ast.Constant(value=None):
            return IsNull(left)
        case ast.IsNot(), ast.Constant(value=None):
            return Not(IsNull(left))
        case ast.In(), ast.Set(elts=items):
            return In(left, _members(items, text))
        case ast.NotIn(), ast.Set(elts=items):
            return Not(In(left, _members(items, text)))
    side = _side(right)
    if side is None or type(op) not in _OPERATORS:
        raise PredicateError(_NOT_ALLOWED, part=ast.unparse(right), condition=text)
    return Compare(left, _OPERATORS[type(op)], side)


def _side(node: ast.expr) -> Side | None:
    match node:
        case ast.Name(id=name):
            return Column(name)
        case ast.BinOp(
            left=ast.Name(id=name),
            op=ast.Add() | ast.Sub() as sign,
            right=ast.Call(func=ast.Name(id="hours"), args=[ast.Constant(value=int() as hours)], keywords=[]),
        ) if type(hours) is int and hours <= MOST_HOURS:
            return Shifted(Column(name), hours if isinstance(sign, ast.Add) else -hours)
    value = _literal(node)
    return None if value is None else Constant(value)


def _literal(node: ast.expr) -> str | int | None:
    match node:
        case ast.Constant(value=str() | int() as value):
            return value
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() as value)):
            return -value
    return None


def _members(items: list[ast.expr], text: str) -> tuple[str | int, ...]:
    values = [value for value in map(_literal, items) if value is not None]
    if len(values) != len(items) or {type(value) for value in values} not in ({str}, {int}):
        raise PredicateError(_MEMBERS, condition=text)
    return tuple(sorted(set(values)))


def _names(predicate: Predicate) -> Iterator[str]:
    match predicate:
        case And(parts) | Or(parts):
            for part in parts:
                yield from _names(part)
        case Not(part):
            yield from _names(part)
        case IsNull(column) | Flag(column) | In(column, _):
            yield column.name
        case Compare(left, _, right):
            yield left.name
            if isinstance(right, Column | Shifted):
                yield right.name if isinstance(right, Column) else right.column.name


def _compares(predicate: Predicate) -> Iterator[Compare]:
    match predicate:
        case And(parts) | Or(parts):
            for part in parts:
                yield from _compares(part)
        case Not(part):
            yield from _compares(part)
        case Compare():
            yield predicate


def _kleene(parts: list[bool | None], *, absorbing: bool) -> bool | None:
    if absorbing in parts:
        return absorbing
    return None if None in parts else not absorbing


def _compare(compare: Compare, row: Mapping[str, object]) -> bool | None:
    left = row[compare.left.name]
    right = _value(compare.right, row)
    if left is None or right is None:
        return None
    if type(left) is dt.date and isinstance(right, str):
        right = dt.date.fromisoformat(right)
    match compare.op:
        case "==":
            return left == right
        case "!=":
            return left != right
        case "<":
            return left < right  # type: ignore[operator,no-any-return]
        case "<=":
            return left <= right  # type: ignore[operator,no-any-return]
        case ">":
            return left > right  # type: ignore[operator,no-any-return]
        case ">=":
            return left >= right  # type: ignore[operator,no-any-return]


def _value(side: Side, row: Mapping[str, object]) -> object:
    match side:
        case Column(name):
            return row[name]
        case Shifted(Column(name), hours):
            instant = row[name]
            return instant + dt.timedelta(hours=hours) if isinstance(instant, dt.datetime) else None
        case Constant(value):
            return value

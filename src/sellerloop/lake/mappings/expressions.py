"""The expressions of a mapping: a small closed set, each written as one field that names it.

A bare text is a column or parameter, a bare number or truth value is itself, ``{text: BR}`` is a text. A
missing value stays missing through every expression unless its description says otherwise.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, StringConstraints, Tag

from sellerloop.clock.zones import ClockError, zone_table
from sellerloop.lake.mappings.mistake import mistake
from sellerloop.lake.sources.options import Name
from sellerloop.policy.predicate import PredicateError, parse
from sellerloop.speech.message import Message


def _condition(value: object) -> object:
    if isinstance(value, str):
        try:
            parse(value)
        except PredicateError as error:
            raise mistake("reason", reason=Message(error.text, error.values)) from error
    return value


def _several(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _code_or_column(value: object) -> object:
    """Read what is written like ``BRL`` as a fixed text, any other as an expression."""
    return {"text": value} if isinstance(value, str) and _CURRENCY.fullmatch(value) else value


def _zone_or_column(value: object) -> object:
    """Read what is written like ``Asia/Shanghai`` or ``UTC`` as a fixed text, any other as an expression."""
    if not isinstance(value, str) or value.islower():
        return value
    try:
        zone_table(value)
    except ClockError as error:
        raise mistake("reason", reason=Message(error.text, error.values)) from error
    return {"text": value}


def _whole(value: object) -> object:
    """Read a number of a file as a whole number."""
    return int(value) if isinstance(value, Decimal) and value == int(value) else value


GIVEN = "given"
_CURRENCY = re.compile(r"[A-Z]{3}")
Condition = Annotated[str, BeforeValidator(_condition)]
Zone = Annotated["Expr", BeforeValidator(_zone_or_column)]
Currency = Annotated["Expr", BeforeValidator(_code_or_column)]
Forms = Annotated[tuple[str, ...], BeforeValidator(_several), Field(min_length=1)]


class Expression(BaseModel):
    """Base of all expressions."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Column(Expression):
    """The value of a column of the table, or of a parameter."""

    column: Name


class Fixed(Expression):
    """A fixed text, number or truth value; ``none`` is the missing value."""

    text: Annotated[str | bool | int | None, BeforeValidator(_whole)]


class Coalesce(Expression):
    """The first value that is not missing."""

    coalesce: Annotated[tuple["Expr", ...], Field(min_length=1)]


class Concat(Expression):
    """Texts one after the other."""

    concat: Annotated[tuple["Expr", ...], Field(min_length=1)]


class Lower(Expression):
    """Text in small letters."""

    lower: "Expr"


class Upper(Expression):
    """Text in capital letters."""

    upper: "Expr"


class Substr(Expression):
    """``length`` characters from position ``start``, counted from 1; all the rest without a length."""

    substr: "Expr"
    start: Annotated[int, Field(ge=1)] = 1
    length: Annotated[int, Field(ge=1)] | None = None


class Json(Expression):
    """The value at ``path`` inside a text that is itself JSON; missing where there is none."""

    json_text: "Expr"
    path: Annotated[str, StringConstraints(pattern=r"^\w+(\.\w+)*$")]


class When(Expression):
    """One branch of a case."""

    when: Condition
    then: "Expr"


class Case(Expression):
    """The value of the first branch whose condition holds, else ``otherwise``."""

    case: Annotated[tuple[When, ...], Field(min_length=1)]
    otherwise: "Expr" = Field(default_factory=lambda: Fixed(text=None))


class Lookup(Expression):
    """The entry of the value map ``map``. A word that it lacks is refused, kept as it is, or missing."""

    lookup: "Expr"
    map: Name
    unknown: Literal["refuse", "keep", "none"] = "refuse"


class Number(Expression):
    """A whole number from text."""

    number: "Expr"


class Flag(Expression):
    """Yes or no from text: any of the words of ``yes`` and ``no``, whatever their case."""

    flag: "Expr"
    yes: tuple[str, ...] = ("true", "yes", "y", "1")
    no: tuple[str, ...] = ("false", "no", "n", "0")


class Money(Expression):
    """Whole minor units of ``currency`` from an amount in major units. An amount with more decimals than
    the currency has is refused. ``grouping`` is the mark between thousands, if any."""

    money: "Expr"
    currency: Currency
    decimal: Literal[".", ","] = "."
    grouping: Literal["", ",", ".", " ", "'"] = ""


class Add(Expression):
    """The sum of whole numbers."""

    add: Annotated[tuple["Expr", ...], Field(min_length=1)]


class Subtract(Expression):
    """The first whole number less the second."""

    subtract: tuple["Expr", "Expr"]


class Multiply(Expression):
    """The product of whole numbers."""

    multiply: Annotated[tuple["Expr", ...], Field(min_length=1)]


class Instant(Expression):
    """An instant. ``format`` is ``iso``, ``epoch_s``, ``epoch_ms`` or forms such as ``%d/%m/%Y %H:%M``;
    ``zone`` is the zone of the clock that wrote it, or ``given`` where the text or column carries its own.

    A time that the clock of its zone showed twice means the first; one that it skipped, the first after.
    """

    instant: "Expr"
    format: Forms = ("iso",)
    zone: Zone


class EndOfDay(Expression):
    """The last instant of a date in ``zone``: what a promise "by that day" means."""

    end_of_day: "Expr"
    format: Forms = ("iso",)
    zone: Zone


class Latest(Expression):
    """The largest of several values, missing ones left out."""

    latest: Annotated[tuple["Expr", ...], Field(min_length=1)]


class Earliest(Expression):
    """The smallest of several values, missing ones left out."""

    earliest: Annotated[tuple["Expr", ...], Field(min_length=1)]


class Sum(Expression):
    """In a grouped table: the sum of whole numbers; missing when all are."""

    sum: "Expr"


class Least(Expression):
    """In a grouped table: the smallest value."""

    least: "Expr"


class Most(Expression):
    """In a grouped table: the largest value."""

    most: "Expr"


class Count(Expression):
    """In a grouped table: the number of rows."""

    count: Literal["rows"]


class Pick(Expression):
    """In a grouped table: the value in the row where ``of`` is largest; the smallest value among equals."""

    pick: "Expr"
    of: "Expr"


AGGREGATES = (Sum, Least, Most, Count, Pick)
LEADERS = ("column", "text", "coalesce", "concat", "lower", "upper", "substr", "json_text", "case", "lookup",
           "number", "flag", "money", "add", "subtract", "multiply", "instant", "end_of_day", "latest",
           "earliest", "sum", "least", "most", "count", "pick")  # fmt: skip


def _written(value: object) -> object:
    """Return the full form of what may be written short."""
    match value:
        case None | bool() | int() | Decimal():
            return {"text": value}
        case str():
            return {"column": value}
        case _:
            return value


def _leader(value: object) -> str | None:
    if isinstance(value, Expression):
        return next(name for name in LEADERS if name in type(value).model_fields)
    if isinstance(value, Mapping):
        return next((name for name in LEADERS if name in value), None)
    return None


Expr = Annotated[
    Annotated[Column, Tag("column")]
    | Annotated[Fixed, Tag("text")]
    | Annotated[Coalesce, Tag("coalesce")]
    | Annotated[Concat, Tag("concat")]
    | Annotated[Lower, Tag("lower")]
    | Annotated[Upper, Tag("upper")]
    | Annotated[Substr, Tag("substr")]
    | Annotated[Json, Tag("json_text")]
    | Annotated[Case, Tag("case")]
    | Annotated[Lookup, Tag("lookup")]
    | Annotated[Number, Tag("number")]
    | Annotated[Flag, Tag("flag")]
    | Annotated[Money, Tag("money")]
    | Annotated[Add, Tag("add")]
    | Annotated[Subtract, Tag("subtract")]
    | Annotated[Multiply, Tag("multiply")]
    | Annotated[Instant, Tag("instant")]
    | Annotated[EndOfDay, Tag("end_of_day")]
    | Annotated[Latest, Tag("latest")]
    | Annotated[Earliest, Tag("earliest")]
    | Annotated[Sum, Tag("sum")]
    | Annotated[Least, Tag("least")]
    | Annotated[Most, Tag("most")]
    | Annotated[Count, Tag("count")]
    | Annotated[Pick, Tag("pick")],
    Discriminator(_leader),
    BeforeValidator(_written),
]
for _model in Expression.__subclasses__():
    _model.model_rebuild()

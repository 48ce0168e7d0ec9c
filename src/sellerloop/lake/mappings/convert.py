"""From what an expression gives to what a contract's column holds."""

from sellerloop.events.contract import Column, Type
from sellerloop.lake.mappings.amounts import number
from sellerloop.lake.mappings.fragment import (
    DATE,
    INSTANT,
    TEXT,
    TRUTH,
    WHOLE,
    Fragment,
    Let,
    as_text,
    failed,
)
from sellerloop.lake.mappings.times import given_instant, wall_time

_YES, _NO = "('true', 't', 'yes', 'y', '1')", "('false', 'f', 'no', 'n', '0')"
_SQL_TYPES = {
    Type.INSTANT: INSTANT,
    Type.DATE: DATE,
    Type.INTEGER: WHOLE,
    Type.MONEY: WHOLE,
    Type.FLAG: TRUTH,
}


def sql_type(column: Column) -> str:
    """Return the engine's type of ``column``."""
    return _SQL_TYPES.get(column.type, TEXT)


def absent(column: Column) -> Fragment:
    """Return the value of a column that the source does not have: missing, or false for a flag."""
    if column.type is Type.FLAG:
        return Fragment("false", TRUTH)
    return Fragment(f"CAST(NULL AS {sql_type(column)})", sql_type(column))


def convert(part: Fragment, column: Column, let: Let) -> Fragment:
    """Return ``part`` in the type of ``column``. Text is read in one plain form only: ISO 8601 instants with
    their zone, whole numbers, true or false.

    Raises MappingError for a type that cannot become the column's.
    """
    if part.is_void:
        return absent(column)
    match column.type:
        case Type.INSTANT:
            return given_instant(part, ("iso",), let)
        case Type.DATE:
            local = wall_time(part, ("iso",), let)
            return Fragment(f"CAST({local.sql} AS DATE)", DATE, local.failing, local.reads)
        case Type.INTEGER | Type.MONEY:
            return number(part, let)
        case Type.FLAG:
            return _flag(part, let)
        case _:
            return as_text(part)


def _flag(part: Fragment, let: Let) -> Fragment:
    if part.type == TRUTH:
        return Fragment(f"coalesce({part.sql}, false)", TRUTH, part.failing, part.reads)
    text = as_text(part)
    word = f"lower({text.sql})"
    value = let(f"CASE WHEN {word} IN {_YES} THEN true WHEN {word} IN {_NO} THEN false END")
    wrong = failed("not_a_flag", text, value)
    return Fragment(f"coalesce({value}, false)", TRUTH, (*text.failing, wrong), text.reads)

"""Pieces of SQL that know their type, the columns behind them, and how a row can fail them."""

from collections.abc import Callable
from dataclasses import dataclass

from sellerloop.lake.failure import LakeError
from sellerloop.lake.sources.stage import text_sql
from sellerloop.speech.message import Message, gettext_noop

TEXT, WHOLE, TRUTH, VOID = "VARCHAR", "BIGINT", "BOOLEAN", '"NULL"'
INSTANT, LOCAL, DATE = "TIMESTAMP WITH TIME ZONE", "TIMESTAMP", "DATE"
_WHOLES = (
    "TINYINT",
    "SMALLINT",
    "INTEGER",
    "BIGINT",
    "UTINYINT",
    "USMALLINT",
    "UINTEGER",
    "UBIGINT",
    "HUGEINT",
)
_LOCALS = ("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS")


Let = Callable[[str], str]  # computes an expression once for each row; returns the name of its value


@dataclass(frozen=True, slots=True)
class Failing:
    """Rows for which ``when`` holds are refused for ``code``; ``value`` is SQL for what to show. Without a
    code, ``value`` holds column, code and value as an earlier table found them."""

    code: str
    when: str
    value: str


@dataclass(frozen=True, slots=True)
class Fragment:
    """``sql`` over the row ``t``; ``reads`` are the columns it was made of."""

    sql: str
    type: str
    failing: tuple[Failing, ...] = ()
    reads: tuple[str, ...] = ()

    @property
    def is_text(self) -> bool:
        """Whether the value is text."""
        return self.type in (TEXT, VOID)

    @property
    def is_void(self) -> bool:
        """Whether the value is always missing, and so has no type of its own."""
        return self.type == VOID

    @property
    def is_whole(self) -> bool:
        """Whether the value is a whole number."""
        return self.type in _WHOLES

    @property
    def is_real(self) -> bool:
        """Whether the value is a binary or decimal fraction."""
        return self.type in ("DOUBLE", "FLOAT") or self.type.startswith("DECIMAL")

    @property
    def is_local(self) -> bool:
        """Whether the value is a time without a zone."""
        return self.type in _LOCALS


class MappingError(LakeError):
    """A mapping does not fit the files, or is wrong in itself."""


def unfit(text: str, **values: object) -> MappingError:
    """Return the error with the catalogue entry ``text``."""
    return MappingError(Message(text, values))


def together(*parts: Fragment) -> tuple[tuple[Failing, ...], tuple[str, ...]]:
    """Return how any of ``parts`` can fail, and all columns behind them."""
    failing = dict.fromkeys(one for part in parts for one in part.failing)
    return tuple(failing), tuple(dict.fromkeys(name for part in parts for name in part.reads))


def as_text(part: Fragment) -> Fragment:
    """Return ``part`` as text. Raises MappingError for a type that has no exact text."""
    if part.is_text:
        return part
    if part.is_whole or part.type in (TRUTH, DATE, "UUID"):
        return Fragment(f"CAST({part.sql} AS VARCHAR)", TEXT, part.failing, part.reads)
    text = gettext_noop("{columns}: a value of type {type} cannot serve as text")
    raise unfit(text, columns=", ".join(part.reads), type=part.type)


def shown(part: Fragment) -> str:
    """Return SQL for the value of ``part`` as people read it."""
    return f"CAST({part.sql} AS VARCHAR)"


def failed(code: str, part: Fragment, value: str) -> Failing:
    """Return the failing of rows in which ``part`` has a value and ``value``, made of it, has none."""
    return Failing(code, f"({part.sql}) IS NOT NULL AND {value} IS NULL", shown(part))


def list_sql(texts: tuple[str, ...]) -> str:
    """Return a parenthesised list of literals; one that nothing equals when empty."""
    return f"({', '.join(text_sql(text) for text in texts) or 'NULL'})"

"""What can be wrong with a mapping file beyond its types, in words that can be translated."""

from collections.abc import Mapping

from pydantic_core import PydanticCustomError

from sellerloop.lake.sources.options import UNKNOWN
from sellerloop.speech.message import Message, gettext_noop

MISTAKES: Mapping[str, str] = {
    "reason": "{reason}",  # a sentence of another part of the library
    "union_tag_not_found": gettext_noop("is no expression"),
    "default": gettext_noop("the default is none of the choices"),
    "aggregate": gettext_noop(
        "{column}: a grouped table takes sum, least, most, count and pick, and no other place does"
    ),
    "kind": gettext_noop("there is no event kind {kind}: {kinds}"),
    "column": gettext_noop("{kind} has no column {column}"),
    "above": gettext_noop("{name}: there is no table {used} above it"),
    "twice": gettext_noop("{name} is already a source"),
    "table": gettext_noop("there is no table {used}"),
    "encoding": UNKNOWN,
}


def mistake(code: str, **values: str | Message) -> PydanticCustomError:
    """Return the error ``code`` of MISTAKES for a validator to raise."""
    return PydanticCustomError(code, MISTAKES[code], dict(values))

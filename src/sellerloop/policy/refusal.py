"""Why a value does not fit the schema, in words that can be translated.

Pydantic says what is wrong in its own English; here every kind of error that the schema can raise has one
sentence of the catalogue. The mandatory fields that a lint rule is about carry its code.
"""

import difflib
import re
from collections.abc import Mapping
from typing import Any

from pydantic_core import ErrorDetails

from sellerloop.policy.problem import Path
from sellerloop.policy.schema import Policy
from sellerloop.speech.message import Message, gettext_noop

_NUMBER = gettext_noop("must be a number such as 2.5")
_WHOLE = gettext_noop("must be a whole number")
_TEXT = gettext_noop("must be text")
_LIST = gettext_noop("must be a list")
_FIELDS = gettext_noop("must hold named fields")
_DIGITS = gettext_noop("has too many digits")
_ONE_OF = gettext_noop("must be one of {expected}")

REASONS: Mapping[str, str] = {
    "missing": gettext_noop("is missing"),
    "extra_forbidden": gettext_noop("is not a field here"),
    "enum": _ONE_OF,
    "literal_error": _ONE_OF,
    "union_tag_invalid": gettext_noop("its type must be one of {expected_tags}"),
    "union_tag_not_found": gettext_noop("its type must be stated"),
    "decimal_parsing": _NUMBER,
    "decimal_type": _NUMBER,
    "finite_number": _NUMBER,
    "decimal_max_digits": _DIGITS,
    "decimal_max_places": _DIGITS,
    "decimal_whole_digits": _DIGITS,
    "int_parsing": _WHOLE,
    "int_parsing_size": _DIGITS,
    "int_type": _WHOLE,
    "int_from_float": _WHOLE,
    "greater_than": gettext_noop("must be more than {gt}"),
    "greater_than_equal": gettext_noop("must be at least {ge}"),
    "less_than": gettext_noop("must be less than {lt}"),
    "less_than_equal": gettext_noop("must be at most {le}"),
    "string_type": _TEXT,
    "string_unicode": _TEXT,
    "string_too_short": gettext_noop("must not be empty"),
    "string_too_long": gettext_noop("must have at most {max_length} characters"),
    "string_pattern_mismatch": gettext_noop(
        "must be a name: small letters, digits, dots, dashes and underscores, beginning with a letter"
    ),
    "too_short": gettext_noop("must have at least {min_length} entries"),
    "tuple_type": _LIST,
    "list_type": _LIST,
    "dict_type": _FIELDS,
    "model_type": _FIELDS,
    "model_attributes_type": _FIELDS,
    "bool_type": gettext_noop("must be true or false"),
    "bool_parsing": gettext_noop("must be true or false"),
    "day": gettext_noop("must be a date such as 2026-11-22"),
    "date_from_datetime_parsing": gettext_noop("is a day that no calendar has"),
    "date_parsing": gettext_noop("is a day that no calendar has"),
    "window_order": gettext_noop("the oldest day must not be later than the newest"),
}
_OTHER = gettext_noop("does not fit here")
_GUESS = gettext_noop("is not a field here; did you mean {guess}?")
_QUOTED = re.compile("'([^']*)'")
_CODES = {"on_missing": "L3", "min": "L3", "ends": "L4", "op": "L4", "certainty": "L5", "read_on": "L8"}


_SCHEMA: dict[str, Any] = Policy.model_json_schema()


def reason_of(error: ErrorDetails) -> Message:
    """Return the sentence for one error of the schema; an unknown field is told what it may mean."""
    if error["type"] == "extra_forbidden":
        close = difflib.get_close_matches(str(error["loc"][-1]), _fields(error["loc"][:-1]), n=1)
        if close:
            return Message(_GUESS, {"guess": close[0]})
    said: Mapping[str, Any] = error.get("ctx", {})
    values = {name: str(value) for name, value in said.items() if name != "error"}
    for name in {"expected", "expected_tags"} & values.keys():
        values[name] = ", ".join(_QUOTED.findall(values[name]))  # without the English "or" of the list
    return Message(REASONS.get(error["type"], _OTHER), values)


def code_of(error: ErrorDetails) -> str:
    """Return the lint rule that demands a field which is missing; empty for other errors."""
    if error["type"] not in ("missing", "too_short"):
        return ""
    return "L8" if error["loc"] == ("sources",) else _CODES.get(str(error["loc"][-1]), "")


def _fields(path: Path) -> tuple[str, ...]:
    """Return the fields that the schema has at ``path``."""
    schema = _SCHEMA
    for step in path:
        schema = _below(schema, step)
    return tuple(schema.get("properties", {}))


def _below(schema: dict[str, Any], step: str | int) -> dict[str, Any]:
    for option in (schema, *schema.get("anyOf", ())):
        inner = option.get("items") if isinstance(step, int) else option.get("properties", {}).get(step)
        tagged = option.get("discriminator", {}).get("mapping", {}).get(step)
        if inner is not None or tagged is not None:
            return _referred(inner if inner is not None else {"$ref": tagged})
    return {}


def _referred(schema: dict[str, Any]) -> dict[str, Any]:
    for option in (schema, *schema.get("anyOf", ())):
        if "$ref" in option:
            found: dict[str, Any] = _SCHEMA["$defs"][option["$ref"].rsplit("/", 1)[-1]]
            return found
    return schema

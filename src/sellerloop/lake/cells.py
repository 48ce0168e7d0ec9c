"""Cells of files that people open in a spreadsheet."""

import re

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_NUMBER = re.compile(r"[+-]?[0-9][0-9 .,]*%?")


def neutral(text: str) -> str:
    """Return ``text`` so that no spreadsheet runs it: a leading apostrophe before what would be a formula.
    Numbers stay numbers."""
    if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text

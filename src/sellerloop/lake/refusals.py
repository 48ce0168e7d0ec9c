"""Refused rows: where they stand, what is wrong in words, and the file that lists them."""

import csv
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sellerloop.lake.cells import neutral
from sellerloop.speech.message import Message, gettext_noop

Say = Callable[[Message], str]  # a sentence in the reader's language

REASONS: Mapping[str, str] = {
    "ragged": gettext_noop("{actual} cells where the header has {expected}"),
    "encoding": gettext_noop("not valid in the declared encoding, {encoding}"),
    "unreadable": gettext_noop("from this row on the file cannot be read: {error}"),
    "not_json": gettext_noop("not valid JSON"),
    "error_page": gettext_noop("the page reports an error instead of rows"),
    "lost_digits": gettext_noop("a spreadsheet number keeps 15 digits only: store it as text"),
    "not_an_instant": gettext_noop("not a date and time in the declared form"),
    "without_zone": gettext_noop("a time without a zone where one is declared to be given"),
    "with_zone": gettext_noop("a time with its own zone where the mapping declares the zone"),
    "not_a_number": gettext_noop("not a whole number"),
    "not_money": gettext_noop("not an amount of money in the declared form"),
    "decimals": gettext_noop("more decimals than the currency has"),
    "not_a_flag": gettext_noop("neither yes nor no"),
    "unknown_word": gettext_noop("a word that the value map does not know"),
    "missing": gettext_noop("a value is required"),
    "choice": gettext_noop("not one of: {choices}"),
    "too_low": gettext_noop("lower than {lowest}"),
    "too_high": gettext_noop("higher than {highest}"),
    "negative_money": gettext_noop("an amount of money cannot be negative"),
    "unknown_currency": gettext_noop("not a currency code of ISO 4217"),
    "unknown_zone": gettext_noop("not a time zone of the IANA list"),
    "unknown_market": gettext_noop("not a two-letter country code"),
    "formula": gettext_noop("a formula where a code is expected"),
    "too_long": gettext_noop("longer than {longest} characters"),
    "impossible_date": gettext_noop("outside the years {first} to {last}"),
    "future": gettext_noop("later than the moment it became known"),
    "known_in_future": gettext_noop("became known later than now"),
    "contradiction": "{reason}",
    "orphan": gettext_noop("there is no such {parent} of this account"),
    "conflict": gettext_noop("another version that became known at the same moment differs"),
    "no_seller": gettext_noop("names no seller, so it cannot be attributed"),
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason why one row was refused.

    ``row`` counts as a spreadsheet does (the header is row 1); in files without a header the first row is 1.
    ``column`` is the contract's, ``source`` the file's own columns behind it. ``code`` is a key of REASONS
    or a mapping's own; ``reason`` is the sentence.
    """

    file: str
    row: int
    kind: str
    column: str
    source: str
    value: str
    code: str
    reason: Message


def reason(code: str, **values: object) -> Message:
    """Return the sentence for ``code``. Raises KeyError for an unknown one."""
    return Message(REASONS[code], values)


HEADER = ("file", "row", "kind", "column", "source", "value", "code", "reason")
_SHOWN = 200  # characters of a refused value
_SAMPLES = 20


@dataclass(slots=True)
class Rejects:
    """Collects refusals into the CSV file ``path``, made with the first one; cells are neutralised.

    ``rows`` counts refused rows by their first reason; ``samples`` are the first refusals, for a summary.
    """

    path: Path
    say: Say = str
    rows: Counter[str] = field(default_factory=Counter)
    samples: list[Refusal] = field(default_factory=list)

    def add(self, rows: Sequence[Sequence[Refusal]]) -> None:
        """Append refused rows, each with all its refusals."""
        if not rows:
            return
        fresh = not self.path.exists()
        with self.path.open("a", encoding="utf-8-sig" if fresh else "utf-8", newline="") as file:
            lines = csv.writer(file)
            if fresh:
                lines.writerow(HEADER)
            lines.writerows(self._cells(refusal) for row in rows for refusal in row)
        self.rows.update(row[0].code for row in rows)
        self.samples += [row[0] for row in rows[: max(0, _SAMPLES - len(self.samples))]]

    def _cells(self, refusal: Refusal) -> tuple[str, ...]:
        cells = (refusal.file, str(refusal.row), refusal.kind, refusal.column, refusal.source)
        value = refusal.value if len(refusal.value) <= _SHOWN else refusal.value[:_SHOWN] + "…"
        return tuple(neutral(cell) for cell in (*cells, value, refusal.code, self.say(refusal.reason)))

"""What an import did, as JSON that the desk keeps, and as pages show it."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sellerdesk.ui import formats
from sellerloop.events.registry import contracts
from sellerloop.lake.imports import ImportReport, KindReport
from sellerloop.lake.manifest import ImportEntry
from sellerloop.lake.refusals import REASONS
from sellerloop.speech.message import gettext_noop

Report = Mapping[str, Any]
COUNTS = ("read", "new", "changed", "same")
# reasons with values, said of many rows at once
_GENERAL = {
    "ragged": gettext_noop("more or fewer cells than the header has"),
    "encoding": gettext_noop("not valid in the declared encoding"),
    "unreadable": gettext_noop("from some row on the file cannot be read"),
    "choice": gettext_noop("not one of the words that are allowed"),
    "too_low": gettext_noop("lower than allowed"),
    "too_high": gettext_noop("higher than allowed"),
    "too_long": gettext_noop("longer than allowed"),
    "impossible_date": gettext_noop("outside the years that are possible"),
    "contradiction": gettext_noop("values of one row contradict each other"),
    "orphan": gettext_noop("refers to a row that does not exist"),
}


def as_json(report: ImportReport) -> dict[str, Any]:
    """Return a report as JSON holds it, without the path of its refused rows."""
    return {
        **{name: getattr(report, name) for name in COUNTS},
        "refused": dict(report.refused),
        "kinds": {kind: asdict(counts) for kind, counts in report.kinds.items()},
        "rejects": report.rejects.name if report.rejects else "",
    }


def of_entry(entry: ImportEntry) -> dict[str, Any]:
    """Return what the lake itself keeps of an import, in the same form."""
    return {
        **{name: getattr(entry, name) for name in COUNTS},
        "refused": dict(entry.refused),
        "kinds": {},
        "rejects": entry.rejects.rpartition("/")[2],
    }


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason for which rows were refused: its code, in words, how many, and its share of all of them."""

    code: str
    words: str
    count: int
    share: float


@dataclass(frozen=True, slots=True)
class KindLine(KindReport):
    """What became of the rows of one event kind, and how it is called."""

    name: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A report for a page, in the language in force."""

    report: Report

    @property
    def refused(self) -> int:
        return sum(self.report["refused"].values())

    @property
    def reasons(self) -> list[Reason]:
        total = self.refused
        counts = sorted(self.report["refused"].items(), key=lambda item: -item[1])
        return [Reason(code, words(code), count, count / total * 100) for code, count in counts]

    @property
    def kinds(self) -> Iterator[KindLine]:
        for kind, counts in self.report["kinds"].items():
            title = contracts()[kind].title if kind in contracts() else kind
            yield KindLine(**counts, name=formats.say(title))

    @property
    def changes(self) -> int:
        return int(self.report["new"]) + int(self.report["changed"])


def words(code: str) -> str:
    """Return a reason without the values of one row."""
    text = _GENERAL.get(code) or REASONS.get(code)
    if text is None or "{" in text:
        return code.replace("_", " ")
    return formats.say(text)


def sentence(code: str, said: str) -> str:
    """Return why one row was refused: in the reader's language where the reason has no values of its own,
    else as it was said when the file was read."""
    text = REASONS.get(code, "")
    return formats.say(text) if text and "{" not in text else said

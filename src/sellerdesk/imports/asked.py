"""The answers of the page that makes a mapping, read from what a browser sends: anything may be in it."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import available_timezones

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from sellerdesk.imports.drafting import GIVEN, TIMES, Answer, Draft, columns_of, guess, words_of
from sellerloop.events.contract import Contract
from sellerloop.lake.sources.options import SourceOptions
from sellerloop.lake.sources.sample import Sample

ENCODINGS = ("utf-8", "utf-16", "cp1252", "cp1258", "gb18030", "big5")
DELIMITERS = {",": ",", ";": ";", "tab": "\t", "|": "|"}
TIME_CHOICES = (
    ("iso", "2026-11-23 18:30"),
    ("%d/%m/%Y %H:%M", "23/11/2026 18:30"),
    ("%d/%m/%Y %H:%M:%S", "23/11/2026 18:30:15"),
    ("%m/%d/%Y %H:%M", "11/23/2026 18:30"),
    ("%m/%d/%Y %I:%M %p", "11/23/2026 6:30 PM"),
    ("%Y/%m/%d %H:%M", "2026/11/23 18:30"),
    ("%d.%m.%Y %H:%M", "23.11.2026 18:30"),
    ("%d/%m/%Y", "23/11/2026"),
    ("epoch_s", _("seconds since 1970")),
    ("epoch_ms", _("milliseconds since 1970")),
)
DECIMALS = {"1,234.56": (".", ","), "1.234,56": (",", "."), "1 234,56": (",", " "), "1234.56": (".", "")}
_LONGEST = 2000


class Asked:
    """Answers by name; whatever is not one of the choices counts as not given."""

    def __init__(self, data: QueryDict) -> None:
        self._data = data

    def get(self, name: str) -> str:
        return self._data.get(name, "")[:_LONGEST].replace("\0", "").strip()

    @property
    def file(self) -> str:
        return self.get("file")

    @property
    def kind(self) -> str:
        return self.get("kind")

    @property
    def name(self) -> str:
        return self.get("name")

    @property
    def title(self) -> str:
        return self.get("title")

    @property
    def encoding(self) -> str:
        return self.get("encoding") if self.get("encoding") in ENCODINGS else "utf-8"

    @property
    def delimiter(self) -> str:
        return self.get("delimiter") if self.get("delimiter") in DELIMITERS else ","

    @property
    def skip(self) -> int:
        text = self.get("skip")
        return int(text) if text.isdecimal() and len(text) < 3 else 0

    @property
    def sheet(self) -> str:
        return self.get("sheet")

    @property
    def zone(self) -> str:
        return self.get("zone") if self.get("zone") in available_timezones() else ""

    @property
    def amounts(self) -> str:
        return self.get("amounts") if self.get("amounts") in DECIMALS else "1234.56"

    def header(self, column: str, otherwise: str) -> str:
        return self.get(f"from_{column}") if f"from_{column}" in self._data else otherwise

    def of(self, column: str) -> Mapping[str, str]:
        """The further answers of one column: constant, form, zone, words."""
        return {name: self.get(f"{name}_{column}") for name in ("constant", "form", "zone", "words")}

    encodings, delimiters, decimals = ENCODINGS, tuple(DELIMITERS), tuple(DECIMALS)


def options_of(asked: Asked) -> SourceOptions:
    """Return how the sample is read."""
    return SourceOptions(file=("*",), **_reading(asked))


def draft_of(asked: Asked, contract: Contract, sample: Sample, file: str) -> Draft:
    """Return the answers as a draft of a mapping."""
    columns = columns_of(contract)
    guessed = guess(columns, sample)
    answers = {}
    for column in columns:
        header, more = asked.header(column.name, guessed.get(column.name, "")), asked.of(column.name)
        known = header if header in sample.headers else ""
        form = more["form"] if more["form"] in TIMES else "iso"
        zone = GIVEN if more["zone"] == GIVEN else ""
        answers[column.name] = Answer(known, more["constant"], form, zone, words_of(more["words"]))
    decimal, grouping = DECIMALS[asked.amounts]
    return Draft(
        name=asked.name,
        title=asked.title,
        kind=contract.kind,
        file="*." + file.rpartition(".")[2],
        reading=_reading(asked, only_changed=True),
        answers=answers,
        zone=asked.zone,
        decimal=decimal,
        grouping=grouping,
    )


def _reading(asked: Asked, *, only_changed: bool = False) -> dict[str, Any]:
    given: dict[str, Any] = {
        "encoding": asked.encoding,
        "delimiter": DELIMITERS[asked.delimiter],
        "skip": asked.skip,
    }
    if asked.sheet:
        given["sheet"] = (
            int(asked.sheet) if asked.sheet.isdecimal() and 0 < len(asked.sheet) < 4 else asked.sheet
        )
    usual = {"encoding": "utf-8", "delimiter": ",", "skip": 0}
    return {name: value for name, value in given.items() if not only_changed or usual.get(name) != value}

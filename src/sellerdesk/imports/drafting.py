"""A mapping of one table made from answers: which column of the file is which column of an event kind.

The result is a mapping file as people write them; nothing else is kept of the answers.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from sellerdesk.ui.search import normalise
from sellerloop.events.contract import Column, Contract, Derived, Type
from sellerloop.lake.sources.sample import Sample

ISO, GIVEN = "iso", "given"
TIMES = (
    ISO,
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M",
    "%m/%d/%Y %I:%M %p",
    "%Y/%m/%d %H:%M",
    "%d.%m.%Y %H:%M",
    "%d/%m/%Y",
    "epoch_s",
    "epoch_ms",
)
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_COMMON_LAST = ("known_at",)


@dataclass(frozen=True, slots=True)
class Answer:
    """Where one column comes from: a column of the file, or a constant; and how its text is read."""

    header: str = ""
    constant: str = ""
    form: str = ISO
    zone: str = ""
    words: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """All answers. ``reading`` are options of the source such as encoding; ``zone`` is the clock of times
    that name none; ``decimal`` and ``grouping`` are how amounts are written."""

    name: str
    title: str
    kind: str
    file: str
    reading: Mapping[str, Any]
    answers: Mapping[str, Answer]
    zone: str
    decimal: str = "."
    grouping: str = ""
    currency: str = ""


def columns_of(contract: Contract) -> list[Column]:
    """Return the columns of a kind that a source may give, the required ones first."""
    given = [column for column in contract.stored if column.derived is Derived.GIVEN]
    return sorted(given, key=lambda column: (not column.required, column.name in _COMMON_LAST))


def guess(columns: Sequence[Column], sample: Sample) -> dict[str, str]:
    """Return the headers that have a column's own name, by column."""
    headers = {_plain(header): header for header in sample.headers}
    return {column.name: headers[column.name] for column in columns if column.name in headers}


def mapping_text(draft: Draft, contract: Contract) -> str:
    """Return the mapping as a file. It may still be wrong: ``parse_mapping`` tells."""
    headers = dict.fromkeys(answer.header for answer in draft.answers.values() if answer.header)
    own = dict(_own_names(headers))
    maps = {
        f"{name}_words": dict(answer.words)
        for name, answer in draft.answers.items()
        if answer.words and contract.column(name).type is not Type.FLAG
    }
    source = {"file": draft.file, **draft.reading, "columns": {own[header]: header for header in headers}}
    document: dict[str, Any] = {
        "mapping": draft.name,
        "title": draft.title or draft.name,
        "doc": draft.title or draft.name,
        "sources": {"rows": source},
    }
    if maps:
        document["maps"] = maps
    columns = {
        name: _expression(contract.column(name), answer, own, draft)
        for name, answer in draft.answers.items()
        if answer.header or answer.constant
    }
    document["events"] = [{"kind": draft.kind, "from": "rows", "columns": columns}]
    return yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=100)


def words_of(text: str) -> tuple[tuple[str, str], ...]:
    """Read lines like ``Người bán = seller``."""
    pairs = (line.rpartition("=") for line in text.splitlines() if "=" in line)
    return tuple((left.strip(), right.strip()) for left, _, right in pairs if left.strip())


def _expression(column: Column, answer: Answer, own: Mapping[str, str], draft: Draft) -> Any:
    if not answer.header:
        return _constant(column, answer.constant)
    name = own[answer.header]
    match column.type:
        case Type.INSTANT:
            zone = GIVEN if answer.zone == GIVEN else answer.zone or draft.zone or GIVEN
            return {"instant": name, "format": answer.form, "zone": zone}
        case Type.MONEY:
            money = {"money": name, "currency": _currency(own, draft), "decimal": draft.decimal}
            return money | ({"grouping": draft.grouping} if draft.grouping else {})
        case Type.INTEGER:
            return {"number": name}
        case Type.FLAG:
            yes = [word for word, meaning in answer.words if meaning in ("yes", "true")]
            no = [word for word, meaning in answer.words if meaning in ("no", "false")]
            return {"flag": name} | ({"yes": yes} if yes else {}) | ({"no": no} if no else {})
    return {"lookup": name, "map": f"{column.name}_words"} if answer.words else name


def _constant(column: Column, text: str) -> Any:
    match column.type:
        case Type.INTEGER | Type.MONEY if text.lstrip("-").isdecimal():
            return int(text)
        case Type.FLAG:
            return text.lower() in ("yes", "true", "1")
        case Type.INSTANT:
            return {"instant": {"text": text}, "format": ISO, "zone": GIVEN}
    return {"text": text}


def _currency(own: Mapping[str, str], draft: Draft) -> str:
    answer = draft.answers.get("currency", Answer())
    return own[answer.header] if answer.header else draft.currency or answer.constant


def _own_names(headers: Sequence[str] | Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    taken: set[str] = set()
    for number, header in enumerate(headers, 1):
        plain = _plain(header)
        name = plain if _NAME.fullmatch(plain) and plain not in taken else f"column_{number}"
        taken.add(name)
        yield header, name


def _plain(header: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", normalise(header)).strip("_")[:50]

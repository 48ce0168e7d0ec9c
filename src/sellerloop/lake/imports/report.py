"""What an import did, in numbers and words."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sellerloop.lake.refusals import Refusal


@dataclass(frozen=True, slots=True)
class KindReport:
    """Counts of one event kind; ``refused`` counts rows that fit no fact."""

    read: int
    new: int
    changed: int
    same: int
    refused: int


@dataclass(frozen=True, slots=True)
class ImportReport:
    """One import. ``read`` = ``new`` + ``changed`` + ``same`` + all ``refused`` rows.

    ``new`` facts had no version before; ``changed`` rows are versions that differ from the one before;
    ``same`` rows change nothing. ``refused`` counts rows by the code of their first reason, in order of
    frequency; rows that could not be read at all belong to no kind of ``kinds``. ``rejects`` is the file that
    lists them all, ``samples`` are the first ones. ``manifest`` is the commit, "" when nothing changed.
    """

    id: str
    mapping: str
    created_at: dt.datetime
    read: int
    new: int
    changed: int
    same: int
    refused: Mapping[str, int]
    kinds: Mapping[str, KindReport]
    rejects: Path | None
    samples: tuple[Refusal, ...]
    manifest: str

"""What is known of accounts beside their numbers: attributes, and the violations that ledgers stand on."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from sellerloop.lake.facts import Served
from sellerloop.scores.ledger import Violation
from sellerloop.scores.resolve import ACCOUNT
from sellerloop.scores.states import Figure, Figures

_WORDS = ("market", "category", "tier", "type", "language")
_VIOLATION = ["account_no", "issued_date", "reason", "points", "overturned", "decided_date"]


@dataclass(frozen=True, slots=True)
class Attributes:
    """What a score may depend on beside the numbers; None where the source was silent."""

    market: str | None = None
    category: str | None = None
    tier: str | None = None
    type: str | None = None
    language: str | None = None
    opened_date: dt.date | None = None

    @property
    def peer(self) -> dict[str, str]:
        """What benchmarks are keyed by, beside the category."""
        return {"market": self.market} if self.market else {}


def attributes(served: Served) -> list[Attributes]:
    """Return the attributes of every account, by its number."""
    columns = ["account", *_WORDS, "opened_date"]
    rows = (
        row for file in served.rows("account") for row in pq.read_table(file, columns=columns).to_pylist()
    )
    known = {row.pop("account"): Attributes(**row) for row in rows}
    return [known.get(account, Attributes()) for account in served.accounts]


def account_figures(own: Sequence[Attributes], as_ofs: Sequence[dt.date]) -> Figures:
    """Return the facts ``account.…`` that conditions may name: market, category, tier, type, language, and
    age_days since the account was opened."""
    shape = len(as_ofs), len(own)
    opened = np.array([a.opened_date or "NaT" for a in own], "datetime64[D]")
    age = (np.array(as_ofs, "datetime64[D]")[:, None] - opened).astype("timedelta64[D]")
    days = np.where(np.isnat(age), np.nan, age.astype(np.float64))
    found = {f"{ACCOUNT}age_days": Figure(np.where(days < 0, np.nan, days))}
    for name in _WORDS:
        words = [getattr(attribute, name) for attribute in own]
        names = tuple(sorted({word for word in words if word is not None}))
        codes = [np.nan if word is None else float(names.index(word)) for word in words]
        found[f"{ACCOUNT}{name}"] = Figure(np.broadcast_to(np.array(codes), shape), names=names or ("",))
    return found


def violations(files: Iterable[Path], account: int | None = None) -> dict[int, list[Violation]]:
    """Return the violations of settled rows, by account number: of all accounts, or of the one numbered
    ``account``. An overturned one is undone from the day of the decision; where that day is not known, from
    the start."""
    only = None if account is None else [("account_no", "=", account)]
    found: dict[int, list[Violation]] = {}
    for file in files:
        for row in pq.read_table(file, columns=_VIOLATION, filters=only).to_pylist():
            undone = (row["decided_date"] or row["issued_date"]) if row["overturned"] else None
            violation = Violation(row["issued_date"], row["reason"], Fraction(row["points"]), undone)
            found.setdefault(row["account_no"], []).append(violation)
    return found

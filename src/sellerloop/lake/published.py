"""Publishing: the tables that pages read, written by a build for every policy and every day asked for."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from sellerloop.lake.engines.duck import DuckEngine
from sellerloop.lake.facts import Served
from sellerloop.lake.manifest import DataFile
from sellerloop.lake.reasons import message_text
from sellerloop.lake.scoring import Attributes, Readings, attributes, readings
from sellerloop.lake.settle import ACCOUNTS
from sellerloop.lake.writer import Writer
from sellerloop.scores.composite import assess
from sellerloop.scores.resolve import ResolvedPolicy

Progress = Callable[[str, int, int], None]  # step, done, of

SCORES = pa.schema(
    [
        ("policy", pa.string()),
        ("as_of", pa.date32()),
        ("account_no", pa.int32()),
        ("score", pa.float64()),
        ("reason", pa.string()),
        ("tier", pa.string()),
    ]
)
METRICS = pa.schema(
    [
        ("policy", pa.string()),
        ("metric", pa.string()),
        ("as_of", pa.date32()),
        ("account_no", pa.int32()),
        ("num", pa.int64()),
        ("den", pa.int64()),
        *((name, pa.float64()) for name in ("value", "points", "weight", "lost", "low", "high")),
        ("reason", pa.string()),
        ("peer_rank", pa.float64()),
        ("peers", pa.int32()),
    ]
)
POLICIES = pa.schema(
    [("place", pa.int32()), ("policy", pa.string()), ("version", pa.string()), ("text", pa.string())]
)
_CELLS = 200_000  # accounts x days held in memory at a time


def publish(
    engine: DuckEngine,
    served: Served,
    accounts: Sequence[Path],
    policies: Sequence[ResolvedPolicy],
    as_ofs: Sequence[dt.date],
    writer: Writer,
    progress: Progress,
) -> list[DataFile]:
    """Score every account under every policy as of every day and write the published tables.

    ``served`` are daily facts, ``accounts`` the files of settled account rows; the engine's connection holds
    the current rows and account numbers.
    """
    files = [*_policies(policies, writer), *_accounts(engine.connection, writer)]
    known = attributes(accounts)
    width = max(1, _CELLS // max(1, len(served.accounts)))
    chunks = [as_ofs[start : start + width] for start in range(0, len(as_ofs), width)]
    scores, metrics = [], []
    for policy in policies:
        for done, days in enumerate(chunks):
            progress(f"score {policy.policy.id}", done, len(chunks))
            for card, metric_rows in _cards(policy, readings(engine, served, policy, days), known, days):
                scores.append(card)
                metrics += metric_rows
        progress(f"score {policy.policy.id}", len(chunks), len(chunks))
    for table, rows, schema in (("scores", scores, SCORES), ("metrics", metrics, METRICS)):
        files += writer.write(f"published/{table}", pa.Table.from_pylist(rows, schema).sort_by("account_no"))
    return files


def _cards(
    policy: ResolvedPolicy, found: Readings, known: Mapping[str, Attributes], days: Sequence[dt.date]
) -> Iterator[tuple[dict[str, object], list[dict[str, object]]]]:
    for index, as_of in enumerate(days):
        for number, account in enumerate(found.counts.accounts):
            own = known.get(account, Attributes())
            card = assess(policy, found.of(number, index), own.category, as_of, account=account)
            raw: dict[str, Any] = card.as_json()
            common = {"policy": policy.policy.id, "as_of": as_of, "account_no": number}
            yield (
                {**common, "score": raw["score"], "reason": message_text(card.reason), "tier": card.tier},
                [
                    {**common, "metric": name, **raw["metrics"][name], "reason": message_text(entry.reason)}
                    for name, entry in card.entries.items()
                ],
            )


def _policies(policies: Sequence[ResolvedPolicy], writer: Writer) -> Iterable[DataFile]:
    rows = [
        {"place": place, "policy": p.policy.id, "version": p.version, "text": p.policy.model_dump_json()}
        for place, p in enumerate(policies)
    ]
    return writer.write("published/policies", pa.Table.from_pylist(rows, POLICIES))


def _accounts(connection: duckdb.DuckDBPyConnection, writer: Writer) -> Iterable[DataFile]:
    own = ", ".join(
        f"e.{name}" for name in ("name", "type", "language", "category", "tier", "zone", "opened_date")
    )
    sql = (
        f"select n.account_no, n.account, n.market, {own} from {ACCOUNTS} n "
        "left join current_account e on e.account = n.account"
    )
    return writer.query("published/accounts", connection, sql, order=["account_no"])

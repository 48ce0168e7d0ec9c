"""What a page costs: CPU of the server's processes over HTTP, database queries, compressed bytes."""

import gzip
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.pages.desk import Desk

_TICK = os.sysconf("SC_CLK_TCK")
_WARM = 40  # what every thread of every process does once, likely several times: which one answers is chance


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one request, the mean of many: CPU milliseconds, database queries, kilobytes compressed."""

    cpu_ms: float
    queries: int
    kb: float


def measure(desk: Desk, addresses: Sequence[str], rounds: int) -> list[Cost]:
    """Ask for each of ``addresses`` again and again."""
    counts = desk.queries(*addresses)
    costs = []
    for address, queries in zip(addresses, counts, strict=True):
        for _ in range(_WARM):
            body = desk.read(address)
        before = _cpu(desk.pid)
        for _ in range(rounds):
            desk.read(address)
        spent = (_cpu(desk.pid) - before) / rounds * 1000
        costs.append(Cost(round(spent, 1), queries, round(len(gzip.compress(body)) / 1000, 1)))
    return costs


def _cpu(pid: int) -> float:
    """User and system seconds of a process and its children so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    own = (int(fields[11]) + int(fields[12])) / _TICK
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return own + sum(_cpu(int(child)) for child in children)

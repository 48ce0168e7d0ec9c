"""The question as the product is asked it, and the form of everybody's answer."""

from pathlib import Path

import pyarrow as pa

from sellerloop.metrics.spec import Metric, table_of
from sellerloop.policy.load import load
from sellerloop.scores.resolve import ResolvedPolicy, resolve


def question() -> ResolvedPolicy:
    """The policy of the benchmark, checked and resolved like any other."""
    path = Path(__file__).with_name("policy.yaml")
    loaded = load({path.name: path.read_text("utf-8")})
    if loaded.problems:
        raise ValueError(f"{path.name}: {loaded.problems[0].reason}")
    return resolve(loaded.policies[0])


QUESTION = question()
METRICS: tuple[Metric, ...] = tuple(QUESTION.metrics.values())
NAMES = tuple(metric.id for metric in METRICS)
REPLIES = next(table_of(side) for metric in METRICS for side in metric.sides if side.kind == "reply")
COUNTS = tuple(f"{name}_{part}" for name in NAMES for part in ("num", "den"))
FLOATS = (*(f"{name}_{part}" for name in NAMES for part in ("value", "points", "rank")), "score")
ANSWER = pa.schema(
    [
        ("as_of", pa.date32()),
        ("account_no", pa.int32()),
        *((name, pa.int64()) for name in COUNTS),
        *((name, pa.float64()) for name in FLOATS),
    ]
)

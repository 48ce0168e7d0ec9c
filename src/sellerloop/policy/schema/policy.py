"""The schema of a policy file: what turns metrics into points, tiers, benefits and penalties.

A policy is data, not code. Every figure in it has a source with a read date and a certainty, either its
own or that of the object that holds it. Rates are in the unit of their metric: percent means 0-100.
"""

from typing import Annotated, Literal

from pydantic import Field

from sellerloop.policy.cadence import Cadence
from sellerloop.policy.schema.base import Frozen, Mode, Slug
from sellerloop.policy.schema.effect import Appeal, Consequence, Deadline, Exemption, Gate, Tier
from sellerloop.policy.schema.ledger import Ledger
from sellerloop.policy.schema.metric import PolicyMetric
from sellerloop.policy.schema.score import Band, Benchmark, DominantCategory, Score
from sellerloop.policy.source import Day, Source


class Policy(Frozen):
    """One version of one policy. Its version is the hash of its content; equal content, equal version.

    A file may say ``extends``: it then holds only what differs from that policy. What is read from it is
    complete, extends nothing and names its ``base`` instead.
    """

    id: Slug
    title: Annotated[str, Field(min_length=1)]
    disclaimer: Annotated[str, Field(min_length=1)]
    note: str = ""
    assumed: tuple[Slug, ...] = ()  # fields of this list that are our own choice, such as effective_from
    entity: Literal["shop", "product", "creator", "agent"] = "shop"
    markets: tuple[str, ...] = ()  # empty: any market
    effective_from: Day
    mode: Mode
    extends: Slug | None = None
    base: Slug | None = None
    cadence: Cadence = Cadence()
    metrics: tuple[PolicyMetric, ...] = ()
    category: DominantCategory | None = None
    peer_group: tuple[Literal["market", "category", "tier", "entity", "price_band"], ...] = ()
    bands: tuple[Band, ...] = ()
    benchmarks: tuple[Benchmark, ...] = ()
    score: Score | None = None
    ledgers: tuple[Ledger, ...] = ()
    tiers: tuple[Tier, ...] = ()
    gates: tuple[Gate, ...] = ()
    consequences: tuple[Consequence, ...] = ()
    appeals: tuple[Appeal, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]

    def __hash__(self) -> int:
        """What names a version; the content holds mappings, which have no hash of their own."""
        return hash((self.id, self.effective_from, self.mode))

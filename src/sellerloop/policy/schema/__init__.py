"""The schema of policies, one module for each question; every name is importable from here."""

from sellerloop.policy.cadence import Cadence
from sellerloop.policy.schema.base import Fault, Frozen, Mode, Number, Operator, Outcome, Slug, Statistic
from sellerloop.policy.schema.effect import (
    Appeal,
    Consequence,
    Deadline,
    Exemption,
    Extension,
    Gate,
    Level,
    Milestone,
    Shorten,
    Tier,
)
from sellerloop.policy.schema.ledger import Condition, Deduct, Earn, Expiry, Ledger
from sellerloop.policy.schema.metric import MinimumRule, PolicyMetric, Reply, SideRule
from sellerloop.policy.schema.policy import Policy
from sellerloop.policy.schema.score import (
    Band,
    BandPoint,
    Benchmark,
    DominantCategory,
    NullRule,
    Part,
    Score,
)

__all__ = [
    "Appeal",
    "Band",
    "BandPoint",
    "Benchmark",
    "Cadence",
    "Condition",
    "Consequence",
    "Deadline",
    "Deduct",
    "DominantCategory",
    "Earn",
    "Exemption",
    "Expiry",
    "Extension",
    "Fault",
    "Frozen",
    "Gate",
    "Ledger",
    "Level",
    "Milestone",
    "MinimumRule",
    "Mode",
    "NullRule",
    "Number",
    "Operator",
    "Outcome",
    "Part",
    "Policy",
    "PolicyMetric",
    "Reply",
    "Score",
    "Shorten",
    "SideRule",
    "Slug",
    "Statistic",
    "Tier",
]

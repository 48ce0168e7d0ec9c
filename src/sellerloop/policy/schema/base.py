"""What all objects of a policy share: immutable, exact, and no unknown field passes."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from sellerloop.policy.source import Certainty, Source

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.\-]*$", max_length=80)]
# Exact: files are read as text, never through floats. The bounds keep a number printable.
Number = Annotated[Decimal, Field(max_digits=30, decimal_places=12)]
Operator = Literal["<", "<=", ">", ">=", "==", "!="]
Fault = Literal["seller", "auto", "carrier", "platform", "buyer", "unknown"]
Statistic = Literal["median", "mean", "p10", "p25", "p75", "p90", "excellent", "poor"]
Relative = Literal["none", "median", "mean", "p10", "p25", "p75", "p90", "excellent", "poor"]


class Frozen(BaseModel):
    """Base of all policy objects: immutable, and unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Noted(Frozen):
    """An object with a name for people, a remark, and the places its figures were read.

    ``title`` and ``note`` are catalogue entries where the product ships the policy; empty when there is
    nothing to add to the fields themselves. ``assumed`` names the fields that are our own choice although the
    rest is known, such as ``effect``.
    """

    title: str = ""
    note: str = ""
    assumed: tuple[Slug, ...] = ()
    sources: tuple[Source, ...] = ()


class Stated(Noted):
    """A noted object whose figures are known with a stated certainty."""

    certainty: Certainty


class Mode(StrEnum):
    """A live policy decides; a preview is computed beside it and decides nothing."""

    LIVE = "live"
    PREVIEW = "preview"


class Outcome(StrEnum):
    """What happens to a metric below its minimum volume or without data."""

    NULL = "null"  # not assessed; the score follows its own rule for missing metrics
    DEFAULT = "default"  # the stated value stands in
    SKIP = "skip"  # the metric does not take part, its weight is shared out
    NOT_ASSESSED = "not_assessed"  # neither passed nor failed; breaks no streak


def _null(value: object) -> object:
    """Read the bare ``null`` of YAML, which is no text, as the rule of that name."""
    return "null" if value is None else value


Null = BeforeValidator(_null)

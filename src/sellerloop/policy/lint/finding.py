"""What the lint rules read, and what they say."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from pydantic import BaseModel

from sellerloop.policy.problem import Path
from sellerloop.policy.schema import Policy, PolicyMetric
from sellerloop.policy.window import Calendar, Lagged, Rolling, VolumeSwitch
from sellerloop.speech.message import Message

Holders = tuple[BaseModel, ...]


@dataclass(frozen=True, slots=True)
class Definition:
    """What the catalogue says of a metric, as far as a policy has to agree with it."""

    unit: str
    aggregation: str
    window: Rolling | Lagged | Calendar | VolumeSwitch


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The world that a policy refers to: metrics by id, the columns of every event kind, and a trial of
    whether a metric can be computed (None, or why not). Lint rules that need what is not given are silent."""

    metrics: Mapping[str, Definition] = field(default_factory=dict)
    columns: Mapping[str, frozenset[str]] = field(default_factory=dict)
    trial: Callable[[PolicyMetric, Policy], Message | None] | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A broken rule: ``code`` L1 to L8, or empty for a plain contradiction; ``path`` leads to the field."""

    path: Path
    reason: Message
    code: str = ""


@dataclass(frozen=True)
class Subject:
    """A policy under examination. One that is not ``whole`` lacks what the schema refused; ``names`` are the
    ids of that, and references to them are not wrong as well."""

    policy: Policy
    catalogue: Catalogue = field(default_factory=Catalogue)
    names: frozenset[str] = frozenset()
    whole: bool = True

    @cached_property
    def objects(self) -> tuple[tuple[Path, BaseModel, Holders], ...]:
        """Every object of the policy, as :func:`objects` yields them."""
        return tuple(objects(self.policy))

    def unit(self, metric_id: str) -> str:
        """Return the unit of a metric of the policy; empty where it cannot be known."""
        for metric in self.policy.metrics:
            if metric.id == metric_id:
                return unit_of(metric, self.catalogue)
        return ""


def unit_of(metric: PolicyMetric, catalogue: Catalogue) -> str:
    """Return the unit of ``metric``, its own or the catalogue's; empty where it cannot be known."""
    definition = catalogue.metrics.get(metric.use or "")
    return metric.unit or (definition.unit if definition else "")


def objects(model: BaseModel) -> Iterator[tuple[Path, BaseModel, Holders]]:
    """Yield every object of ``model`` with its path and the objects that hold it, the nearest first."""
    yield from _below(model, (), ())


def _below(model: BaseModel, path: Path, holders: Holders) -> Iterator[tuple[Path, BaseModel, Holders]]:
    yield path, model, holders
    for name in type(model).model_fields:
        value = getattr(model, name, None)
        if isinstance(value, BaseModel):
            yield from _below(value, (*path, name), (model, *holders))
        elif isinstance(value, tuple):
            for number, inner in enumerate(value):
                if isinstance(inner, BaseModel):
                    yield from _below(inner, (*path, name, number), (model, *holders))

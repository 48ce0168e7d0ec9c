"""What makes a world: seed, size, first day, and what is done to it from outside. All frozen values."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from sellersim.drivers import check_drivers, check_where

Where = Mapping[str, tuple[str, ...]]


class ConfigError(ValueError):
    """The configuration cannot be used; the text says why."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that goes wrong (or, as a ``decoy``, only seems to) from ``start`` to before ``end``.

    ``where`` is the segment: column to values, all of which must match; empty is everything.
    ``drivers`` are factors on the causes in that segment (see :mod:`sellersim.drivers`).
    """

    id: str
    kind: str
    start: dt.date
    end: dt.date
    where: Where
    drivers: Mapping[str, float]
    decoy: bool = False

    def __post_init__(self) -> None:
        check_drivers(self.drivers)
        check_where(self.where, self.drivers)


@dataclass(frozen=True, slots=True)
class Fix:
    """The fault ``fault`` ends before ``on``, if it lasts that long."""

    fault: str
    on: dt.date


@dataclass(frozen=True, slots=True)
class Treatment:
    """``drivers`` are multiplied for ``accounts`` from ``start`` on, until before ``end`` if one is given."""

    id: str
    accounts: tuple[str, ...]
    start: dt.date
    drivers: Mapping[str, float]
    end: dt.date | None = None

    def __post_init__(self) -> None:
        check_drivers(self.drivers)


Intervention = Fix | Treatment


@dataclass(frozen=True, slots=True)
class Config:
    """One world. ``first`` is the first day of trade and anchors everything: a world that goes on keeps it.

    ``faults``: what is planted; None for the schedule that belongs to the seed. ``volume`` scales the
    number of orders.
    """

    first: dt.date
    seed: int = 7
    shops: int = 300
    volume: float = 1.0
    faults: tuple[Fault, ...] | None = None
    interventions: tuple[Intervention, ...] = field(default=())

    def __post_init__(self) -> None:
        if not 1 <= self.shops <= 500_000:
            raise ConfigError(f"shops must be between 1 and 500000, not {self.shops}")
        if not 0 < self.volume <= 100:
            raise ConfigError(f"volume must be above 0 and at most 100, not {self.volume}")
        if not 2001 <= self.first.year <= 2045:
            raise ConfigError(f"the first day must lie between 2001 and 2045, not {self.first}")

    def with_(self, *interventions: Intervention) -> "Config":
        """Return the same world with more interventions; one that is there already is not repeated."""
        new = (i for i in interventions if i not in self.interventions)
        return replace(self, interventions=(*self.interventions, *new))


def read_interventions(path: Path) -> tuple[Intervention, ...]:
    """Read a JSON list of interventions.

    ``{"fix": "F07", "on": "2026-10-10"}`` or ``{"treat": "faster-replies", "accounts": ["VN-S-00012"],
    "from": "2026-10-01", "until": null, "drivers": {"reply_delay": 0.5}}``. Raises ConfigError.
    """
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path}: {error}") from error
    if not isinstance(raw, list):
        raise ConfigError(f"{path}: a list of interventions is expected")
    return tuple(intervention_of(entry, f"{path}: entry {n}") for n, entry in enumerate(raw, start=1))


def intervention_of(entry: object, place: str) -> Intervention:
    """Turn one JSON object into an intervention. Raises ConfigError naming ``place``."""
    try:
        match entry:
            case {"fix": str(fault), "on": str(on)}:
                return Fix(fault, dt.date.fromisoformat(on))
            case {
                "treat": str(name),
                "accounts": list(accounts),
                "from": str(start),
                "drivers": dict(drivers),
                **rest,
            }:
                until = rest.get("until")
                return Treatment(
                    name,
                    tuple(map(str, accounts)),
                    dt.date.fromisoformat(start),
                    {str(driver): float(factor) for driver, factor in drivers.items()},
                    dt.date.fromisoformat(str(until)) if until else None,
                )
    except (TypeError, ValueError) as error:
        raise ConfigError(f"{place}: {error}") from error
    raise ConfigError(f"{place}: neither a fix (fix, on) nor a treatment (treat, accounts, from, drivers)")


def entry_of(intervention: Intervention) -> dict[str, object]:
    """Return the JSON object that :func:`intervention_of` reads back."""
    match intervention:
        case Fix(fault, on):
            return {"fix": fault, "on": on.isoformat()}
        case Treatment(name, accounts, start, drivers, end):
            return {
                "treat": name,
                "accounts": list(accounts),
                "from": start.isoformat(),
                "until": end.isoformat() if end else None,
                "drivers": dict(drivers),
            }

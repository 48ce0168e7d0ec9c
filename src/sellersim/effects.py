"""How much each cause is turned up or down, where and when: faults and treatments, ready to be looked up."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from sellersim import markets as m
from sellersim.accounts import NEVER, Accounts
from sellersim.config import ConfigError, Fault, Fix, Intervention, Treatment
from sellersim.dice import Flags, Floats, Ints
from sellersim.products import Products
from sellersim.zones import day_number

HOURS = tuple(str(hour) for hour in range(24))
_VOCABULARIES: Mapping[str, tuple[str, ...]] = {
    "market": tuple(market.code for market in m.MARKETS),
    "tier": m.TIERS,
    "team": m.CHAT_TEAMS,
    "category": m.CATEGORIES,
    "region": m.REGIONS,
    "warehouse": m.WAREHOUSES,
    "carrier": m.CARRIERS,
    "hour": HOURS,
}


@dataclass(frozen=True, eq=False)
class _Effect:
    factor: float
    start: int
    end: int
    where: Mapping[str, Ints]


class Effects:
    """The factors of all faults and treatments of one world.

    Raises ConfigError when a segment names an account, product or place that the world does not have.
    """

    def __init__(
        self,
        faults: Iterable[Fault],
        interventions: Iterable[Intervention],
        accounts: Accounts,
        products: Products,
    ) -> None:
        self._accounts = accounts
        self._codes: dict[str, dict[str, int]] = {
            column: {value: code for code, value in enumerate(values)}
            for column, values in _VOCABULARIES.items()
        }
        self._codes["account"] = {name: code for code, name in enumerate(accounts.ids)}
        self._codes["product"] = {
            product_id(number): code for code, number in enumerate(products.number.tolist())
        }
        self._effects: dict[str, list[_Effect]] = {}
        for fault in faults:
            self._add(fault.drivers, fault.where, fault.start, fault.end)
        for treatment in interventions:
            if isinstance(treatment, Treatment):
                where = {"account": treatment.accounts}
                self._add(treatment.drivers, where, treatment.start, treatment.end)

    def factor(self, driver: str, day: Ints, account: Ints, **more: Ints) -> Floats:
        """Return the factor of ``driver`` for each row: ``day`` is the local day of the step's decision.

        ``more`` are further columns (``product``, ``carrier``, ``hour`` ...), as codes.
        """
        out = np.ones(len(day))
        for effect, hit in self._hits(driver, day, account, more):
            out[hit] *= effect.factor
        return out

    def until(self, driver: str, day: Ints, account: Ints) -> Ints:
        """Return the first day on which the effects of ``driver`` above 1 are over; ``day`` where none is."""
        out = day
        for effect, hit in self._hits(driver, day, account, {}):
            if effect.factor > 1:
                out = np.where(hit, np.maximum(out, effect.end), out)
        return out

    def _hits(
        self, driver: str, day: Ints, account: Ints, more: Mapping[str, Ints]
    ) -> Iterator[tuple[_Effect, Flags]]:
        if not len(day):
            return
        low, high = day.min(), day.max()
        for effect in self._effects.get(driver, ()):
            if effect.start <= high and effect.end > low:
                hit = (day >= effect.start) & (day < effect.end)
                for column, values in effect.where.items():
                    hit &= np.isin(self._column(column, account, more), values)
                yield effect, hit

    def _column(self, name: str, account: Ints, more: Mapping[str, Ints]) -> Ints:
        if name in more:
            return more[name]
        if name == "account":
            return account
        column: Ints = getattr(self._accounts, name)
        return column[account]

    def _add(
        self,
        drivers: Mapping[str, float],
        where: Mapping[str, tuple[str, ...]],
        start: dt.date,
        end: dt.date | None,
    ) -> None:
        codes = {column: self._translate(column, values) for column, values in where.items()}
        last = NEVER if end is None else day_number(end)
        for driver, factor in drivers.items():
            effect = _Effect(factor, day_number(start), last, codes)
            self._effects.setdefault(driver, []).append(effect)

    def _translate(self, column: str, values: tuple[str, ...]) -> Ints:
        known = self._codes[column]
        if unknown := [value for value in values if value not in known]:
            raise ConfigError(f"no {column} {', '.join(unknown)} in this world")
        return np.array([known[value] for value in values], dtype=np.int64)


def product_id(number: int) -> str:
    """Return the id under which the product with this number is written."""
    return f"P{number}"


def fixed(faults: Iterable[Fault], interventions: Iterable[Intervention]) -> tuple[Fault, ...]:
    """Return the faults as they really last: a fixed one ends on the day of its earliest fix.

    Raises ConfigError when a fix names a fault that is not there.
    """
    found = {fault.id: fault for fault in faults}
    for fix in interventions:
        if isinstance(fix, Fix):
            if fix.fault not in found:
                raise ConfigError(f"no fault {fix.fault!r} to fix")
            fault = found[fix.fault]
            found[fix.fault] = replace(fault, end=max(fault.start, min(fault.end, fix.on)))
    return tuple(found.values())

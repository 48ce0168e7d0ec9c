"""All event kinds, found by themselves: one module of ``events.kinds`` holds one ``CONTRACT``."""

import importlib
import pkgutil
from functools import cache
from types import MappingProxyType

from sellerloop.events import kinds
from sellerloop.events.contract import Contract


@cache
def contracts() -> MappingProxyType[str, Contract]:
    """Return every contract by kind, sorted. The module name is the kind.

    Raises ValueError when a module's name and its contract's kind differ.
    """
    found: dict[str, Contract] = {}
    for name in sorted(module.name for module in pkgutil.iter_modules(kinds.__path__)):
        contract: Contract = importlib.import_module(f"{kinds.__name__}.{name}").CONTRACT
        if contract.kind != name:
            raise ValueError(f"events/kinds/{name}.py declares the kind {contract.kind!r}")
        found[name] = contract
    return MappingProxyType(found)


def contract(kind: str) -> Contract:
    """Return the contract of ``kind``. Raises KeyError when there is none."""
    return contracts()[kind]

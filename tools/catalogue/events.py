"""The page of event kinds, from their contracts."""

from collections.abc import Mapping

from sellerloop.events.contract import Column, Contract, Derived
from sellerloop.events.registry import contracts
from tools.catalogue.markdown import code, table

_ORIGIN = {Derived.GIVEN: "source", Derived.LOCAL_DATE: "local date", Derived.SETTLED: "settled at build"}


def page(found: Mapping[str, Contract] | None = None) -> str:
    """Return the page of all contracts, or of those given."""
    parts = [
        "# Event kinds\n",
        "What may be imported. Instants are UTC; a date is the local date in the row's zone; money is whole "
        "minor units of the row's currency. Of two versions of a fact with the same key the one that became "
        "known later holds.\n",
    ]
    for kind, contract in (contracts() if found is None else found).items():
        parts += [f"## {kind}\n", f"{contract.meaning}.\n", _facts(contract), _columns(contract)]
        if contract.checks:
            rows = [(code(check.column), code(check.rule), check.reason) for check in contract.checks]
            parts.append(table(("column", "must hold", "else refused as"), rows))
    return "\n".join(parts)


def _facts(contract: Contract) -> str:
    lines = [
        f"- key: {', '.join(map(code, contract.key))}",
        f"- happens at {code(contract.event_time)}",
        *(
            f"- {code(link.column)} points to {link.kind}" + (", which must exist" if link.mandatory else "")
            for link in contract.links
        ),
    ]
    return "\n".join(lines) + "\n"


def _columns(contract: Contract) -> str:
    rows = [
        (code(c.name), _type(c), "yes" if c.required else "", _ORIGIN[c.derived], c.meaning)
        for c in contract.columns
    ]
    return table(("column", "type", "required", "from", "meaning"), rows)


def _type(column: Column) -> str:
    bounds = [
        f"at least {column.lowest}" if column.lowest is not None else "",
        f"at most {column.highest}" if column.highest is not None else "",
        " / ".join(column.choices),
    ]
    extra = ", ".join(part for part in bounds if part)
    unit = f" ({column.unit})" if column.unit else ""
    return f"{column.type.value}{unit}" + (f": {extra}" if extra else "")

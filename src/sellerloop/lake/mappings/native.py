"""The mapping of files that already have the contracts' own columns."""

from functools import cache

from sellerloop.events.contract import Contract, Derived
from sellerloop.events.registry import contracts
from sellerloop.lake.mappings.schema import EventRule, Mapping
from sellerloop.lake.sources.options import SourceOptions
from sellerloop.speech.message import gettext_noop

NATIVE = "native"
_DOC = """Files in the contracts' own columns: `<kind>.csv`, `<kind>-....parquet` or a folder `<kind>/`, in
any format. Instants are ISO 8601 with their zone, money is whole minor units, flags are true or false, CSV is
UTF-8 with commas. Local dates are computed, whatever the file says."""


@cache
def native() -> Mapping:
    """Return the mapping called ``native``: one optional source for each event kind."""
    return Mapping(
        mapping=NATIVE,
        title=gettext_noop("Files in the columns of the event contracts"),
        doc=_DOC,
        sources={kind: _source(contract) for kind, contract in contracts().items()},
        events=tuple(EventRule(kind=kind, from_=kind, all=True) for kind in contracts()),
    )


def template(contract: Contract) -> str:
    """Return the header line of a CSV file for the native mapping."""
    return ",".join(_given(contract)) + "\n"


def _source(contract: Contract) -> SourceOptions:
    kind = contract.kind
    return SourceOptions(
        file=(f"{kind}.*", f"{kind}-*.*", f"{kind}/*"),
        columns={name: name for name in _given(contract)},
        optional=True,
    )


def _given(contract: Contract) -> list[str]:
    return [column.name for column in contract.stored if column.derived is Derived.GIVEN]

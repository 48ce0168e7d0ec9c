"""What a mapping file says: sources, tables made of them, and the events that their rows are."""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from sellerloop.events.contract import Derived
from sellerloop.events.registry import contracts
from sellerloop.lake.mappings.expressions import AGGREGATES, Condition, Expr
from sellerloop.lake.mappings.mistake import mistake
from sellerloop.lake.sources.options import Name, SourceOptions

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$", max_length=60)]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Parameter(_Frozen):
    """A choice left to the import (``--set name=value``). It is used like a column of every table."""

    meaning: str
    default: str
    choices: Annotated[tuple[str, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _offered(self) -> "Parameter":
        if self.default not in self.choices:
            raise mistake("default")
        return self


def _same_names(value: object) -> object:
    """Read a list of names as names that stay the same."""
    return {name: name for name in value} if isinstance(value, list) else value


class Join(_Frozen):
    """Columns taken from another table where the columns ``on`` (ours: theirs) are equal, and each of
    ``within`` (ours: [theirs, theirs]) lies between two of theirs, ends included. An inner join drops rows
    without a partner, a left join leaves the columns missing."""

    table: Name
    on: Annotated[dict[Name, Name], Field(min_length=1)]
    within: dict[Name, tuple[Name, Name]] = {}
    take: Annotated[dict[Name, Name], BeforeValidator(_same_names)] = {}  # our name: theirs
    kind: Literal["inner", "left"] = "left"


class Each(_Frozen):
    """One row per record of a JSON list in ``column``; ``columns`` are paths within the record. Rows
    without the list give none."""

    column: Name
    columns: Annotated[
        dict[Name, Annotated[str, StringConstraints(pattern=r"^\w+(\.\w+)*$")]], Field(min_length=1)
    ]


class Table(_Frozen):
    """A table made of a source or another table: joined, then spread, filtered, given new ``columns``, and
    grouped. With ``group`` the columns are those and ``columns``, which then are aggregates."""

    from_: Annotated[Name, Field(alias="from")]
    join: tuple[Join, ...] = ()
    each: Each | None = None
    where: Condition = ""
    columns: dict[Name, Expr] = {}
    group: tuple[Name, ...] = ()

    @model_validator(mode="after")
    def _aggregates(self) -> "Table":
        for name, value in self.columns.items():
            if isinstance(value, AGGREGATES) != bool(self.group):
                raise mistake("aggregate", column=name)
        return self


class Refuse(_Frozen):
    """Rows to refuse although they fit the contract: ``column`` is named, ``reason`` says why (a code of the
    importer needs none)."""

    when: Condition
    column: Name
    code: Name
    reason: str = ""


class EventRule(_Frozen):
    """Rows of table ``from`` become events of ``kind``. ``columns`` are those of the contract without local
    dates; where ``known_at`` is missing the import's own known time holds. ``all`` takes over every
    column that has the contract's name."""

    kind: str
    from_: Annotated[Name, Field(alias="from")]
    where: Condition = ""
    columns: dict[Name, Expr] = {}
    all: bool = False
    refuse: tuple[Refuse, ...] = ()

    @model_validator(mode="after")
    def _of_the_contract(self) -> "EventRule":
        if self.kind not in contracts():
            raise mistake("kind", kind=self.kind, kinds=", ".join(contracts()))
        stored = contracts()[self.kind].stored
        given = {column.name for column in stored if column.derived is Derived.GIVEN}
        for name, value in self.columns.items():
            if name not in given:
                raise mistake("column", kind=self.kind, column=name)
            if isinstance(value, AGGREGATES):
                raise mistake("aggregate", column=name)
        return self


class Mapping(_Frozen):
    """One mapping. ``doc`` tells people what was decided and why; ``maps`` are value maps, text to text."""

    mapping: Slug
    title: str
    doc: str
    parameters: dict[Name, Parameter] = {}
    maps: dict[Name, dict[str, str | None]] = {}
    sources: Annotated[dict[Name, SourceOptions], Field(min_length=1)]
    tables: dict[Name, Table] = {}
    events: Annotated[tuple[EventRule, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _in_order(self) -> "Mapping":
        """Every table is made of sources and of tables above it."""
        known = set(self.sources)
        for name, table in self.tables.items():
            for used in (table.from_, *(join.table for join in table.join)):
                if used not in known:
                    raise mistake("above", name=name, used=used)
            if name in known:
                raise mistake("twice", name=name)
            known.add(name)
        for event in self.events:
            if event.from_ not in known:
                raise mistake("table", used=event.from_)
        return self

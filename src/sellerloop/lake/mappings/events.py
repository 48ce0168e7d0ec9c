"""Rows of a mapping as events: one query per rule, typed as the contract wants."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sellerloop.events.contract import Contract, Derived
from sellerloop.events.registry import contracts
from sellerloop.lake.mappings.convert import absent, convert
from sellerloop.lake.mappings.expressions import Column, Expression
from sellerloop.lake.mappings.fragment import Failing, Fragment
from sellerloop.lake.mappings.layers import Layers
from sellerloop.lake.mappings.render import Maps, Renderer
from sellerloop.lake.mappings.schema import EventRule
from sellerloop.lake.sources.rows import ROW
from sellerloop.lake.sources.stage import FILE, FLAW


@dataclass(frozen=True, slots=True)
class Doubt:
    """A way in which a row can be refused. ``when`` (a condition) and ``value`` (text to show) are SQL over
    the columns of the query that states it; ``sources`` are the file's columns behind ``column``, and
    ``values`` fill the sentence of ``code``. Without a code, ``value`` holds column, code and value."""

    code: str
    column: str
    when: str
    value: str
    sources: tuple[str, ...] = ()
    values: tuple[tuple[str, object], ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class EventQuery:
    """``sql`` gives the contract's given columns in its types, ``_file`` and ``_row``, and two columns for
    every doubt. ``sources`` are the file's columns behind each column of the contract that the mapping
    gives."""

    contract: Contract
    sql: str
    doubts: tuple[Doubt, ...]
    sources: Mapping[str, tuple[str, ...]]

    @property
    def knows(self) -> bool:
        """Whether rows can say when they became known."""
        return "known_at" in self.sources


def event_query(rule: EventRule, layers: Layers, maps: Maps) -> EventQuery:
    """Render ``rule`` over the rows of its table. Raises MappingError when columns or types do not fit."""
    contract = contracts()[rule.kind]
    made = _made(rule, contract, Renderer(layers, maps), layers)
    columns = [f'{part.sql} AS "{name}"' for name, part in made.items()]
    doubts: list[Doubt] = []
    for name, one, reason in _failing(rule, layers, made):
        number = len(doubts)
        columns += [f"{one.when} AS _f{number}", f"{one.value} AS _v{number}"]
        reads = made[name].reads if name in made else ()
        doubts.append(Doubt(one.code, name, f"_f{number}", f"_v{number}", reads, reason=reason))
    where = layers.condition(rule.where) if rule.where else "true"
    sql = f"SELECT {', '.join([*columns, f't.{FILE}', f't.{ROW}'])} FROM {layers.source} WHERE {where}"
    sources = {name: made[name].reads for name in _written(rule, contract, layers)}
    return EventQuery(contract, sql, tuple(doubts), sources)


def _written(rule: EventRule, contract: Contract, layers: Layers) -> dict[str, Expression]:
    """Return the expressions of the columns that the rule gives."""
    shared: dict[str, Expression] = {}
    if rule.all:
        names = [
            c.name for c in contract.stored if c.derived is Derived.GIVEN and c.name in layers.relation.types
        ]
        shared = {name: Column(column=name) for name in names}
    return {**shared, **rule.columns}


def _made(rule: EventRule, contract: Contract, renderer: Renderer, layers: Layers) -> dict[str, Fragment]:
    written = _written(rule, contract, layers)
    return {
        column.name: convert(renderer.render(written[column.name]), column, layers.let)
        if column.name in written
        else absent(column)
        for column in contract.stored
        if column.derived is Derived.GIVEN
    }


def _failing(
    rule: EventRule, layers: Layers, made: Mapping[str, Fragment]
) -> Iterator[tuple[str, Failing, str]]:
    """Yield (column, failing, reason in words)."""
    if layers.relation.flawed:
        yield "", Failing("", f"t.{FLAW} IS NOT NULL", f"t.{FLAW}"), ""
    for refuse in rule.refuse:
        value = f"CAST({made[refuse.column].sql} AS VARCHAR)" if refuse.column in made else "NULL"
        yield refuse.column, Failing(refuse.code, layers.condition(refuse.when), value), refuse.reason
    for name, part in made.items():
        for one in part.failing:
            yield name, one, ""

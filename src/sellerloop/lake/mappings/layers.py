"""One relation and the steps computed on top of it, layer by layer, each once for a row."""

import re
from collections.abc import Mapping

import duckdb

from sellerloop.clock.zones import ClockError, zone_table
from sellerloop.lake.mappings.fragment import TEXT, Fragment, unfit
from sellerloop.lake.sources.stage import Relation, text_sql
from sellerloop.lake.sql import predicate_sql
from sellerloop.policy.predicate import columns, parse
from sellerloop.speech.message import gettext_noop

_STEP = re.compile(r"\bt\._x([0-9]+)\b")


class Layers:
    """The rows ``t`` of ``relation``, in which ``parameters`` are columns too.

    Expressions refer to ``t``; :meth:`let` adds a step that later ones may use. Raises MappingError for
    columns that the relation does not have.
    """

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, relation: Relation, parameters: Mapping[str, str]
    ) -> None:
        self.connection, self.relation, self.parameters = connection, relation, parameters
        self._steps: list[tuple[int, str]] = []  # layer, expression
        self._names: dict[str, str] = {}

    def column(self, name: str) -> Fragment:
        """Return a column or parameter."""
        if name in self.parameters:
            return Fragment(f't."{name}"', TEXT)
        if name not in self.relation.types:
            text = gettext_noop("{table} has no column {column}; it has: {columns}")
            table = self.relation.name.partition("_")[2]
            raise unfit(text, table=table, column=name, columns=", ".join(self.relation.types))
        return Fragment(f't."{name}"', self.relation.types[name], (), (name,))

    def condition(self, text: str) -> str:
        """Return a condition of the mapping as SQL; unknown counts as false."""
        predicate = parse(text)
        for name in columns(predicate):
            self.column(name)
        return f"coalesce({predicate_sql(predicate, 't')}, false)"

    def let(self, sql: str) -> str:
        """Compute ``sql`` once for each row; return the name of its value."""
        if sql not in self._names:
            layer = 1 + max((self._steps[int(used)][0] for used in _STEP.findall(sql)), default=-1)
            self._names[sql] = f"t._x{len(self._steps)}"
            self._steps.append((layer, sql))
        return self._names[sql]

    @property
    def source(self) -> str:
        """The relation with parameters and all steps, to select from as ``t``."""
        fixed = "".join(f', {text_sql(value)} AS "{name}"' for name, value in self.parameters.items())
        sql = f"(SELECT *{fixed} FROM {self.relation.name})"
        for layer in range(1 + max((layer for layer, _ in self._steps), default=-1)):
            steps = ", ".join(f"{sql_} AS _x{n}" for n, (own, sql_) in enumerate(self._steps) if own == layer)
            sql = f"(SELECT t.*, {steps} FROM {sql} AS t)"
        return f"{sql} AS t"

    def zones(self, zone: Fragment) -> tuple[str, ...]:
        """Return the time zones that occur in ``zone``, without names that are no zone."""
        found = self.connection.execute(f"SELECT DISTINCT {zone.sql} FROM {self.source}").fetchall()
        return tuple(sorted(name for (name,) in found if is_zone(name)))


def is_zone(name: object) -> bool:
    """Whether ``name`` is a time zone of the IANA list."""
    try:
        zone_table(str(name))
    except ClockError:
        return False
    return True

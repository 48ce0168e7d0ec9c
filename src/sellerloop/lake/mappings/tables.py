"""The tables of a mapping in the engine: joined, spread, filtered, computed, grouped."""

from collections.abc import Iterable, Mapping

import duckdb

from sellerloop.lake.mappings.fragment import Failing, Fragment
from sellerloop.lake.mappings.layers import Layers
from sellerloop.lake.mappings.render import Maps, Renderer
from sellerloop.lake.mappings.schema import Each, Join, Table
from sellerloop.lake.sources.rows import ROW
from sellerloop.lake.sources.stage import FILE, FLAW, Relation, describe, text_sql

SEPARATOR = "\x1f"
_HIDDEN = (FILE, ROW)


class Tables:
    """Makes the tables of one mapping; ``relations`` are the sources, then also the tables, by name.

    A row that an expression fails is not lost: the hidden column FLAW says why until an event refuses it.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        relations: dict[str, Relation | None],
        parameters: Mapping[str, str],
        maps: Maps,
    ) -> None:
        self.connection, self.relations = connection, relations
        self.parameters, self.maps = parameters, maps

    def make(self, name: str, table: Table) -> None:
        """Make one table from those above it. Its absent source makes it absent too.

        Raises MappingError when columns are missing or types do not fit.
        """
        relation = self.relations[table.from_]
        if relation is None or any(j.kind == "inner" and self.relations[j.table] is None for j in table.join):
            self.relations[name] = None
            return
        for place, join in enumerate(table.join):
            relation = self._view(f"table_{name}_join{place}", self._joined(relation, join))
        if table.each is not None:
            relation = self._view(f"table_{name}_each", self._spread(relation, table.each))
        self.connection.execute(f"CREATE TABLE table_{name} AS {self._computed(relation, table)}")
        self.relations[name] = describe(self.connection, f"table_{name}")

    def layers(self, name: str) -> Layers | None:
        """Return the rows of a table, to compute on; None when it is absent."""
        relation = self.relations[name]
        return None if relation is None else Layers(self.connection, relation, self.parameters)

    def _view(self, name: str, sql: str) -> Relation:
        self.connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {sql}")
        return describe(self.connection, name)

    def _joined(self, relation: Relation, join: Join) -> str:
        other = self.relations[join.table]
        taken = join.take
        self._require(relation, [*join.on, *join.within])
        if other is None:
            missing = "".join(f', CAST(NULL AS VARCHAR) AS "{ours}"' for ours in taken)
            return f"SELECT t.*{missing} FROM {relation.name} AS t"
        ends = [end for pair in join.within.values() for end in pair]
        self._require(other, [*join.on.values(), *taken.values(), *ends])
        kept = [column for column in relation.types if column not in taken]
        columns = [f't."{column}"' for column in kept] + [
            f'o."{theirs}" AS "{ours}"' for ours, theirs in taken.items()
        ]
        flaws = [f"{row}.{FLAW}" for row, side in (("t", relation), ("o", other)) if side.flawed]
        hidden = [f"t.{column}" for column in _HIDDEN]
        if flaws:
            hidden.append(f"coalesce({', '.join(flaws)}) AS {FLAW}")
        equal = [f't."{ours}" = o."{theirs}"' for ours, theirs in join.on.items()]
        inside = [f't."{ours}" BETWEEN o."{a}" AND o."{b}"' for ours, (a, b) in join.within.items()]
        on = " AND ".join([*equal, *inside])
        kind = "JOIN" if join.kind == "inner" else "LEFT JOIN"
        parts = ", ".join([*columns, *hidden])
        return f"SELECT {parts} FROM {relation.name} AS t {kind} {other.name} AS o ON {on}"

    def _spread(self, relation: Relation, each: Each) -> str:
        self._require(relation, [each.column])
        kept = [f't."{column}"' for column in relation.types if column not in (*each.columns, each.column)]
        hidden = [f"t.{column}" for column in (*_HIDDEN, *((FLAW,) if relation.flawed else ()))]
        values = [
            f"""json_extract_string(t._each, '$.{path}') AS "{name}\""""
            for name, path in each.columns.items()
        ]
        rows = f"""SELECT *, unnest(json_extract("{each.column}", '$[*]')) AS _each FROM {relation.name}"""
        return f"SELECT {', '.join([*kept, *values, *hidden])} FROM ({rows}) AS t"

    def _computed(self, relation: Relation, table: Table) -> str:
        layers = Layers(self.connection, relation, self.parameters)
        renderer = Renderer(layers, self.maps)
        render = renderer.aggregate if table.group else renderer.render
        made = {name: render(value) for name, value in table.columns.items()}
        where = layers.condition(table.where) if table.where else "true"
        flaw = _flaw(relation, made)
        columns = [f'{fragment.sql} AS "{name}"' for name, fragment in made.items()]
        if table.group:
            self._require(relation, table.group)
            keys = ", ".join(f't."{key}"' for key in table.group)
            first = f"min(struct_pack(f := t.{FILE}, r := t.{ROW}))"
            hidden = [f"{first}.f AS {FILE}", f"{first}.r AS {ROW}"]
            hidden += [f"min({flaw}) AS {FLAW}"] if flaw else []
            parts = ", ".join([keys, *columns, *hidden])
            return f"SELECT {parts} FROM {layers.source} WHERE {where} GROUP BY {keys}"
        kept = [f't."{column}"' for column in relation.types if column not in made]
        hidden = [f"t.{column}" for column in _HIDDEN] + ([f"{flaw} AS {FLAW}"] if flaw else [])
        return f"SELECT {', '.join([*kept, *columns, *hidden])} FROM {layers.source} WHERE {where}"

    def _require(self, relation: Relation, names: Iterable[str]) -> None:
        for name in names:
            Layers(self.connection, relation, {}).column(name)


def _flaw(relation: Relation, made: Mapping[str, Fragment]) -> str:
    """Return SQL for the first way in which a row fails, here or in an earlier table; "" when none can."""
    earlier = [f"t.{FLAW}"] if relation.flawed else []
    found = [
        f"CASE WHEN {one.when} THEN concat({text_sql(_mark(name, one))}, {one.value}) END"
        for name, fragment in made.items()
        for one in fragment.failing
    ]
    parts = [*earlier, *found]
    return f"coalesce({', '.join(parts)})" if parts else ""


def _mark(name: str, failing: Failing) -> str:
    return f"{name}{SEPARATOR}{failing.code}{SEPARATOR}"

"""Time zones as SQL: the library's own zone tables, so that every engine and page agrees on local dates.

A zone's changes become a balanced decision tree; instants are whole microseconds since 1970 in UTC.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import cache

from sellerloop.clock.zones import zone_table
from sellerloop.lake.sources.stage import text_sql

_SECOND, _DAY = 1_000_000, 86_400_000_000
FIRST_YEAR, LAST_YEAR = 1990, 2049  # a date outside is a mistake
LOWEST, HIGHEST = (
    f"TIMESTAMPTZ '{FIRST_YEAR}-01-01 00:00:00+00'",
    f"TIMESTAMPTZ '{LAST_YEAR + 1}-01-01 00:00:00+00'",
)
_EVER = (631_065_600, 2_556_144_000)  # 1989-12-31 to 2051: changes outside cannot matter


def local_date(instant: str, zone: str, zones: Sequence[str], span: tuple[int, int] | None = None) -> str:
    """Return SQL for the local date of ``instant`` (TIMESTAMPTZ) where ``zone`` (SQL) is one of ``zones``.

    ``span``, first and last epoch second of the data, keeps the query short.
    """
    micros = f"epoch_us({instant})"
    offset = _by_zone(zone, zones, lambda name: _offset(name, micros, span or _EVER))
    return f"DATE '1970-01-01' + CAST(({micros} + {offset}) // {_DAY} AS INTEGER)"


def to_instant(local: str, zone: str, zones: Sequence[str]) -> str:
    """Return SQL for the instant (TIMESTAMPTZ) at which a clock in ``zone`` shows ``local`` (TIMESTAMP).

    A time shown twice means the first instant; a time that the clock skips, the first one after the gap.
    """
    micros = f"epoch_us({local})"
    utc = _by_zone(zone, zones, lambda name: _utc(name, micros))
    return f"make_timestamptz({utc})"


def end_of_day(date: str, zone: str, zones: Sequence[str]) -> str:
    """Return SQL for the last microsecond of ``date`` (DATE) in ``zone``."""
    return f"{to_instant(f'CAST({date} + 1 AS TIMESTAMP)', zone, zones)} - INTERVAL 1 MICROSECOND"


def _by_zone(zone: str, zones: Sequence[str], render: Callable[[str], str]) -> str:
    if len(zones) == 1:
        return render(zones[0])
    branches = " ".join(f"WHEN {text_sql(name)} THEN {render(name)}" for name in zones)
    return f"CASE {zone} {branches} END" if zones else "CAST(NULL AS BIGINT)"


def _offset(zone: str, micros: str, span: tuple[int, int]) -> str:
    changes, offsets = _table(zone, span)
    leaves = [f"{offset * _SECOND}" for offset in offsets]
    return _tree(micros, [change * _SECOND for change in changes], leaves)


@cache
def _utc(zone: str, micros: str) -> str:
    changes, offsets = _table(zone, _EVER)
    ends = [(change + offset) * _SECOND for change, offset in zip(changes, offsets, strict=False)]
    leaves = [f"{micros} - {offsets[0] * _SECOND}"]
    for change, before, after in zip(changes, offsets, offsets[1:], strict=False):
        plain = f"{micros} - {after * _SECOND}"
        leaves.append(f"greatest({plain}, {change * _SECOND})" if after > before else plain)
    return _tree(micros, ends, leaves)


def _table(zone: str, span: tuple[int, int]) -> tuple[list[int], list[int]]:
    """Return the changes within ``span`` and the offsets before, between and after them."""
    table = zone_table(zone)
    changes: list[int] = table.changes.tolist()
    first, last = bisect_right(changes, span[0]), bisect_right(changes, span[1])
    return changes[first:last], table.offsets[first : last + 1].tolist()


def _tree(value: str, cuts: list[int], leaves: list[str]) -> str:
    """Return a decision tree: leaf ``i`` from cut ``i - 1`` (included) to cut ``i`` (not included)."""
    if not cuts:
        return leaves[0]
    middle = len(cuts) // 2
    below = _tree(value, cuts[:middle], leaves[: middle + 1])
    above = _tree(value, cuts[middle + 1 :], leaves[middle + 1 :])
    return f"CASE WHEN {value} < {cuts[middle]} THEN {below} ELSE {above} END"

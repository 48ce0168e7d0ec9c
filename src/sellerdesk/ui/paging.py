"""Pages of a list by key, not by number: quick at any depth, and nothing slips when rows come and go."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Field, Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)
Cursor = tuple[int, Any, Any]  # place of the segment, value of its column, key


@dataclass(frozen=True, slots=True)
class Order:
    """Sorting by one column, then by primary key. Rows without a value come last in either direction."""

    column: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Segment(Generic[Row]):
    """Rows that stand together in a list, in an order of their own; none lacks a value in its column."""

    rows: QuerySet[Row]
    order: Order

    def part(self, cursor: Cursor | None, backwards: bool) -> QuerySet[Row]:
        """Return the rows beyond ``cursor``, or all of them, in the direction asked for."""
        column, down = self.order.column, self.order.descending != backwards
        sign, rows = "-" if down else "", self.rows
        if cursor:
            _place, value, key = cursor
            further = "lt" if down else "gt"
            rows = rows.filter(
                Q(**{f"{column}__{further}": value}) | Q(**{f"pk__{further}": key}),
                **{f"{column}__{further}e": value},
            )
        return rows.order_by(f"{sign}{column}", f"{sign}pk")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Rows of one page; ``after`` and ``before`` are the cursors of its neighbours, empty at an end."""

    rows: Sequence[Row]
    before: str
    after: str


def segments(rows: QuerySet[Row], order: Order) -> list[Segment[Row]]:
    """Return ``rows`` in ``order``, those without a value last. Both parts can follow an index."""
    if not rows.model._meta.get_field(order.column).null:
        return [Segment(rows, order)]
    known = rows.filter(**{f"{order.column}__isnull": False})
    unknown = rows.filter(**{f"{order.column}__isnull": True})
    return [Segment(known, order), Segment(unknown, Order("pk", order.descending))]


def page(
    rows: QuerySet[Row], order: Order, *, after: str = "", before: str = "", size: int = 50
) -> Page[Row]:
    """Return one page of ``rows``. A cursor that cannot be read gives the first page."""
    return page_of(segments(rows, order), after=after, before=before, size=size)


def page_of(parts: Sequence[Segment[Row]], *, after: str = "", before: str = "", size: int = 50) -> Page[Row]:
    """Return one page of segments that follow each other. A segment is only read when the page reaches it."""
    backwards = bool(before) and not after
    cursor = _read(parts, before if backwards else after)
    first = cursor[0] if cursor else len(parts) - 1 if backwards else 0
    found: list[tuple[int, Row]] = []
    for place in range(first, -1, -1) if backwards else range(first, len(parts)):
        beyond = cursor if cursor and place == first else None
        rows = parts[place].part(beyond, backwards)[: size + 1 - len(found)]
        found += ((place, row) for row in rows)
        if len(found) > size:
            break
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    if not found:
        return Page((), "", "")
    has_before = more if backwards else bool(cursor)
    has_after = True if backwards and cursor else more
    return Page(
        [row for _place, row in found],
        _write(parts, *found[0]) if has_before else "",
        _write(parts, *found[-1]) if has_after else "",
    )


def _write(parts: Sequence[Segment[Row]], place: int, row: Row) -> str:
    text = json.dumps([place, getattr(row, parts[place].order.column), row.pk], default=str)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(parts: Sequence[Segment[Row]], cursor: str) -> Cursor | None:
    """Read a cursor that may have been tampered with: only values of the columns' own types pass."""
    try:
        place, value, key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        model, column = parts[place].rows.model, parts[place].order.column
        primary = model._meta.pk
        field = primary if column == "pk" else model._meta.get_field(column)
        assert isinstance(field, Field) and primary is not None
        value, key = field.to_python(value), primary.to_python(key)
        if "\0" in f"{value}{key}":  # no text of a database holds it, and PostgreSQL refuses to be asked
            raise ValueError
    except (ValueError, TypeError, KeyError, IndexError, OverflowError, RecursionError, ValidationError):
        return None
    known = place >= 0 and value is not None and key is not None
    return (place, value, key) if known and "\x00" not in f"{value}{key}" else None

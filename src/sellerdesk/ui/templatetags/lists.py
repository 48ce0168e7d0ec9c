"""Lists: filters with their chips, tables with order, choice of columns and selection of rows."""

from collections.abc import Mapping
from typing import Any, cast

from django import template
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from sellerdesk.ui import formats
from sellerdesk.ui.filters import PAGING, Narrowing, chips
from sellerdesk.ui.navigation import without
from sellerdesk.ui.tables import COMFORTABLE, COMPACT, Column, Table

register = template.Library()


@register.inclusion_tag("ui/filter_bar.html", takes_context=True)
def filter_bar(context: Mapping[str, Any], form: Any, target: str = "") -> dict[str, Any]:
    """The filters of a list, sent as one changes; ``target`` is the part of the page that htmx swaps."""
    return {"form": form, "target": target, "path": _request(context).path}


@register.inclusion_tag("ui/chips.html", takes_context=True)
def filter_chips(context: Mapping[str, Any], form: Narrowing) -> dict[str, Any]:
    """The filters in force, each with a way to take it away."""
    request = _request(context)
    clear = without(request.GET, *form.in_force, *PAGING)
    return {"chips": chips(form, request.GET), "clear": clear}


@register.inclusion_tag("ui/table_head.html", takes_context=True)
def table_head(context: Mapping[str, Any], table: Table, pick: str = "") -> dict[str, Any]:
    """The head of a table: names, order and where it leads; ``pick`` names what rows are, to select all."""
    query = _request(context).GET
    heads = [(column, *_order(column, table.sort)) for column in table.visible]
    linked = [
        (column, aria, _sorted(query, following) if following else "") for column, aria, following in heads
    ]
    return {"heads": linked, "pick": pick}


@register.inclusion_tag("ui/table_tools.html", takes_context=True)
def table_tools(context: Mapping[str, Any], table: Table) -> dict[str, Any]:
    """The menu of a table: its columns and its density."""
    request = _request(context)
    return {
        "table": table,
        "csrf_token": context.get("csrf_token"),
        "next": request.path + without(request.GET, "columns", "density"),
        "densities": (COMFORTABLE, COMPACT),
    }


@register.inclusion_tag("ui/pick.html")
def pick(value: object, label: str, form: str = "bulk") -> dict[str, Any]:
    """The box that selects a row for the form of bulk actions."""
    return {"value": value, "label": label, "form": form}


@register.simple_block_tag
def pick_bar(content: str, shown: int, found: int, capped: bool = False, form: str = "bulk") -> SafeString:
    """The bar of bulk actions: how many rows are selected, all that were found, and what to do with them.

    The form sends ``pick`` for each selected row, or ``all`` for everything that the filters find; ``capped``
    says that these are more than were counted.
    """
    every = f"{formats.number(found)}{'+' if capped else ''}" if capped or found > shown else ""
    return render_to_string("ui/pick_bar.html", {"content": content, "every": every, "form": form})


def _request(context: Mapping[str, Any]) -> HttpRequest:
    return cast(HttpRequest, context["request"])


def _order(column: Column, sort: str) -> tuple[str, str]:
    """How a column is sorted now, in ARIA's words, and by what it would be sorted next."""
    if not column.sort:
        return "", ""
    if sort == column.sort:
        return "ascending", f"-{column.sort}"
    if sort == f"-{column.sort}":
        return "descending", column.sort
    return "none", f"-{column.sort}" if column.numeric else column.sort


def _sorted(query: Any, sort: str) -> str:
    rest = without(query, "sort", *PAGING)
    return f"{rest}{'&' if len(rest) > 1 else ''}sort={sort}"

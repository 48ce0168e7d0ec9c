"""A table's columns: which are shown, how dense, sorted by what.

Order lives in the address. Columns and density may stand there too (``columns=a,b&density=compact``), so
that a view can be shared; else a cookie remembers them for this table.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from sellerdesk.ui import preferences

NAME = re.compile(r"[a-z][a-z_]{0,29}")
_MOST = 40
COMFORTABLE, COMPACT = "comfortable", "compact"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``sort`` is its key in the address, ``-key`` the other way; a ``fixed`` one always shows.

    ``room`` is ``mid`` or ``wide`` for columns that narrow screens leave out; ``off`` hides it at first.
    """

    key: str
    name: str
    sort: str = ""
    numeric: bool = False
    fixed: bool = False
    room: str = ""
    off: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """The columns of one table as this browser shows them."""

    name: str
    columns: tuple[Column, ...]
    shown: Mapping[str, bool]
    density: str
    sort: str

    @property
    def visible(self) -> list[Column]:
        return [column for column in self.columns if self.shown[column.key]]

    @property
    def classes(self) -> str:
        return "dense" if self.density == COMPACT else ""


def table(request: HttpRequest, name: str, columns: Sequence[Column], sort: str = "") -> Table:
    """Return ``columns`` as ``request`` wants them; ``sort`` is the order in force. Unknown names are passed
    over, and with no known one left the table's own choice holds."""
    density, kept = _kept(request.COOKIES.get(_cookie(name), ""))
    known = {column.key for column in columns}
    wanted = set(request.GET.get("columns", "").split(",")) & known or kept & known
    wanted = wanted or {column.key for column in columns if not column.off}
    density = request.GET.get("density", "") or density
    return Table(
        name,
        tuple(columns),
        {column.key: column.fixed or column.key in wanted for column in columns},
        COMPACT if density == COMPACT else COMFORTABLE,
        sort,
    )


def remember(response: HttpResponse, name: str, density: str, columns: Sequence[str]) -> None:
    """Keep a choice for a table. Raises ValueError for names that no table has."""
    names = list(columns)[:_MOST]
    if not all(NAME.fullmatch(each) for each in (name, *names)):
        raise ValueError("not a name of a table or column")
    chosen = COMPACT if density == COMPACT else COMFORTABLE
    preferences.remember(response, _cookie(name), f"{chosen}:{'.'.join(names)}")


def _cookie(name: str) -> str:
    return f"desk_table_{name}"


def _kept(cookie: str) -> tuple[str, set[str]]:
    density, _, names = cookie.partition(":")
    return density, {name for name in names.split(".") if NAME.fullmatch(name)}

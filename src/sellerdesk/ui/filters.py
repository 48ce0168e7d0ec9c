"""Filters in force as chips: what each narrows, and the address without it."""

from dataclasses import dataclass
from typing import Any, Protocol

from django.http import QueryDict

from sellerdesk.ui.navigation import without

PAGING = ("after", "before")


class Narrowing(Protocol):
    """A filter form: bound fields by name, and the filters that narrow, as given."""

    @property
    def in_force(self) -> dict[str, str]: ...

    def __getitem__(self, name: str) -> Any: ...


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter in force."""

    label: str
    value: str
    href: str


def chips(form: Narrowing, query: QueryDict) -> list[Chip]:
    """Return the filters of ``form`` in force, each with the address that takes it away."""
    return [
        Chip(str(form[name].label), _shown(form[name].field, value), without(query, name, *PAGING))
        for name, value in form.in_force.items()
    ]


def _shown(field: Any, value: str) -> str:
    """The words of a choice; free text as it is."""
    names: dict[str, str] = {}
    for key, label in getattr(field, "choices", ()):
        names |= (
            {str(k): str(v) for k, v in label} if isinstance(label, list | tuple) else {str(key): str(label)}
        )
    return names.get(str(value), str(value))

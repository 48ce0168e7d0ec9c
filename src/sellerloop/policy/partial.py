"""What can still be examined of a policy that the schema refuses in parts."""

import copy
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter
from pydantic_core import ErrorDetails

from sellerloop.policy.problem import Path
from sellerloop.policy.schema import Policy

_UNKNOWN = "extra_forbidden"
Refused = Mapping[str, frozenset[int] | None]


@dataclass(frozen=True, slots=True)
class Partial:
    """A policy without its refused parts. ``kept`` holds, for lists that lost members, the numbers of the
    others in the file; ``names`` are the ids of what is missing."""

    policy: Policy
    names: frozenset[str]
    kept: Mapping[str, tuple[int, ...]]

    def original(self, path: Path) -> Path:
        """Return ``path`` as it is in the file."""
        if len(path) < 2 or not isinstance(path[1], int) or path[0] not in self.kept:
            return path
        return (path[0], self.kept[str(path[0])][path[1]], *path[2:])


def partial(plain: Mapping[str, Any], errors: Sequence[ErrorDetails]) -> Partial:
    """Leave out of ``plain`` what ``errors`` are about: fields that do not exist, of a list the members
    concerned, of anything else the whole field."""
    plain = copy.deepcopy(plain)
    for unknown in (error["loc"] for error in errors if error["type"] == _UNKNOWN):
        _remove(plain, unknown)
    refused = _refused(error for error in errors if error["type"] != _UNKNOWN)
    kept = {
        field: tuple(number for number in range(len(plain[field])) if number not in gone)
        for field, gone in refused.items()
        if gone and isinstance(plain.get(field), list)
    }
    values = {}
    for field, info in Policy.model_fields.items():
        if field in plain and refused.get(field, frozenset()) is not None:
            raw = [plain[field][number] for number in kept[field]] if field in kept else plain[field]
            adapter: TypeAdapter[Any] = TypeAdapter(info.rebuild_annotation())
            values[field] = adapter.validate_python(raw)
    return Partial(Policy.model_construct(**values), frozenset(_names(plain, refused)), kept)


def _remove(plain: Any, path: Path) -> None:
    """Remove a field; steps that are the type of a window and no field of it are passed over."""
    *above, last = path
    for step in above:
        known = step in plain if isinstance(plain, dict) else isinstance(step, int)
        plain = plain[step] if known else plain
    plain.pop(last, None)


def _refused(errors: Iterable[ErrorDetails]) -> Refused:
    refused: dict[str, frozenset[int] | None] = {}
    for error in errors:
        field, *inner = error["loc"]
        before = refused.get(str(field), frozenset())
        member = inner[0] if inner else None
        whole = before is None or not isinstance(member, int)
        refused[str(field)] = None if whole else frozenset({*(before or ()), int(member or 0)})
    return refused


def _names(plain: Mapping[str, Any], refused: Refused) -> Iterator[str]:
    for field, gone in refused.items():
        if field == "score":
            yield field
        for number in gone or ():
            member = plain[field][number]
            if isinstance(member, Mapping):
                yield from (str(member[key]) for key in ("id", "metric") if key in member)

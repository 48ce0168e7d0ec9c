"""A policy for another market or a later day states only what differs: base and overrides, merged.

Named fields merge one by one. Lists whose members have an identity (metrics by id, bands by metric and
categories ...) merge member by member; any other list is replaced as a whole. ``field: null`` empties a
field, ``remove: true`` removes a member. A mapping with another ``type`` replaces the whole mapping.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sellerloop.policy.document import Node
from sellerloop.policy.problem import IDENTITY, Problem, name_of
from sellerloop.speech.message import Message, gettext_noop

_UNKNOWN = gettext_noop("no policy {id} is in force by {day}")
_CIRCLE = gettext_noop("{id} extends itself in a circle")
_NOTHING = gettext_noop("there is nothing to remove")
_TWICE = gettext_noop("{id} has two versions for {day}; the other is in {file}")


def resolve(documents: Sequence[Node]) -> tuple[tuple[Node, ...], tuple[Problem, ...]]:
    """Return the documents with everything that they inherit, and what keeps others from being resolved.

    A document that ``extends`` an id takes the version of it in force on its own ``effective_from``; one that
    extends its own id takes the version before. A preview may build on previews, a live policy may not.
    """
    resolver = _Resolver(documents)
    resolved = tuple(node for node in map(resolver.whole, documents) if node is not None)
    return resolved, (*resolver.problems, *_twice(documents))


def merge(base: Node, over: Node) -> tuple[Node, tuple[Problem, ...]]:
    """Return ``base`` with everything that ``over`` states, each value with the place it comes from."""
    problems: list[Problem] = []
    return _merge(base, over, "", problems), tuple(problems)


class _Resolver:
    def __init__(self, documents: Sequence[Node]) -> None:
        self.documents = documents
        self.problems: list[Problem] = []
        self.done: dict[int, Node | None] = {}
        self.open: list[int] = []

    def whole(self, document: Node) -> Node | None:
        if id(document) not in self.done:
            self.open.append(id(document))
            self.done[id(document)] = self._extended(document)
            self.open.pop()
        return self.done[id(document)]

    def _extended(self, document: Node) -> Node | None:
        if "extends" not in document.fields:
            return document
        node, wanted = document.fields["extends"], document.text("extends")
        base = self._base(document, wanted)
        if base is None or id(base) in self.open:
            values = {"id": wanted, "day": document.text("effective_from")}
            reason = Message(_UNKNOWN, values) if base is None else Message(_CIRCLE, {"id": wanted})
            self.problems.append(Problem(node.mark, "extends", reason))
            return None
        whole = self.whole(base)
        if whole is None:
            return None  # its own problem is told already
        merged, problems = merge(whole, document)
        self.problems += problems
        fields = {name: value for name, value in merged.fields.items() if name != "extends"}
        return replace(merged, value=fields | {"base": node})

    def _base(self, document: Node, wanted: str) -> Node | None:
        day, own = document.text("effective_from"), document.text("id") == wanted
        modes = ("live", document.text("mode"))
        found = [
            other
            for other in self.documents
            if other.text("id") == wanted and other is not document and other.text("mode") in modes
            if other.text("effective_from") < day or (not own and other.text("effective_from") == day)
        ]
        return max(
            found,
            key=lambda other: (other.text("effective_from"), other.text("mode") == document.text("mode")),
            default=None,
        )


def _twice(documents: Sequence[Node]) -> list[Problem]:
    seen: dict[tuple[str, ...], Node] = {}
    problems = []
    for document in documents:
        key = tuple(document.text(field) for field in ("id", "effective_from", "mode"))
        first = seen.setdefault(key, document)
        if first is not document and all(key):
            values = {"id": key[0], "day": key[1], "file": first.mark.file}
            problems.append(Problem(document.fields["id"].mark, "id", Message(_TWICE, values)))
    return problems


def _merge(base: Node, over: Node, section: str, problems: list[Problem]) -> Node:
    if isinstance(base.value, Mapping) and isinstance(over.value, Mapping):
        if base.text("type") != over.text("type") and over.text("type"):
            return over
        return replace(over, value=_fields(base.value, over.value, problems))
    if isinstance(base.value, tuple) and isinstance(over.value, tuple) and section in IDENTITY:
        return replace(over, value=_members(base.value, over.value, section, problems))
    return over


def _fields(
    base: Mapping[str, Node], over: Mapping[str, Node], problems: list[Problem]
) -> Mapping[str, Node]:
    fields = dict(base)
    for name, node in over.items():
        if node.value is None and isinstance(base.get(name, node).value, Mapping | tuple):
            del fields[name]
        else:
            fields[name] = _merge(base[name], node, name, problems) if name in base else node
    return fields


def _members(
    base: tuple[Node, ...], over: tuple[Node, ...], section: str, problems: list[Problem]
) -> tuple[Node, ...]:
    members = {_name(section, node, number): node for number, node in enumerate(base)}
    for number, node in enumerate(over):
        name = _name(section, node, number + len(base))
        if "remove" not in node.fields:
            members[name] = _merge(members[name], node, section, problems) if name in members else node
        elif members.pop(name, None) is None:
            problems.append(Problem(node.mark, f"{section}[{name}]", Message(_NOTHING)))
    return tuple(members.values())


def _name(section: str, node: Node, number: int) -> str:
    """Members without an identity are refused later by the schema; until then they stay apart."""
    return name_of(section, node.plain) or f"#{number + 1}"

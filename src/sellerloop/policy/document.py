"""Policy files as trees in which every value knows its line.

The YAML is read with a core schema of our own: an unquoted number is a :class:`~decimal.Decimal` and never
a float, ``true``, ``false`` and ``null`` are what they say, and all else is text (``on``, ``no`` and
``2026-11-22`` too). JSON is read by the same rules.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import yaml

from sellerloop.policy.problem import Mark, Path, Problem, Step, name_of
from sellerloop.speech.message import Message, gettext_noop

Scalar = str | Decimal | bool | None
NUMBER = re.compile(r"[-+]?(0|[1-9][0-9]{0,29})(\.[0-9]{1,29})?")
MOST_NODES = 100_000
MOST_DEPTH = 40
_WORDS: Mapping[str, Scalar] = {"": None, "null": None, "~": None, "true": True, "false": False}
# The C parser where there is one: the same nodes and marks, ten times faster.
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True, slots=True)
class Node:
    """A value and its place: a scalar, a list of nodes or a mapping of names to nodes. The place of a list or
    mapping is that of its name."""

    value: "Scalar | tuple[Node, ...] | Mapping[str, Node]"
    mark: Mark

    @property
    def plain(self) -> Any:
        """The value without places: scalars, lists and dicts."""
        if isinstance(self.value, Mapping):
            return {key: node.plain for key, node in self.value.items()}
        if isinstance(self.value, tuple):
            return [node.plain for node in self.value]
        return self.value

    @property
    def fields(self) -> Mapping[str, "Node"]:
        """The named values of a mapping; none for anything else."""
        return self.value if isinstance(self.value, Mapping) else {}

    def text(self, field: str) -> str:
        """Return the text of ``field``; empty where it is missing or no text."""
        node = self.fields.get(field)
        return node.value if node is not None and isinstance(node.value, str) else ""


class _Refused(Exception):
    """The file cannot be read as a tree at all."""

    def __init__(self, mark: Mark, reason: Message) -> None:
        super().__init__(str(reason))
        self.problem = Problem(mark, "", reason)


def read(text: str, file: str) -> tuple[Node | None, tuple[Problem, ...]]:
    """Read ``text`` of the file called ``file``; return its tree, or None and what is wrong.

    A name that is given twice in one mapping is a problem, but does not keep the rest from being read.
    """
    start = Mark(file, 1, 1)
    try:
        _measure(text, file)
        root = yaml.compose(text, Loader=_LOADER)
        if not isinstance(root, yaml.MappingNode):
            raise _Refused(start, Message(gettext_noop("a policy file holds named fields")))
        reader = _Reader(file)
        return reader.tree(root, 0), tuple(reader.problems)
    except (yaml.YAMLError, UnicodeError) as error:
        return None, (_syntax(error, file),)
    except _Refused as refused:
        return None, (refused.problem,)


def find(root: Node, path: Path) -> tuple[Mark, str]:
    """Return the place of ``path`` below ``root`` and the path as people read it, with the names of list
    members instead of their numbers. Steps that the file lacks lead to the nearest place above; a last step
    that is a missing field is named all the same, any other unknown step is not of the file."""
    node, shown = root, ""
    for depth, step in enumerate(path):
        inner = _child(node, step)
        if inner is None and (isinstance(step, int) or depth < len(path) - 1):
            continue
        shown += _shown(path[depth - 1] if depth else "", step, inner)
        if inner is None:
            break
        node = inner
    return node.mark, shown.removeprefix(".")


def _child(node: Node, step: Step) -> Node | None:
    if isinstance(step, str):
        return node.fields.get(step)
    return node.value[step] if isinstance(node.value, tuple) and step < len(node.value) else None


def _shown(section: Step, step: Step, node: Node | None) -> str:
    if isinstance(step, str):
        return f".{step}"
    name = name_of(str(section), node.plain) if node is not None else None
    return f"[{name if name is not None else step + 1}]"


_DEEP = gettext_noop("the file is nested too deeply")


def _measure(text: str, file: str) -> None:
    """Refuse deep nesting before the tree is composed: composing recurses, events do not."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MOST_DEPTH:
            raise _Refused(_mark(event.start_mark, file), Message(_DEEP))


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.nodes = 0

    def tree(self, node: yaml.Node, depth: int) -> Node:
        self.nodes += 1
        mark = self._mark(node)
        if self.nodes > MOST_NODES:
            raise _Refused(mark, Message(gettext_noop("the file holds too many values")))
        if depth > MOST_DEPTH:  # an alias inside its own anchor
            raise _Refused(mark, Message(_DEEP))
        if isinstance(node, yaml.MappingNode):
            return Node(dict(self._pairs(node, depth)), mark)
        if isinstance(node, yaml.SequenceNode):
            return Node(tuple(self.tree(inner, depth + 1) for inner in node.value), mark)
        return Node(_scalar(node), mark)

    def _pairs(self, node: yaml.MappingNode, depth: int) -> Iterator[tuple[str, Node]]:
        seen: set[str] = set()
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            mark = self._mark(key)
            if not name:
                raise _Refused(mark, Message(gettext_noop("a field needs a name")))
            if name in seen:
                self.problems.append(Problem(mark, name, Message(gettext_noop("given twice"))))
                continue
            seen.add(name)
            inner = self.tree(value, depth + 1)
            yield name, inner if isinstance(value, yaml.ScalarNode) else replace(inner, mark=mark)

    def _mark(self, node: yaml.Node) -> Mark:
        return _mark(node.start_mark, self.file)


def _mark(place: Any, file: str) -> Mark:
    return Mark(file, place.line + 1, place.column + 1) if place is not None else Mark(file, 1, 1)


def _scalar(node: yaml.Node) -> Scalar:
    text: str = node.value
    if getattr(node, "style", None):
        return text
    if text in _WORDS:
        return _WORDS[text]
    return Decimal(text) if NUMBER.fullmatch(text) else text


def _syntax(error: Exception, file: str) -> Problem:
    detail = getattr(error, "problem", None) or (str(error).splitlines() or [""])[0]
    reason = Message(gettext_noop("not valid YAML: {detail}"), {"detail": detail})
    return Problem(_mark(getattr(error, "problem_mark", None), file), "", reason)

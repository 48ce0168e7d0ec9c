"""Single values of a policy file replaced in its text, so that remarks and layout stay as they were."""

import re
from collections.abc import Mapping

from sellerloop.policy.document import Node, read
from sellerloop.policy.problem import Path

_PLAIN = re.compile(r"[^\s,\[\]{}#]+")


def with_values(text: str, values: Mapping[Path, str]) -> str | None:
    """Return ``text`` with the plain scalars at the paths of ``values`` replaced, or None where one of them
    is not written in the file itself. Whoever asks reads the result and sees whether it says what it should:
    a value that stands for several places (by an anchor) changes all of them."""
    root, problems = read(text, "")
    if root is None or problems:
        return None
    lines = text.split("\n")
    placed = [(_place(root, path), value) for path, value in values.items()]
    known = [(place, value) for place, value in placed if place is not None]
    if len(known) < len(placed):
        return None
    for place, value in sorted(known, reverse=True):
        line, column = place[0] - 1, place[1] - 1
        found = _PLAIN.match(lines[line], column) if line < len(lines) else None
        if found is None:
            return None
        lines[line] = lines[line][:column] + value + lines[line][found.end() :]
    return "\n".join(lines)


def _place(root: Node, path: Path) -> tuple[int, int] | None:
    """Line and column of the scalar at ``path``, from 1; None where there is none."""
    node: Node | None = root
    for step in path:
        value = node.value if node else None
        if isinstance(step, int):
            node = value[step] if isinstance(value, tuple) and step < len(value) else None
        else:
            node = node.fields.get(step) if node else None
    return (
        None
        if node is None or isinstance(node.value, tuple | Mapping)
        else (node.mark.line, node.mark.column)
    )

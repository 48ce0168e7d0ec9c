"""Mapping files read from YAML, or everything that is wrong with them."""

from functools import cache
from importlib import resources
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from sellerloop.lake.mappings.fragment import MappingError, unfit
from sellerloop.lake.mappings.mistake import MISTAKES
from sellerloop.lake.mappings.native import NATIVE, native
from sellerloop.lake.mappings.schema import Mapping
from sellerloop.policy.document import Node, find, read
from sellerloop.policy.refusal import REASONS
from sellerloop.speech.message import Message, gettext_noop

_OWN = gettext_noop("{file}, line {line}: {path}: {reason}")
_OTHER = gettext_noop("does not fit here")


def shipped() -> tuple[str, ...]:
    """Return the names of the mappings that come with the library, ``native`` included."""
    files = resources.files("sellerloop.lake.mappings").iterdir()
    return tuple(sorted([NATIVE, *(f.name.removesuffix(".yaml") for f in files if f.name.endswith(".yaml"))]))


def load_mapping(name: str) -> Mapping:
    """Return the mapping called ``name``: a shipped one, or the YAML file of that path.

    Raises MappingError, which names file, line, field and reason of the first mistake.
    """
    if name in shipped():
        return _shipped(name)
    path = Path(name)
    if not path.is_file():
        text = gettext_noop("There is no mapping {name}; there are {names}, or name a file")
        raise unfit(text, name=name, names=", ".join(shipped()))
    return parse_mapping(path.read_text(encoding="utf-8", errors="replace"), path.name)


def parse_mapping(text: str, file: str) -> Mapping:
    """Return the mapping that ``text`` of the file called ``file`` describes. Raises MappingError."""
    node, problems = read(text, file)
    if node is None or problems:
        first = problems[0]
        raise _mistake(file, first.mark.line, first.path, first.reason)
    try:
        return Mapping.model_validate(node.plain)
    except ValidationError as error:
        raise _refused(node, file, error.errors(include_url=False)[0]) from error


def shipped_text(name: str) -> str:
    """Return the file of the shipped mapping ``name``; ``native`` has none and gives no text."""
    if name == NATIVE:
        return ""
    return resources.files("sellerloop.lake.mappings").joinpath(f"{name}.yaml").read_text(encoding="utf-8")


@cache
def _shipped(name: str) -> Mapping:
    if name == NATIVE:
        return native()
    return parse_mapping(shipped_text(name), f"{name}.yaml")


def _refused(node: Node, file: str, error: ErrorDetails) -> MappingError:
    mark, path = find(node, error["loc"])
    values = {key: value for key, value in error.get("ctx", {}).items() if key != "error"}
    known = {**REASONS, **MISTAKES}.get(error["type"], _OTHER)
    return _mistake(file, mark.line, path, Message(known, values))


def _mistake(file: str, line: int, path: str, reason: Message) -> MappingError:
    return unfit(_OWN, file=file, line=line, path=path or "-", reason=reason)

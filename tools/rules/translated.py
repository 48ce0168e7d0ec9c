"""Every text is translated into Vietnamese and Chinese, none is fuzzy, none unused."""

import re
from collections.abc import Iterator

from babel.messages.catalog import Catalog, Message

from tools import messages
from tools.tree import Finding, Tree

_FIELD = re.compile(r"%\(\w+\)[sd]|\{\w*[^{}]*\}")


def check(tree: Tree) -> list[Finding]:
    """Return missing, fuzzy, unused and ill-formed entries of every catalogue."""
    return [
        finding
        for package in messages.PACKAGES
        if (tree.root / "src" / package).is_dir()
        for wanted in [messages.template(tree.root, package)]
        for language in messages.LANGUAGES
        for finding in _compare(tree, package, language, wanted)
    ]


def _compare(tree: Tree, package: str, language: str, wanted: Catalog) -> Iterator[Finding]:
    path = messages.catalogue(tree.root, package, language)
    name = path.relative_to(tree.root).as_posix()
    if not path.exists():
        if len(wanted):
            yield Finding(name, 0, f"the catalogue is missing ({len(wanted)} texts)")
        return
    held = messages.read(path, language)
    if held.fuzzy:
        yield Finding(name, 0, "the header is fuzzy, so that compilers would skip the catalogue")
    for message in wanted:
        if message.id:
            mine = held.get(message.id, message.context)
            yield from (Finding(name, 0, f"{text}: {message.id!r}") for text in _faults(message, mine))
    for message in held:
        if message.id and wanted.get(message.id, message.context) is None:
            yield Finding(name, 0, f"no longer used: {message.id!r}")


def _faults(wanted: Message, mine: Message | None) -> Iterator[str]:
    if mine is None:
        yield "not in the catalogue"
        return
    if mine.fuzzy:
        yield "fuzzy"
    forms = _forms(mine.string)
    if not all(forms):
        yield "not translated"
        return
    for form in forms:
        if set(_FIELD.findall(form)) != set(_FIELD.findall(_forms(wanted.id)[-1])):
            yield f"other fields than the source in {form!r}"


def _forms(text: object) -> list[str]:
    return [str(form or "") for form in text] if isinstance(text, list | tuple) else [str(text or "")]

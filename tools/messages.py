"""Translation catalogues: extract from the sources, bring in line, compile, and say what is missing.

``python -m tools.messages update`` rewrites the catalogues; ``compile`` makes the ``.mo`` files. Babel reads
and writes them; templates are read by Django's own ``templatize``, so that both see the same texts.
"""

import ast
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("vi", "zh_Hans")
PACKAGES = ("sellerloop", "sellerdesk")
_SINGLE = {"gettext", "gettext_lazy", "gettext_noop", "_", "Message", "ClockError"}
_PLURAL = {"ngettext", "ngettext_lazy"}
_CONTEXT = {"pgettext", "pgettext_lazy"}
_SHOWN = {"title", "note", "disclaimer"}  # fields of a policy that people read
_CALL = re.compile(r"\b(?:n?p?gettext|_)\(")


@dataclass(frozen=True, order=True)
class Text:
    """One text for people: its plural form and context are empty where there is none."""

    path: str
    singular: str
    plural: str = ""
    context: str = ""


def catalogue(root: Path, package: str, language: str) -> Path:
    """Return the path of the ``.po`` file."""
    return root / "src" / package / "locale" / language / "LC_MESSAGES" / "django.po"


def texts(root: Path, package: str) -> list[Text]:
    """Return every marked text of a package, by file."""
    home = root / "src" / package
    found: set[Text] = set()
    for path in sorted(home.rglob("*.py")):
        name = path.relative_to(root).as_posix()
        found.update(_in_python(ast.parse(path.read_text("utf-8")), name))
    for path in sorted([*home.rglob("templates/**/*.html"), *home.rglob("templates/**/*.txt")]):
        name = path.relative_to(root).as_posix()
        found.update(_in_template(path.read_text("utf-8"), name))
    for path in sorted(home.glob("scores/packs/**/*.yaml")):
        name = path.relative_to(root).as_posix()
        found.update(_in_pack(yaml.safe_load(path.read_text("utf-8")), name))
    for path in sorted(home.glob("lake/mappings/*.yaml")):
        name = path.relative_to(root).as_posix()
        found.update(_in_mapping(yaml.safe_load(path.read_text("utf-8")), name))
    return sorted(found)


def template(root: Path, package: str) -> Catalog:
    """Return the catalogue of all texts of a package, without translations."""
    made = Catalog(project="sellerloop", charset="utf-8")
    for text in texts(root, package):
        key = (text.singular, text.plural) if text.plural else text.singular
        made.add(key, locations=[(text.path, 0)], context=text.context or None)
    return made


def read(path: Path, language: str) -> Catalog:
    """Read a catalogue; an empty one where the file is missing."""
    if not path.exists():
        return Catalog(locale=language, project="sellerloop", charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def update(root: Path) -> None:
    """Rewrite every catalogue: new texts added untranslated, unused ones dropped."""
    for package in PACKAGES:
        for language in LANGUAGES:
            path = catalogue(root, package, language)
            kept, fresh = read(path, language), template(root, package)
            fresh.creation_date = kept.creation_date
            kept.update(fresh, no_fuzzy_matching=True)
            kept.obsolete.clear()
            kept.fuzzy = False
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as file:
                write_po(file, kept, width=110, sort_by_file=True, include_lineno=False)
            for message in kept:
                if message.id and not all(_forms(message.string or "")):
                    print(f"{path.relative_to(root)}: not translated: {_forms(message.id)[0]!r}")


def _forms(text: str | list[str] | tuple[str, ...] | None) -> Sequence[str]:
    return (text,) if isinstance(text, str) else text or ("",)


def compile_all(root: Path) -> None:
    """Write the ``.mo`` file beside every ``.po`` file."""
    for path in sorted(root.glob("src/*/locale/*/LC_MESSAGES/*.po")):
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, read(path, path.parts[-3]))


def _in_python(tree: ast.AST, name: str) -> Iterator[Text]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        function = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        words = [
            a.value if isinstance(a, ast.Constant) and isinstance(a.value, str) else "" for a in node.args
        ]
        if function in _SINGLE and all(words[:1]) and words:
            yield Text(name, words[0])
        elif function in _PLURAL and all(words[:2]) and words:
            yield Text(name, words[0], words[1])
        elif function in _CONTEXT and all(words[:2]):
            yield Text(name, words[1], context=words[0])
        elif function == "npgettext" and all(words[:3]):
            yield Text(name, words[1], words[2], words[0])


def _in_pack(node: object, name: str) -> Iterator[Text]:
    """Yield the texts for people of a policy file."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in _SHOWN and isinstance(value, str) and value:
                yield Text(name, value)
            if key == "consequences" and isinstance(value, list):
                yield from (Text(name, str(item["of"])) for item in value if item.get("of"))
            if key == "evidence" and isinstance(value, dict):
                yield from (Text(name, text) for case, items in value.items() for text in (case, *items))
            yield from _in_pack(value, name)
    elif isinstance(node, list):
        for value in node:
            yield from _in_pack(value, name)


def _in_mapping(mapping: dict[str, Any], name: str) -> Iterator[Text]:
    """Yield the texts for people of a mapping: what it reads, and what can be chosen."""
    yield Text(name, mapping["title"])
    yield from (Text(name, each["meaning"]) for each in mapping.get("parameters", {}).values())


def _in_template(source: str, name: str) -> Iterator[Text]:
    marked = templatize(source)
    for match in _CALL.finditer(marked):
        yield from _in_python(_expression(marked[match.start() :]), name)


def _expression(text: str) -> ast.AST:
    """Parse the shortest call at the start of ``text``."""
    for end in (match.end() for match in re.finditer(r"\)", text)):
        try:
            return ast.parse(text[:end], mode="eval")
        except SyntaxError:
            continue
    return ast.Module([], [])


if __name__ == "__main__":
    {"update": update, "compile": compile_all}[sys.argv[1]](ROOT)

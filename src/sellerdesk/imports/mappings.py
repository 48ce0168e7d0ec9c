"""The mappings there are: those that are shipped and those that people here wrote."""

from collections.abc import Mapping as Table
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext

from sellerdesk.imports.models import Import, OwnMapping
from sellerdesk.imports.storing import found
from sellerloop.lake.failure import LakeError
from sellerloop.lake.mappings.load import load_mapping, parse_mapping, shipped
from sellerloop.lake.mappings.schema import Mapping
from sellerloop.lake.sources.find import assign
from sellerloop.lake.sources.limits import Limits


@dataclass(frozen=True, slots=True)
class Known:
    """A mapping as pages offer it; ``text`` and ``owner`` belong to one of our own."""

    name: str
    mapping: Mapping
    text: str = ""
    owner: str = ""

    @property
    def is_own(self) -> bool:
        return bool(self.text)

    @property
    def title(self) -> str:
        """What it reads; that of a shipped one in the language in force."""
        return self.mapping.title if self.is_own else gettext(self.mapping.title)

    @property
    def kinds(self) -> list[str]:
        return list(dict.fromkeys(rule.kind for rule in self.mapping.events))


def known() -> Table[str, Known]:
    """Return every mapping by name; our own come first. One that this version cannot read falls out."""
    found: dict[str, Known] = {}
    for row in OwnMapping.objects.select_related("owner"):
        try:
            owner = row.owner.name if row.owner else ""
            found[row.name] = Known(row.name, parse_mapping(row.text, f"{row.name}.yaml"), row.text, owner)
        except LakeError:
            continue
    return found | {name: Known(name, load_mapping(name)) for name in shipped() if name not in found}


def of_import(row: Import) -> Mapping:
    """Return the mapping of an import as it was when it was chosen. Raises LakeError."""
    return parse_mapping(row.text, f"{row.mapping}.yaml") if row.text else load_mapping(row.mapping)


def fitting(paths: Sequence[Path], mappings: Table[str, Known]) -> str:
    """Return the name of the mapping that takes most of these files by their names, "" when none does."""
    best, most = "", 0
    for name, each in mappings.items():
        sources = each.mapping.sources
        if len(sources) == 1 and not each.is_own:
            continue
        try:
            taken = {
                file.path for files in assign(found(paths), sources, Limits()).values() for file in files
            }
        except LakeError:
            continue
        if len(taken) > most:
            best, most = name, len(taken)
    return best

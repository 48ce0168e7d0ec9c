"""What is wrong with a policy file, as values: place, field and reason."""

from collections.abc import Mapping
from dataclasses import dataclass

from sellerloop.speech.message import Message

Step = str | int
Path = tuple[Step, ...]


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A place in a file; lines and columns count from 1."""

    file: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason to refuse a policy. ``path`` is the field, such as ``metrics[tts.nrr].min.n``; ``code`` is
    the lint rule (L1 to L8) where the reason is one."""

    mark: Mark
    path: str
    reason: Message
    code: str = ""

    def __str__(self) -> str:
        code = f" [{self.code}]" if self.code else ""
        place = f"{self.mark.file}:{self.mark.line}:{self.mark.column}"
        return f"{place}: {self.path}: {self.reason}{code}" if self.path else f"{place}: {self.reason}{code}"


# The fields that tell the members of a list apart, by the name of the list.
IDENTITY: Mapping[str, tuple[str, ...]] = {
    "metrics": ("id",),
    "bands": ("metric", "categories"),
    "benchmarks": ("metric", "statistic", "peer", "snapshot"),
    "parts": ("metric",),
    "ledgers": ("id",),
    "tiers": ("id",),
    "gates": ("id",),
    "consequences": ("id",),
    "appeals": ("metric",),
    "exemptions": ("id",),
    "deadlines": ("id",),
    "levels": ("name",),
}


def name_of(section: str, member: object, identity: Mapping[str, tuple[str, ...]] = IDENTITY) -> str | None:
    """Return the name of a list's member among its siblings, such as ``tts.nrr`` or ``tts.nrr/shoes``; None
    where members of ``section`` have no identity or this one lacks it. ``member`` is a plain mapping."""
    fields = identity.get(section)
    if fields is None or not isinstance(member, Mapping) or member.get(fields[0]) is None:
        return None
    parts = (_text(member.get(field)) for field in fields)
    return "/".join(part for part in parts if part)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return "+".join(f"{key}={_text(inner)}" for key, inner in sorted(value.items()))
    if isinstance(value, list | tuple):
        return "+".join(_text(inner) for inner in value)
    return str(value)

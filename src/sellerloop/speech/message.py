"""A message is a template and its values; the place that shows it chooses the language."""

from collections.abc import Mapping
from dataclasses import dataclass, field


def gettext_noop(text: str) -> str:
    """Mark ``text`` for the translation catalogue and return it unchanged."""
    return text


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence for a person.

    ``text`` is a catalogue entry (marked with :func:`gettext_noop`) with named ``str.format`` fields;
    ``values`` fills them. ``str(message)`` is the English form.
    """

    text: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text.format(**self.values)

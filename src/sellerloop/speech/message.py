"""A message is a template and its values; the place that shows it chooses the language."""

from collections.abc import Callable, Mapping
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

    def render(self, translate: Callable[[str], str]) -> str:
        """Return the sentence in the language of ``translate``; values that are messages are rendered too."""
        values = {k: v.render(translate) if isinstance(v, Message) else v for k, v in self.values.items()}
        return translate(self.text).format(**values)

    def __str__(self) -> str:
        return self.render(gettext_noop)

"""The figure: a number never goes alone. Everything a person needs to trust it travels with it."""

from dataclasses import dataclass

from django.utils.translation import gettext, pgettext

from sellerdesk.ui import formats


@dataclass(frozen=True, slots=True)
class Figure:
    """One value as a page shows it. Texts are already in the language in force.

    ``value`` is None where there is none, and ``reason`` then says why. ``rows`` is the address of the rows
    behind it, ``history`` that of its change over time. ``mark`` is empty for computed values, else the word
    for assumed, estimated or reported ones.
    """

    id: str
    name: str
    value: float | None
    unit: str
    period: str = ""
    count: int | None = None
    count_unit: str = ""
    low: float | None = None
    high: float | None = None
    fresh: str = ""
    formula: str = ""
    rule: str = ""
    reason: str = ""
    rows: str = ""
    history: str = ""
    mark: str = ""

    @property
    def text(self) -> str:
        """Value and unit; a dash without one."""
        return formats.measure(self.value, self.unit)

    @property
    def interval(self) -> str:
        """The 95 % interval, or nothing."""
        if self.value is None or self.low is None or self.high is None:
            return ""
        return formats.interval(self.low, self.high, self.unit)

    @property
    def parts(self) -> list[tuple[str, str]]:
        """What stands behind the value, as pairs of a term and its text; empty ones are left out."""
        pairs = [
            (gettext("Not assessed"), self.reason if self.value is None else ""),
            (gettext("Period"), self.period),
            (pgettext("sample size", "Counted"), self.sample),
            (gettext("95 % interval"), self.interval),
            (gettext("Meaning"), self.formula),
            (gettext("Rule"), self.rule),
            (gettext("Data"), self.fresh),
            (gettext("Certainty"), self.mark),
        ]
        return [(term, text) for term, text in pairs if text]

    @property
    def sample(self) -> str:
        if self.count is None:
            return ""
        return f"{formats.number(self.count)} {self.count_unit}".strip()

"""What an event kind promises: columns, types, units, keys, times and checks, as frozen values.

Documentation, validators, Arrow schemas, import templates and the catalogue follow from a contract.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from sellerloop.policy.predicate import Predicate, PredicateError, columns, parse, shifted
from sellerloop.speech.message import gettext_noop

_NO_COLUMN = gettext_noop("{kind} has no column {names}: {condition}")
_NO_INSTANT = gettext_noop("hours() go with instants, and {column} is none: {condition}")


class Type(StrEnum):
    """Column types. Instants are UTC; dates are local dates of the row's zone."""

    ID = "id"  # opaque text, never shown as a name
    TEXT = "text"
    CODE = "code"  # text from a short open vocabulary, e.g. a carrier or a reason
    ENUM = "enum"  # text from the closed vocabulary of ``Column.choices``
    INSTANT = "instant"
    DATE = "date"
    INTEGER = "integer"
    MONEY = "money"  # whole minor units of the row's currency
    FLAG = "flag"  # never missing; false when the source is silent


class Derived(StrEnum):
    """How a column comes to be."""

    GIVEN = "given"  # by the source
    LOCAL_DATE = "local_date"  # local date of ``Column.origin`` in the row's zone, stored at import
    SETTLED = "settled"  # from linked rows of other kinds, when a build settles the facts


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``unit`` is given for measured integers (``s`` seconds); ``origin`` names the instant
    that a local date is taken from, or the kind of the linked rows that a settled column comes from."""

    name: str
    type: Type
    meaning: str
    required: bool = False
    unit: str = ""
    choices: tuple[str, ...] = ()
    lowest: int | None = None
    highest: int | None = None
    derived: Derived = Derived.GIVEN
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """A condition that a row must not contradict; an unknown result passes.

    ``column`` is the one that the refusal names; ``reason`` is a catalogue entry.
    """

    column: str
    rule: str
    reason: str

    @property
    def predicate(self) -> Predicate:
        """The parsed ``rule``."""
        return parse(self.rule)


@dataclass(frozen=True, slots=True)
class Link:
    """A reference to a row of another kind: ``column`` holds its key within the same account.

    ``mandatory`` links that find nothing are orphans and are refused at import.
    """

    column: str
    kind: str
    mandatory: bool = False


@dataclass(frozen=True, slots=True)
class Contract:
    """One event kind. ``key`` identifies a fact within the marketplace; of two versions with the same key
    the later ``known_at`` wins. ``event_time`` is the instant whose local date partitions the rows.

    Raises ValueError when built inconsistently, so a bad contract fails at import of its module.
    """

    kind: str
    title: str
    meaning: str
    key: tuple[str, ...]
    event_time: str
    given: tuple[Column, ...]
    settled: tuple[Column, ...] = ()
    checks: tuple[Check, ...] = ()
    links: tuple[Link, ...] = ()
    columns: tuple[Column, ...] = field(init=False)

    def __post_init__(self) -> None:
        given = (*COMMON, *self.given)
        dates = tuple(_local_date(c) for c in given if c.type is Type.INSTANT and c.name != "known_at")
        object.__setattr__(self, "columns", (*given, *dates, *self.settled))
        names = [c.name for c in self.columns]
        if len(set(names)) != len(names):
            raise ValueError(f"{self.kind}: a column is named twice")
        used = {*self.key, self.event_time, *(link.column for link in self.links)}
        for check in self.checks:
            used |= columns(check.predicate) | {check.column}
        if missing := used - set(names):
            raise ValueError(f"{self.kind}: unknown columns {sorted(missing)}")

    @property
    def date(self) -> str:
        """The local date column of the event time; partitions and sort order use it."""
        return self.event_time.removesuffix("_at") + "_date"

    @property
    def stored(self) -> tuple[Column, ...]:
        """The columns of an event file: given ones and local dates, without settled ones."""
        return tuple(c for c in self.columns if c.derived is not Derived.SETTLED)

    def column(self, name: str) -> Column:
        """Return the column called ``name``. Raises KeyError when there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.kind} has no column {name!r}")

    def condition(self, text: str) -> Predicate:
        """Parse ``text`` as a condition on this kind. Raises PredicateError naming an unknown column,
        or one that hours() do not go with."""
        predicate = parse(text)
        if missing := columns(predicate) - {c.name for c in self.columns}:
            names = ", ".join(sorted(missing))
            raise PredicateError(_NO_COLUMN, kind=self.kind, names=names, condition=text)
        for name in sorted(shifted(predicate)):
            if self.column(name).type is not Type.INSTANT:
                raise PredicateError(_NO_INSTANT, column=name, condition=text)
        return predicate


def _local_date(instant: Column) -> Column:
    name = instant.name.removesuffix("_at") + "_date"
    return Column(
        name, Type.DATE, instant.meaning, instant.required, derived=Derived.LOCAL_DATE, origin=instant.name
    )


COMMON: tuple[Column, ...] = (
    Column("account", Type.ID, gettext_noop("Seller or creator concerned"), required=True),
    Column("market", Type.CODE, gettext_noop("Market, as a two-letter country code"), required=True),
    Column("zone", Type.CODE, gettext_noop("Time zone of the local dates, as an IANA name"), required=True),
    Column(
        "known_at", Type.INSTANT, gettext_noop("When this version of the fact became known"), required=True
    ),
)

FAULTS = ("seller", "auto", "carrier", "platform", "buyer", "unknown")

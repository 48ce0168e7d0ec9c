"""Instants and dates from text, numbers and typed columns, in the declared form and zone."""

from collections.abc import Sequence

from sellerloop.lake.mappings.fragment import (
    DATE,
    INSTANT,
    LOCAL,
    Failing,
    Fragment,
    Let,
    failed,
    list_sql,
    shown,
    together,
    unfit,
)
from sellerloop.lake.mappings.wall import end_of_day, to_instant
from sellerloop.speech.message import gettext_noop

ISO, EPOCHS = "iso", {"epoch_s": 1_000_000, "epoch_ms": 1_000}
_SANE = "BETWEEN TIMESTAMP '1000-01-01' AND TIMESTAMP '9999-01-01'"  # what arithmetic can bear
_BARE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?)?"
_ZONED = _BARE.removesuffix("?") + r"\s?([Zz]|[+-][0-9]{2}(:?[0-9]{2})?)"


def given_instant(part: Fragment, forms: Sequence[str], let: Let) -> Fragment:
    """Return the instant of a value that carries its own zone. Text without one fails as ``without_zone``.

    Raises MappingError for a typed column without a zone.
    """
    if part.type == INSTANT:
        return part
    if forms[0] in EPOCHS:
        return _epoch(part, EPOCHS[forms[0]], let)
    if not part.is_text:
        text = gettext_noop("{columns}: times of type {type} carry no zone; the mapping must declare one")
        raise unfit(text, columns=", ".join(part.reads), type=part.type)
    fails: tuple[Failing, ...] = ()
    if ISO in forms:
        value = let(f"CASE WHEN {_is(part, _ZONED)} THEN TRY_CAST({part.sql} AS TIMESTAMPTZ) END")
        fails = (_other("without_zone", part, _BARE, "TIMESTAMP"),)
    else:
        value = let(f"CAST(try_strptime({part.sql}, {_forms(forms)}) AS TIMESTAMPTZ)")
    wrong = failed("not_an_instant", part, value)
    return Fragment(value, INSTANT, (*part.failing, *fails, wrong), part.reads)


def wall_time(part: Fragment, forms: Sequence[str], let: Let) -> Fragment:
    """Return the wall-clock time that ``part`` shows. Text with a zone of its own fails as ``with_zone``.

    Raises MappingError for a typed column that carries a zone.
    """
    if part.is_local or part.type == DATE:
        return Fragment(let(f"CAST({part.sql} AS TIMESTAMP)"), LOCAL, part.failing, part.reads)
    if not part.is_text:
        text = gettext_noop("{columns}: {type} is no time without a zone; declare its form, or zone: given")
        raise unfit(text, columns=", ".join(part.reads), type=part.type)
    fails: tuple[Failing, ...] = ()
    value = f"try_strptime({part.sql}, {_forms(forms)})"
    if ISO in forms:
        rest = f" ELSE {value}" if len(forms) > 1 else ""
        value = f"CASE WHEN {_is(part, _BARE)} THEN TRY_CAST({part.sql} AS TIMESTAMP){rest} END"
        fails = (_other("with_zone", part, _ZONED, "TIMESTAMPTZ"),)
    value = let(value)
    wrong = failed("not_an_instant", part, value)
    return Fragment(value, LOCAL, (*part.failing, *fails, wrong), part.reads)


def zoned_instant(local: Fragment, zone: Fragment, zones: Sequence[str], let: Let) -> Fragment:
    """Return the instant at which a clock in ``zone``, one of ``zones``, shows ``local``."""
    failing, reads = together(local, zone)
    sane = let(f"CASE WHEN {local.sql} {_SANE} THEN {local.sql} END")
    value = let(to_instant(sane, zone.sql, zones))
    return Fragment(value, INSTANT, (*failing, failed("not_an_instant", local, sane)), reads)


def day_end(local: Fragment, zone: Fragment, zones: Sequence[str], let: Let) -> Fragment:
    """Return the last instant, in ``zone``, of the date that the wall-clock time ``local`` falls on."""
    failing, reads = together(local, zone)
    date = let(f"CASE WHEN {local.sql} {_SANE} THEN CAST({local.sql} AS DATE) END")
    value = let(end_of_day(date, zone.sql, zones))
    return Fragment(value, INSTANT, (*failing, failed("not_an_instant", local, date)), reads)


def _epoch(part: Fragment, scale: int, let: Let) -> Fragment:
    if not (part.is_text or part.is_whole):
        text = gettext_noop("{columns}: {type} is no whole number of seconds")
        raise unfit(text, columns=", ".join(part.reads), type=part.type)
    digits = f"regexp_full_match(CAST({part.sql} AS VARCHAR), '[0-9]{{1,14}}')"
    count = let(f"CASE WHEN {digits} THEN CAST({part.sql} AS BIGINT) END")
    longest = 253_402_300_800_000_000 // scale  # the year 10000
    value = let(f"CASE WHEN {count} < {longest} THEN make_timestamptz({count} * {scale}) END")
    return Fragment(value, INSTANT, (*part.failing, failed("not_an_instant", part, value)), part.reads)


def _is(part: Fragment, form: str) -> str:
    return f"regexp_full_match({part.sql}, '{form}')"


def _other(code: str, part: Fragment, form: str, type: str) -> Failing:
    when = f"{_is(part, form)} AND TRY_CAST({part.sql} AS {type}) IS NOT NULL"
    return Failing(code, when, shown(part))


def _forms(forms: Sequence[str]) -> str:
    return f"[{list_sql(tuple(form for form in forms if form != ISO))[1:-1]}]"

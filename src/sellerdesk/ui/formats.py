"""Numbers, dates and messages as people of a language write them. Every figure on a page comes through here.

A narrow no-break space stands before a unit, minus is a real minus sign, a missing value is a dash; the
caller says why it is missing.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal, get_currency_precision
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext, pgettext

from sellerloop.speech.message import Message

THIN = "\u202f"
MINUS = "\u2212"
DASH = "\u2013"
SIGNS = {"<": "<", "<=": "≤", ">": ">", ">=": "≥", "==": "=", "!=": "≠"}
_BABEL = {"en": "en", "vi": "vi", "zh-hans": "zh_Hans_CN"}
_HOUR, _DAY = 3600, 86400


@lru_cache(maxsize=8)
def _locale(language: str) -> Locale:
    return Locale.parse(_BABEL.get(language, "en"))


def locale() -> Locale:
    """Return Babel's locale of the language in force."""
    return _locale(get_language() or "en")


@lru_cache(maxsize=4096)
def _decimal(value: float, digits: int, language: str) -> str:
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    nearest = round(value, digits) + 0.0  # no minus before a nought
    text = format_decimal(nearest, format=pattern, locale=_locale(language))
    return text.replace("-", MINUS)


def number(value: float | None, digits: int = 0) -> str:
    """Return ``value`` with grouping and ``digits`` decimals; a dash for None."""
    return DASH if value is None else _decimal(float(value), digits, get_language() or "en")


def signed(value: float | None, digits: int = 0) -> str:
    """Return ``value`` with its sign; zero, as rounded, has none."""
    if value is None:
        return DASH
    text = number(value, digits)
    return text if round(value, digits) <= 0 else f"+{text}"


def money(minor: float | None, currency: str) -> str:
    """Return minor units of ``currency`` as an amount."""
    if minor is None:
        return DASH
    digits = get_currency_precision(currency)
    whole = float(minor) / 10**digits
    text = format_currency(whole, currency, locale=locale())
    return str(text).replace("-", MINUS)


def measure(value: float | None, unit: str, *, digits: int | None = None) -> str:
    """Return ``value`` in ``unit`` (percent, hours, seconds, count, points)."""
    if value is None:
        return DASH
    places = _digits(value, unit) if digits is None else digits
    text, sign = number(value, places), symbol(unit)
    return f"{text}{THIN}{sign}" if sign else text


def limit(value: float, unit: str) -> str:
    """Return a limit in ``unit`` without decimals that say nothing: 0.5 %, 4 %."""
    places = next((n for n in range(3) if abs(round(value, n) - value) < 1e-9), 2)
    return measure(value, unit, digits=places)


def difference(value: float | None, unit: str) -> str:
    """Return a change of a measure: percentages differ by percentage points."""
    return DASH if value is None else change(value, unit, _digits(value, unit))


def change(value: float, unit: str, digits: int) -> str:
    """Return a signed difference in ``unit`` with a fixed number of decimals."""
    suffix = gettext("pp") if unit == "percent" else symbol(unit)
    text = signed(value, digits)
    return f"{text}{THIN}{suffix}" if suffix else text


def interval(low: float, high: float, unit: str) -> str:
    """Return a range; the unit is written once."""
    places = max(_digits(low, unit), _digits(high, unit))
    return f"{number(low, places)}{DASH}{measure(high, unit, digits=places)}"


def symbol(unit: str) -> str:
    """Return the sign written behind a number of ``unit``; counts and points have none."""
    match unit:
        case "percent":
            return "%"
        case "hours":
            return gettext("h")
        case "seconds":
            return gettext("s")
    return ""


def day(value: dt.date | None, *, year: bool = True) -> str:
    """Return a date: 21 Nov 2026."""
    return DASH if value is None else _day(value, year, get_language() or "en")


@lru_cache(maxsize=4096)
def _day(value: dt.date, year: bool, language: str) -> str:
    # "en" would write American dates, and ours are read in many countries
    patterns = {"en": ("d MMM", "d MMM y"), "vi": ("d MMM", "medium"), "zh-hans": ("M月d日", "y年M月d日")}
    short, full = patterns.get(language, patterns["en"])
    return str(format_date(value, full if year else short, locale=_locale(language)))


def period(first: dt.date, last: dt.date) -> str:
    """Return the days from ``first`` to ``last``; a year that both share is written once, where the language
    has it."""
    shared = first.year == last.year
    year_first = get_language() == "zh-hans"
    start = day(first, year=not shared or year_first)
    return f"{start} {DASH} {day(last, year=not shared or not year_first)}"


def comma() -> str:
    """Return what stands between two parts of a sentence."""
    return pgettext("between parts", ", ")


def colon() -> str:
    """Return what stands between a name and what is said of it."""
    return pgettext("after a name", ": ")


def listed(names: Sequence[str]) -> str:
    """Return names as a list in words: A, B and C."""
    return str(format_list(list(names), locale=locale()))


def moment(value: dt.datetime | None, zone: str, *, named: bool = True) -> str:
    """Return an instant in ``zone``, with the zone named unless the page already says it."""
    if value is None:
        return DASH
    local = value.astimezone(ZoneInfo(zone))
    between = " " if get_language() == "zh-hans" else ", "
    text = f"{day(local.date())}{between}{local:%H:%M}"
    return f"{text} ({zone})" if named else text


def zone_in_force() -> str:
    """Return the name of the zone in which times are shown to this person."""
    return str(timezone.get_current_timezone_name())


def is_zero(text: str) -> bool:
    """Return whether a formatted number is nought, as rounded."""
    return not any(sign in "123456789" for sign in text)


def machine_time(value: dt.datetime) -> str:
    """Return an instant for a ``datetime`` attribute."""
    return value.isoformat(timespec="seconds")


def duration(seconds: float | None) -> str:
    """Return a span of time in its two largest parts: 2 d 3 h, 3 min 20 s."""
    if seconds is None:
        return DASH
    total = round(abs(seconds))
    parts = (
        (total // _DAY, gettext("d")),
        (total % _DAY // _HOUR, gettext("h")),
        (total % _HOUR // 60, gettext("min")),
        (total % 60, gettext("s")),
    )
    first = next((place for place, (count, _) in enumerate(parts) if count), 3)
    shown = [f"{count}{THIN}{unit}" for count, unit in parts[first : first + 2] if count]
    return (MINUS if seconds < 0 else "") + " ".join(shown or [f"0{THIN}{gettext('s')}"])


def days(count: int) -> str:
    """Return a number of days."""
    return ngettext("%(count)s day", "%(count)s days", count) % {"count": number(count)}


def market(code: str) -> str:
    """Return the name of a market, which is a territory code."""
    return str(locale().territories.get(code, code))


def language_name(code: str | None) -> str:
    """Return the name of a language in the language in force."""
    if not code:
        return DASH
    try:
        name = Locale.parse(code.replace("-", "_")).get_display_name(locale())
    except (ValueError, UnknownLocaleError):
        return code
    return name[:1].upper() + name[1:] if name else code


def say(message: Message | str | None) -> str:
    """Return a message in the language in force, its values formatted. Plain text is a catalogue entry."""
    if message is None:
        return ""
    if isinstance(message, str):
        return gettext(message) if message else ""
    values = {name: _value(value) for name, value in message.values.items()}
    return gettext(message.text).format(**values)


def sentence(text: str) -> str:
    """Return ``text`` with a capital letter in front."""
    return text[:1].upper() + text[1:]


def _value(value: object) -> object:
    match value:
        case Message() | str():
            return say(value)
        case bool():
            return gettext("yes") if value else gettext("no")
        case int():
            return number(value)
        case float():
            return number(value, 2 if value % 1 else 0)
        case dt.datetime():
            return str(format_datetime(value, "medium", locale=locale()))
        case dt.date():
            return day(value)
        case _ if isinstance(value, Iterable):
            return listed([str(_value(part)) for part in value])
    return value


def _digits(value: float, unit: str) -> int:
    size = abs(value)
    match unit:
        case "percent":
            return 2 if size < 10 else 1
        case "hours":
            return 1
        case "points":
            return 2
        case "seconds":
            return 0 if size >= 10 else 1
    return 0

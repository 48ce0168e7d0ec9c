"""Money and whole numbers from text and fractions, exactly or not at all."""

from babel.numbers import get_currency_precision, list_currencies

from sellerloop.lake.mappings.fragment import (
    WHOLE,
    Failing,
    Fragment,
    Let,
    failed,
    list_sql,
    shown,
    together,
    unfit,
)
from sellerloop.lake.sources.stage import text_sql
from sellerloop.speech.message import gettext_noop

CURRENCIES = tuple(sorted(list_currencies()))
_DIGITS = {code: get_currency_precision(code) for code in CURRENCIES}
_WHOLE_FORM, _DECIMAL_FORM = "[+-]?[0-9]{1,19}", r"[+-]?[0-9]{1,15}(\.[0-9]{1,9})?"


def number(part: Fragment, let: Let) -> Fragment:
    """Return ``part`` as a whole number; what is none fails as ``not_a_number``."""
    if part.type == WHOLE:
        return part
    if part.is_whole:
        sure = "true"
    elif part.is_real:
        sure = f"{part.sql} = trunc({part.sql})"
    elif part.is_text:
        sure = f"regexp_full_match({part.sql}, '{_WHOLE_FORM}')"
    else:
        text = gettext_noop("{columns}: {type} is no number")
        raise unfit(text, columns=", ".join(part.reads), type=part.type)
    value = let(f"CASE WHEN {sure} THEN TRY_CAST({part.sql} AS BIGINT) END")
    return Fragment(value, WHOLE, (*part.failing, failed("not_a_number", part, value)), part.reads)


def money(part: Fragment, currency: Fragment, decimal: str, grouping: str, let: Let) -> Fragment:
    """Return an amount in major units as whole minor units of ``currency``.

    Text is read as a decimal, never as a float. A binary fraction such as 12.1 means the decimal that it
    prints as. More decimals than the currency has fail as ``decimals``, what is no amount as ``not_money``.
    """
    exact = let(_decimal(part, decimal, grouping))
    minor = let(f"{exact} * {_scale(currency)}")
    value = let(f"CASE WHEN {minor} = trunc({minor}) THEN TRY_CAST({minor} AS BIGINT) END")
    failing, reads = together(part, currency)
    known = f"{currency.sql} IS NOT NULL"
    over = Failing("decimals", f"{exact} IS NOT NULL AND {known} AND {value} IS NULL", shown(part))
    return Fragment(value, WHOLE, (*failing, failed("not_money", part, exact), over), reads)


def _decimal(part: Fragment, decimal: str, grouping: str) -> str:
    if part.is_real or part.is_whole:
        return f"TRY_CAST(CAST({part.sql} AS VARCHAR) AS DECIMAL(28, 9))"
    if not part.is_text:
        text = gettext_noop("{columns}: {type} is no amount of money")
        raise unfit(text, columns=", ".join(part.reads), type=part.type)
    text = f"replace({part.sql}, {text_sql(grouping)}, '')" if grouping else part.sql
    text = f"replace({text}, ',', '.')" if decimal == "," else text
    return (
        f"CASE WHEN regexp_full_match({text}, '{_DECIMAL_FORM}') THEN TRY_CAST({text} AS DECIMAL(28, 9)) END"
    )


def _scale(currency: Fragment) -> str:
    """Minor units in one major unit, as SQL."""
    groups = {digits: tuple(code for code in CURRENCIES if _DIGITS[code] == digits) for digits in (0, 3, 4)}
    branches = " ".join(
        f"WHEN {currency.sql} IN {list_sql(codes)} THEN {10**digits}" for digits, codes in groups.items()
    )
    return f"CAST(CASE {branches} ELSE 100 END AS DECIMAL(5, 0))"

import datetime as dt

import pytest
from django.utils import translation

from sellerdesk.ui import formats
from sellerloop.speech.message import Message

NOON = dt.datetime(2026, 11, 21, 12, 5, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("language", "text"), [("en", "1,234.50"), ("vi", "1.234,50"), ("zh-hans", "1,234.50")]
)
def test_numbers_follow_the_language(language: str, text: str) -> None:
    with translation.override(language):
        assert formats.number(1234.5, 2) == text


def test_minus_is_a_minus_and_nought_has_no_sign() -> None:
    assert formats.number(-3.5, 1) == "\u22123.5"
    assert formats.number(-0.001, 2) == "0.00"
    assert formats.signed(0.001, 2) == "0.00"
    assert formats.signed(0.25, 2) == "+0.25"


def test_a_unit_stands_behind_a_narrow_space_that_does_not_break() -> None:
    assert formats.measure(0.62, "percent") == "0.62\u202f%"
    assert formats.measure(93.46, "percent") == "93.5\u202f%"
    assert formats.measure(31.44, "hours") == "31.4\u202fh"
    assert formats.measure(1204, "count") == "1,204"


def test_no_value_is_a_dash_and_never_a_nought() -> None:
    for text in (formats.number(None), formats.measure(None, "percent"), formats.money(None, "USD")):
        assert text == "\u2013"


def test_percentages_differ_by_percentage_points() -> None:
    assert formats.difference(-2.6, "percent") == "\u22122.60\u202fpp"
    assert formats.difference(6, "hours") == "+6.0\u202fh"


def test_a_limit_shows_no_decimals_that_say_nothing() -> None:
    assert [formats.limit(v, "percent") for v in (4.0, 0.5, 1.25)] == [
        "4\u202f%",
        "0.5\u202f%",
        "1.25\u202f%",
    ]


def test_money_follows_its_currency() -> None:
    assert formats.money(199_99, "USD") == "$199.99"
    with translation.override("vi"):
        assert formats.money(4_820_000, "VND").replace("\xa0", " ") == "4.820.000 ₫"


@pytest.mark.parametrize(
    ("language", "text"), [("en", "21 Nov 2026"), ("vi", "21 thg 11, 2026"), ("zh-hans", "2026年11月21日")]
)
def test_dates_follow_the_language(language: str, text: str) -> None:
    with translation.override(language):
        assert formats.day(dt.date(2026, 11, 21)) == text


def test_an_instant_names_its_zone() -> None:
    assert formats.moment(NOON, "Asia/Ho_Chi_Minh") == "21 Nov 2026, 19:05 (Asia/Ho_Chi_Minh)"


def test_durations_keep_their_two_largest_parts() -> None:
    spaced = formats.duration(2 * 86400 + 3 * 3600 + 59).replace("\u202f", " ")
    assert spaced == "2 d 3 h"
    assert formats.duration(200).replace("\u202f", " ") == "3 min 20 s"
    assert formats.duration(0).replace("\u202f", " ") == "0 s"


def test_a_message_is_said_with_formatted_values() -> None:
    inner = Message("{count} of at least {least}", {"count": 1200, "least": 3000})
    assert formats.say(Message("too few: {what}", {"what": inner})) == "too few: 1,200 of at least 3,000"
    assert formats.say(None) == ""


@pytest.mark.parametrize("language", ["en", "vi", "zh-hans"])
def test_markets_and_languages_have_names_in_every_language(language: str) -> None:
    with translation.override(language):
        assert formats.market("VN") != "VN" and formats.language_name("vi") != "vi"
        assert formats.market("XX9") == "XX9"
        assert formats.language_name("not-a-language") == "not-a-language"
        assert formats.language_name("xx") == "xx"

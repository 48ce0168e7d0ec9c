"""Complete translations."""

import pytest

from tools import messages
from tools.rules.translated import check

SOURCE = {
    "src/sellerdesk/ui/a.py": 'X = gettext_noop("{n} late orders")\n',
    "src/sellerdesk/ui/templates/a.html": '{% load i18n %}{% translate "Orders" %}\n',
}
HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
GOOD = '\nmsgid "Orders"\nmsgstr "X"\n\nmsgid "{n} late orders"\nmsgstr "X {n}"\n'


def _both(text: str) -> dict[str, str]:
    return {f"src/sellerdesk/locale/{lang}/LC_MESSAGES/django.po": text for lang in messages.LANGUAGES}


def test_complete_catalogues_pass(plant):
    assert check(plant({**SOURCE, **_both(HEADER + GOOD)})) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEADER, "not in the catalogue"),
        (HEADER + GOOD.replace('"X"', '""'), "not translated"),
        (HEADER + GOOD.replace('msgid "Orders"', "#, fuz" + 'zy\nmsgid "Orders"'), "fuzzy"),
        ("#, fuz" + "zy\n" + HEADER + GOOD, "header is fuzzy"),
        (HEADER + GOOD + '\nmsgid "Gone"\nmsgstr "X"\n', "no longer used"),
        (HEADER + GOOD.replace("X {n}", "X {m}"), "other fields"),
    ],
)
def test_an_incomplete_catalogue_is_caught_in_each_language(plant, text, said):
    found = check(plant({**SOURCE, **_both(text)}))
    assert sum(said in finding.text for finding in found) >= len(messages.LANGUAGES)


def test_a_missing_catalogue_is_caught(plant):
    assert len(check(plant(SOURCE))) == len(messages.LANGUAGES)

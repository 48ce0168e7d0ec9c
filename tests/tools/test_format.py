"""Formatting."""

from tools.rules.format import check


def test_an_unformatted_file_is_caught(plant):
    found = check(plant({"src/a.py": "x = { 'a':1 }\n"}))
    assert any("src/a.py" in finding.text for finding in found)


def test_a_formatted_file_passes(plant):
    assert check(plant({"src/a.py": "x = 1\n"})) == []


def test_migrations_stay_as_django_writes_them(plant):
    assert check(plant({"src/a/migrations/0001_initial.py": "x = { 'a':1 }\n"})) == []

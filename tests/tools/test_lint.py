"""Lint rules of ruff that we rely on."""

import pytest

from tools.rules.lint import check

HIDDEN = '"""Hidden."""\n\n\ndef f() -> object:\n    """Return."""\n    imp' + "ort json\n\n    return json\n"
NAIVE = '"""Naive."""\n\nimport datetime as dt\n\nNOW = dt.datetime.no' + "w()\n"
UNUSED = '"""Unused."""\n\nimport json\n'
LONG = f'"""Long."""\n\nX = "{"x" * 120}"\n'


@pytest.mark.parametrize(
    ("text", "code"), [(HIDDEN, "PLC0415"), (NAIVE, "DTZ005"), (UNUSED, "F401"), (LONG, "E501")]
)
def test_a_planted_fault_is_caught(plant, text, code):
    found = check(plant({"src/sellerloop/scores/a.py": text}))
    assert any(code in finding.text and "a.py:" in finding.text for finding in found)


def test_clean_code_passes(plant):
    assert check(plant({"src/a.py": '"""Clean."""\n\nX = 1\n'})) == []

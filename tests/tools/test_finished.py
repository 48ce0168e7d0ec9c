"""Nothing left open."""

import pytest

from tools.rules.finished import check


@pytest.mark.parametrize("word", ["TO" + "DO", "FIX" + "ME", "NotImplemented" + "Error"])
@pytest.mark.parametrize(
    "path", ["src/a.py", "src/a/templates/a.html", "Makefile", ".ci/run", "tests/test_a.py"]
)
def test_a_note_to_finish_later_is_caught(plant, word, path):
    found = check(plant({path: f"x\n# {word}: later\n"}))
    assert [(finding.path, finding.line) for finding in found] == [(path, 2)]


def test_words_that_contain_one_pass(plant):
    assert check(plant({"src/a.py": "# METO" + "DOS\n"})) == []

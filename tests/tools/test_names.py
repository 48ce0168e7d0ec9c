"""Names that say nothing."""

import pytest

from tools.rules.names import check


@pytest.mark.parametrize(
    "path",
    [
        "src/sellerloop/scores/ut" + "ils.py",
        "src/sellerdesk/ui/hel" + "pers/__init__.py",
        "src/sellerdesk/people/ser" + "vices.py",
        "src/sellerdesk/people/man" + "agers.py",
        "src/sellerloop/com" + "mon/a.py",
        "src/sellerdesk/people/view" + "s2.py",
        "src/sellerloop/scores/bands_n" + "ew.py",
    ],
)
def test_an_empty_name_is_caught(plant, path):
    assert check(plant({path: ""}))


def test_names_that_say_something_pass(plant):
    names = ["src/sellerdesk/people/views.py", "src/sellerloop/events/kinds/item.py", "tests/tools/test_a.py"]
    assert check(plant(dict.fromkeys(names, ""))) == []

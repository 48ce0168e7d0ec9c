"""Places that other machines do not have."""

import pytest

from tools.rules.places import check

PLACES = [
    'X = "/wo' + 'rk/data"',
    "cd /ro" + "ot/x",
    "(/home" + "/anna/x)",
    "see https://py" + "pi.org/simple",
    "npm" + "js.com",
    "http://deb.deb" + "ian.org/",
]


@pytest.mark.parametrize("text", PLACES)
def test_a_place_is_caught(plant, text):
    assert check(plant({"docs/a.md": f"{text}\n"}))


def test_paths_of_the_checkout_and_of_pages_pass(plant):
    text = "src/wo" + "rk/a ../shared/data https://example.com/work/1 /workforce/ {{ home }}/home/x\n"
    assert check(plant({"docs/a.md": text})) == []

"""Single values replaced in the text of a policy: nothing else moves."""

import difflib

import pytest

from sellerloop.policy.document import read
from sellerloop.policy.edit import with_values
from sellerloop.policy.problem import Path
from sellerloop.scores.packs import texts

TEXT = "a: 1  # one\nb: [{c: 2.5, d: x}, {c: 3}]\ne: {f: '4', g: &h 5, i: *h}\n"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("a",), TEXT.replace("a: 1", "a: 7")),
        (("b", 0, "c"), TEXT.replace("2.5", "7")),
        (("b", 1, "c"), TEXT.replace("c: 3", "c: 7")),
    ],
)
def test_one_value_is_replaced_and_the_rest_stays(path: Path, expected: str) -> None:
    assert with_values(TEXT, {path: "7"}) == expected


@pytest.mark.parametrize("path", [("z",), ("b",), ("b", 9, "c"), ("b", "c"), ("a", 0), ()])
def test_what_is_not_a_value_of_the_file_is_not_replaced(path: Path) -> None:
    assert with_values(TEXT, {path: "7"}) is None


@pytest.mark.parametrize("text", ["", "a: [", "- 1", "a: 1\na: 2"])
def test_a_text_that_cannot_be_read_is_left_alone(text: str) -> None:
    assert with_values(text, {("a",): "7"}) is None


@pytest.mark.parametrize("file", sorted(texts()))
def test_every_number_of_every_pack_can_be_replaced_on_its_line(file: str) -> None:
    node, _problems = read(texts()[file], file)
    assert node is not None
    for place, band in enumerate(node.plain.get("bands", ())):
        for step, point in enumerate(band["points"]):
            changed = with_values(texts()[file], {("bands", place, "points", step, "value"): "77"})
            assert changed is not None and point["value"] != 77
            lines = difflib.ndiff(texts()[file].splitlines(), changed.splitlines())
            assert sum(line.startswith("+ ") for line in lines) == 1
            read_back, _none = read(changed, file)
            assert read_back is not None
            assert read_back.plain["bands"][place]["points"][step]["value"] == 77

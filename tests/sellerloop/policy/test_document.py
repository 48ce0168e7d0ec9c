"""Reading YAML as a tree of exact values that know their lines."""

from decimal import Decimal

import pytest

from sellerloop.policy.document import find, read


def plain(text: str) -> object:
    node, problems = read(text, "p.yaml")
    assert node is not None and not problems
    return node.plain


def refused(text: str) -> str:
    node, problems = read(text, "p.yaml")
    assert node is None and len(problems) == 1
    return str(problems[0])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.1", Decimal("0.1")),
        ("-12", Decimal(-12)),
        ("1234567890.123456789", Decimal("1234567890.123456789")),
        ("'0.1'", "0.1"),
        ("1e3", "1e3"),
        ("010", "010"),
        ("0x1F", "0x1F"),
        ("12:30", "12:30"),
        ("2026-11-22", "2026-11-22"),
        ("true", True),
        ("on", "on"),
        ("no", "no"),
        ("null", None),
        ("~", None),
        ("", None),
        ("'null'", "null"),
    ],
)
def test_scalars_are_exact_numbers_truth_values_nothing_or_text(text: str, value: object) -> None:
    assert plain(f"a: {text}") == {"a": value}


def test_json_reads_as_yaml_does() -> None:
    assert plain('{"a": [1, 2.50, "x", null, true]}') == {"a": [Decimal(1), Decimal("2.5"), "x", None, True]}


def test_values_know_their_line_and_column() -> None:
    node, _ = read("a: 1\nb:\n  - id: x\n    n: 2\n", "p.yaml")
    assert node is not None
    mark, shown = find(node, ("b", 0, "n"))
    assert (mark.file, mark.line, mark.column, shown) == ("p.yaml", 4, 8, "b[1].n")


def test_members_of_lists_with_an_identity_are_shown_by_name() -> None:
    node, _ = read("metrics:\n- id: x.y\n  min: {n: 1}\n", "p.yaml")
    assert node is not None
    assert find(node, ("metrics", 0, "min", "n"))[1] == "metrics[x.y].min.n"


def test_a_missing_field_is_placed_at_its_object() -> None:
    node, _ = read("metrics:\n- id: x\n", "p.yaml")
    assert node is not None
    mark, shown = find(node, ("metrics", 0, "min"))
    assert (mark.line, shown) == (2, "metrics[x].min")


def test_steps_that_the_file_does_not_know_are_passed_over() -> None:
    node, _ = read("window: {type: rolling, days: x}", "p.yaml")
    assert node is not None
    assert find(node, ("window", "rolling", "days"))[1] == "window.days"


def test_a_field_given_twice_is_a_problem_at_the_second() -> None:
    node, problems = read("a: 1\nb: 2\na: 3\n", "p.yaml")
    assert node is not None and node.plain == {"a": 1, "b": 2}
    assert [str(p) for p in problems] == ["p.yaml:3:1: a: given twice"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "p.yaml:1:1: a policy file holds named fields"),
        ("- a", "p.yaml:1:1: a policy file holds named fields"),
        ("a: [", "p.yaml:2:1: not valid YAML: did not find expected node content"),
        ("a: 1\n---\nb: 2", "p.yaml:2:1: not valid YAML: but found another document"),
        ("? [a]\n: b", "p.yaml:1:3: a field needs a name"),
        ("a: &x [*x]", "p.yaml:1:4: the file is nested too deeply"),
        ("[" * 100_000, "p.yaml:1:41: the file is nested too deeply"),
    ],
)
def test_what_is_no_tree_is_refused_with_its_place(text: str, told: str) -> None:
    assert refused(text) == told


def test_a_file_that_unfolds_without_measure_is_refused() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    assert refused("\n".join(lines)).endswith("the file holds too many values")


@pytest.mark.parametrize("text", ["a: \x00", "a: \ud800"])
def test_unreadable_characters_are_refused(text: str) -> None:
    assert "not valid YAML" in refused(text)

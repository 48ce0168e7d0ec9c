"""The runner of the rules."""

from tools import check
from tools.check import Rule
from tools.tree import Finding, Tree


def test_every_rule_is_found_and_says_what_must_hold():
    rules = check.found_rules()
    assert {"format", "lint", "typed", "imports", "shape", "documented", "licences"} <= {
        r.name for r in rules
    }
    assert all(rule.says.endswith(".") for rule in rules)


def test_every_rule_has_a_test_of_its_name(request):
    tests = {path.stem for path in (request.config.rootpath / "tests/tools").glob("test_*.py")}
    assert {f"test_{rule.name}" for rule in check.found_rules()} <= tests


def test_a_rule_that_breaks_down_is_not_kept(tmp_path):
    def breaks(tree: Tree) -> list[Finding]:
        raise OSError("no such disk")

    result = check.run(Rule("any", "Says.", breaks), Tree(tmp_path))
    assert "no such disk" in result.findings[0].text


def test_an_unknown_rule_is_wrong_use(capsys):
    assert check.main(["astrology"]) == 2
    assert "astrology" in capsys.readouterr().err

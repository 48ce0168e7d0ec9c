"""``sellerloop simulate``: one account with other values, or everybody under another policy."""

import csv
from pathlib import Path

import pytest

from sellerloop.scores.packs import texts
from tests.commands import Run, built_lake, lines, runner


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return runner(built_lake(tmp_path_factory.mktemp("lake")))


def test_another_value_changes_what_the_metric_loses_and_nothing_else(run: Run) -> None:
    (found,) = lines(run("simulate", "shop1", "--set", "tts.im_dsat=0", "--format", "json"))
    before, after = found["before"]["metrics"], found["after"]["metrics"]
    assert [name for name in before if before[name] != after[name]] == ["tts.im_dsat"]
    assert found["gain"] == pytest.approx(before["tts.im_dsat"]["lost"], abs=1e-9)
    assert found["after"]["score"] - found["before"]["score"] == pytest.approx(found["gain"], abs=1e-9)


@pytest.mark.parametrize(("effect", "rows"), [("numerator", 0), ("both", 1)])
def test_an_overturned_event_leaves_one_side_or_both(run: Run, effect: str, rows: int) -> None:
    arguments = ("simulate", "shop1", "--remove", "tts.sfcr=1", "--effect", effect, "--format", "json")
    (found,) = lines(run(*arguments))
    before, after = (found[when]["metrics"]["tts.sfcr"] for when in ("before", "after"))
    assert after["num"] == before["num"] - 1
    assert after["den"] == before["den"] - rows


def test_a_table_shows_score_and_tier(run: Run) -> None:
    result = run("simulate", "shop1", "--set", "tts.sfcr=0")
    assert result.exit_code == 0
    assert {"tts.sfcr", "score", "tier"} <= {
        word for line in result.stdout.splitlines() for word in line.split()
    }


def test_another_policy_lists_everybody_the_biggest_loss_first(run: Run) -> None:
    found = lines(run("simulate", "--against", "sps-us", "--format", "json"))
    assert len(found) == 5
    assert {line["change"] for line in found} == {0.0, None}
    other = run("simulate", "--policy", "sea-health", "--against", "sea-health-id")
    assert "0 gain, 0 lose, 0 appear, 0 vanish" in other.stdout
    assert "from restricted" in other.stdout


def test_a_stricter_policy_of_ones_own_takes_most_from_the_first(run: Run, tmp_path: Path) -> None:
    text = texts()["sps-us.yaml"].replace("id: sps-us", "id: mine").replace("score: 4}", "score: 3}", 1)
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    changes = [line["change"] for line in lines(run("simulate", "--against", path, "--format", "json"))]
    scored = [change for change in changes if change is not None]
    assert changes == [*sorted(scored), None]
    assert scored[0] < 0
    assert f"0 gain, {len(scored)} lose" in run("simulate", "--against", path).stdout


def test_scores_that_vanish_are_counted(run: Run) -> None:
    result = run("simulate", "--against", "sea-health")
    assert "0 gain, 0 lose, 0 appear, 4 vanish" in result.stdout
    rows = run("simulate", "--against", "sea-health", "--format", "csv").stdout.splitlines()
    assert len(list(csv.DictReader(rows))) == 5


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "--against"),
        (("shop1",), "--set"),
        (("nobody", "--set", "tts.sfcr=0"), "nobody"),
        (("shop1", "--against", "ebay"), "--against"),
        (("--against", "ebay", "--set", "tts.sfcr=0"), "one account"),
        (("shop1", "--set", "tts.unknown=1"), "tts.sfcr"),
        (("shop1", "--set", "tts.sfcr"), "METRIC=NUMBER"),
        (("shop1", "--set", "tts.sfcr=1/0"), "METRIC=NUMBER"),
        (("shop1", "--set", "tts.sfcr=101"), "101"),
        (("shop1", "--set", "tts.sfcr=-1"), "-1"),
        (("shop1", "--remove", "tts.sfcr=0.5"), "whole"),
        (("shop1", "--remove", "tts.sfcr=1000"), "fewer"),
        (("--against", "no-such"), "sps-us"),
    ],
)
def test_wrong_use_says_what_is_wrong(run: Run, arguments: tuple[str, ...], words: str) -> None:
    result = run("simulate", *arguments)
    assert result.exit_code == 2
    assert words in result.stderr

"""``sellerloop score``: every account, in three forms, with mistakes told in words."""

import csv
from pathlib import Path

import pytest

from tests.commands import Run, built_lake, lines, runner
from tests.graded import ACCOUNTS

EVERY = sorted({*ACCOUNTS, "shop3"})
FIELDS = ["account", "score", "reason", "tier", "policy", "as_of", "metrics"]
METRIC = ["num", "den", "value", "points", "weight", "lost", "low", "high", "reason"]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return runner(built_lake(tmp_path_factory.mktemp("lake")))


def test_json_is_one_object_a_line_with_every_account(run: Run) -> None:
    found = lines(run("score", "--format", "json"))
    assert [line["account"] for line in found] == EVERY
    for line in found:
        assert [*line] == FIELDS
        assert line["policy"] == "sps-us"
        assert line["as_of"] == "2026-11-05"
        assert all([*metric] == METRIC for metric in line["metrics"].values())
        assert {"tts.nrr", "tts.sfcr", "tts.otdr"} <= {*line["metrics"]}


def test_lost_points_add_up_to_the_maximum_less_the_score(run: Run) -> None:
    for line in lines(run("score", "--format", "json")):
        if line["score"] is None:
            assert line["reason"]
            assert all(metric["lost"] is None for metric in line["metrics"].values())
        else:
            assert line["reason"] is None
            lost = sum(metric["lost"] or 0 for metric in line["metrics"].values())
            assert lost == pytest.approx(5 - line["score"], abs=1e-9)


def test_csv_has_a_header_and_a_row_for_every_account(run: Run) -> None:
    result = run("score", "--format", "csv")
    rows = list(csv.DictReader(result.stdout.splitlines()))
    assert [row["account"] for row in rows] == EVERY
    assert {"score", "tier", "reason", "tts.nrr"} <= {*rows[0]}


def test_a_table_names_policy_and_day(run: Run) -> None:
    result = run("score")
    assert result.exit_code == 0
    assert "Shop Performance Score" in result.stdout
    assert "2026-11-05" in result.stdout
    assert all(account in result.stdout for account in EVERY)


def test_a_tier_of_a_ledger_stands_on_violations(run: Run) -> None:
    tiers = {line["account"]: line["tier"] for line in lines(run("score", *_sea()))}
    assert tiers["idle"] == "clear"
    assert any(str(tier).startswith("restricted") for tier in tiers.values())


def _sea() -> tuple[str, ...]:
    return "--policy", "sea-health", "--format", "json"


def test_another_day_and_what_was_known_then_give_other_scores(run: Run) -> None:
    now = lines(run("score", "--format", "json"))
    earlier = lines(run("score", "--format", "json", "--as-of", "2026-10-10"))
    then = lines(run("score", "--format", "json", "--as-known-at", "2026-10-20"))
    assert earlier[0]["as_of"] == "2026-10-10"
    assert [line["account"] for line in then] == EVERY
    scores = [[line["score"] for line in found] for found in (now, earlier, then)]
    assert scores[0] != scores[1]
    assert scores[0] != scores[2]


def test_only_the_accounts_asked_for_are_printed(run: Run) -> None:
    found = lines(run("score", "--format", "json", "--account", "shop2", "--account", "shop1"))
    assert [line["account"] for line in found] == ["shop1", "shop2"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--account", "nobody"), "nobody"),
        (("--policy", "no-such"), "sps-us"),
        (("--engine", "abacus"), "duckdb"),
        (("--as-of", "31.12.2026"), "31.12.2026"),
        (("--as-known-at", "yesterday"), "yesterday"),
        (("--format", "xml"), "json"),
    ],
)
def test_wrong_use_says_what_is_wrong(run: Run, arguments: tuple[str, ...], words: str) -> None:
    result = run("score", *arguments)
    assert result.exit_code == 2
    assert words in result.stderr


def test_a_policy_file_that_is_refused_is_told_with_file_and_line(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("id: mine\ntitle: Mine\ncadence: {refresh: hourly}\n", encoding="utf-8")
    result = run("score", "--policy", path)
    assert result.exit_code == 1
    assert "mine.yaml:3" in result.stderr
    assert "refresh" in result.stderr


def test_a_policy_file_that_is_not_there_is_a_problem(run: Run, tmp_path: Path) -> None:
    result = run("score", "--policy", tmp_path / "none.yaml")
    assert result.exit_code == 1
    assert "none.yaml" in result.stderr


def test_before_a_build_the_next_step_is_told(tmp_path: Path) -> None:
    result = runner(tmp_path)("score")
    assert result.exit_code == 1
    assert "sellerloop build" in result.stderr

"""``sellerloop explain``: points, what is coming, what is decided, and changes."""

import csv

import pytest

from tests.commands import Run, built_lake, lines, runner


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return runner(built_lake(tmp_path_factory.mktemp("lake")))


def test_json_holds_events_outlook_and_verdicts(run: Run) -> None:
    (found,) = lines(run("explain", "shop1", "--format", "json"))
    assert {"account", "score", "metrics", "lost", "foresee", "gates", "ledgers", "consequences"} <= {*found}
    total = 0.0
    for name, share in found["lost"].items():
        lost = share["rest"] + sum(share["events"].values())
        assert lost == pytest.approx(found["metrics"][name]["lost"], abs=1e-9)
        total += lost
    assert total == pytest.approx(5 - found["score"], abs=1e-9)
    assert found["foresee"]["tts.sfcr"]["leaving"]
    assert all(gate["state"] in ("met", "missed", "not_assessed") for gate in found["gates"])


def test_json_of_a_ledger_policy_holds_balances_and_restrictions(run: Run) -> None:
    (found,) = lines(run("explain", "shop0", "--policy", "sea-health", "--format", "json"))
    assert found["score"] is None
    ledger = found["ledgers"]["sea.points"]
    assert ledger["balance"] == sum(entry["points"] for entry in ledger["entries"])
    assert "sea.restriction" in {effect["consequence"] for effect in found["consequences"]}


def test_a_table_has_its_sections(run: Run) -> None:
    result = run("explain", "shop1", "--policy", "sea-health")
    assert result.exit_code == 0
    titles = [line for line in result.stdout.splitlines() if line in SECTIONS]
    assert titles == SECTIONS


SECTIONS = ["foresee", "gates", "ledgers", "consequences"]


def test_csv_is_one_table(run: Run) -> None:
    rows = list(csv.DictReader(run("explain", "shop1", "--format", "csv").stdout.splitlines()))
    assert {"metric", "lost", "note"} <= {*rows[0]}
    assert not {row["metric"] for row in rows} & {*SECTIONS}


def test_a_change_is_split_into_causes_that_add_up(run: Run) -> None:
    (found,) = lines(run("explain", "shop1", "--since", "2026-10-20", "--format", "json"))
    assert sum(step["change"] for step in found["steps"]) == pytest.approx(found["total"], abs=1e-9)
    change = found["after"]["score"] - found["before"]["score"]
    assert change == pytest.approx(found["total"], abs=1e-9)
    assert "roll-off" in run("explain", "shop1", "--since", "2026-10-20").stdout


def test_an_account_without_a_score_says_why(run: Run) -> None:
    result = run("explain", "idle")
    assert result.exit_code == 0
    assert "idle" in result.stdout
    change = run("explain", "idle", "--since", "2026-10-20")
    assert change.exit_code == 1
    assert "there was no score" in change.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nobody",), "nobody"),
        (("nobody", "--since", "2026-10-20"), "nobody"),
        (("shop1", "--since", "2026-11-05"), "--since"),
        (("shop1", "--policy", "no-such"), "sps-us"),
        ((), "ACCOUNT"),
    ],
)
def test_wrong_use_says_what_is_wrong(run: Run, arguments: tuple[str, ...], words: str) -> None:
    result = run("explain", *arguments)
    assert result.exit_code == 2
    assert words in result.stderr

"""``sellerloop metric`` prints what a card of the same day shows."""

from pathlib import Path

import pytest

from sellerloop.scores.packs import packs
from tests.commands import AS_OF, built_lake, lines, runner


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built_lake(tmp_path_factory.mktemp("lake"))


def test_it_prints_what_the_cards_show(lake: Path) -> None:
    run = runner(lake)
    cards = lines(run("score", "--policy", "sps-us", "--as-of", AS_OF, "--format", "json"))
    for name in (m.id for m in packs()["sps-us"][-1].metrics if m.id.startswith("tts.")):
        found = {
            row["account"]: row for row in lines(run("metric", name, "--as-of", AS_OF, "--format", "json"))
        }
        assert set(found) == {card["account"] for card in cards}
        for card in cards:
            row, shown = found[card["account"]], card["metrics"][name]
            assert (row["num"], row["den"]) == (shown["num"], shown["den"])


def test_one_account_can_be_asked_for(lake: Path) -> None:
    first, *_ = lines(runner(lake)("metric", "tts.otdr", "--format", "json"))
    found = runner(lake)("metric", "tts.otdr", "--account", first["account"], "--format", "json")
    assert lines(found) == [first]


@pytest.mark.parametrize("arguments", [("no.such",), ("tts.otdr", "--account", "nobody")])
def test_what_does_not_exist_is_wrong_use(lake: Path, arguments: tuple[str, ...]) -> None:
    assert runner(lake)("metric", *arguments).exit_code == 2

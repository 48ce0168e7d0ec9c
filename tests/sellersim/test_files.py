"""Files: importable as they are, the same by month and by day; the truth; the command."""

import datetime as dt
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sellerloop.events.registry import contracts
from sellersim.__main__ import main
from sellersim.config import Config, ConfigError, Fix, Treatment
from sellersim.files import Stored, stored, write
from sellersim.truth import truth
from sellersim.world import World

FIRST, LAST = dt.date(2026, 3, 20), dt.date(2026, 4, 12)
CONFIG = Config(first=FIRST, seed=2, shops=10, volume=0.5)


def read(folder: Path, kind: str) -> pa.Table:
    return pa.concat_tables(pq.read_table(path) for path in sorted((folder / kind).glob("*.parquet")))


def arguments(folder: Path, *more: str) -> list[str]:
    return ["--out", str(folder), "--seed", "2", "--shops", "10", "--volume", "0.5", *more]


@pytest.fixture(scope="module")
def months(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("months")
    list(write(World(CONFIG), folder, FIRST, LAST))
    return folder


def test_files_hold_what_the_world_gives_by_month(months: Path) -> None:
    tables = World(CONFIG).between(FIRST, LAST)
    for kind in contracts():
        if tables[kind].num_rows:
            assert read(months, kind).equals(tables[kind]), kind
    assert sorted(path.name for path in (months / "order").iterdir()) == [
        "2026-03.parquet",
        "2026-04.parquet",
    ]


def test_days_one_after_the_other_are_the_month(months: Path, tmp_path: Path) -> None:
    list(write(World(CONFIG), tmp_path, FIRST, LAST, by_day=True))
    assert (tmp_path / "order" / "2026-04-01.parquet").exists()
    for kind in ("order", "chat", "message", "account"):
        assert read(tmp_path, kind).equals(read(months, kind))


def test_same_seed_same_files(months: Path, tmp_path: Path) -> None:
    list(write(World(CONFIG), tmp_path, FIRST, LAST))
    files = sorted(path.relative_to(months) for path in months.rglob("*.*"))
    assert files == sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*.*"))
    assert all((months / name).read_bytes() == (tmp_path / name).read_bytes() for name in files)


def test_progress_counts_all_rows(tmp_path: Path) -> None:
    steps = list(write(World(CONFIG), tmp_path, FIRST, LAST))
    assert [step.until for step in steps] == [dt.date(2026, 3, 31), LAST]
    assert sum(step.rows for step in steps) == sum(
        pq.read_metadata(path).num_rows for path in tmp_path.rglob("*.parquet")
    )


def test_the_configuration_is_read_back(tmp_path: Path) -> None:
    fault = World(CONFIG).faults[0]
    config = CONFIG.with_(
        Fix(fault.id, dt.date(2026, 4, 1)), Treatment("t", ("VN-S-00001",), LAST, {"handling": 0.5})
    )
    list(write(World(config), tmp_path, FIRST, FIRST))
    assert stored(tmp_path) == Stored(config, FIRST)


def test_the_truth_names_every_fault_that_has_begun() -> None:
    world = World(CONFIG)
    until = FIRST + dt.timedelta(days=120)
    found = truth(CONFIG, world.faults, until)
    begun = [fault for fault in world.faults if fault.start <= until]
    entries = {entry["id"]: entry for entry in (*found["faults"], *found["decoys"])}  # type: ignore[misc]
    assert set(entries) == {fault.id for fault in begun}
    for fault in begun:
        entry = entries[fault.id]
        assert dt.date.fromisoformat(entry["start"]) == fault.start
        assert dt.date.fromisoformat(entry["end"]) == fault.end
        assert {column: tuple(values) for column, values in entry["where"].items()} == dict(fault.where)
        assert entry["drivers"] == dict(fault.drivers)
    assert {entry["id"] for entry in found["decoys"]} == {f.id for f in begun if f.decoy}  # type: ignore[attr-defined]


def test_the_truth_shows_fixes_and_treatments() -> None:
    fault = next(fault for fault in World(CONFIG).faults if (fault.end - fault.start).days > 10)
    config = CONFIG.with_(Fix(fault.id, fault.start + dt.timedelta(days=2)))
    found = truth(config, World(config).faults, fault.end)
    (entry,) = [e for e in (*found["faults"], *found["decoys"]) if e["id"] == fault.id]  # type: ignore[misc]
    assert entry["end"] == (fault.start + dt.timedelta(days=2)).isoformat()
    assert found["anchors"]["transit"] == "order.shipped_date"  # type: ignore[index]
    assert found["interventions"] == [{"fix": fault.id, "on": entry["end"]}]


def test_the_command_makes_a_world_and_goes_on_with_it(
    months: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = arguments(tmp_path, "--days", "15", "--until", "2026-04-03")
    assert main(first) == 0
    assert "15 days to 2026-04-03" in capsys.readouterr().out
    assert main(["--out", str(tmp_path), "--from-day", "2026-04-04", "--until", str(LAST)]) == 0
    for kind in ("order", "message", "review"):
        rows = read(tmp_path, kind).num_rows
        assert rows == read(months, kind).num_rows
    assert (tmp_path / "order" / "2026-04-04.parquet").exists()
    assert json.loads((tmp_path / "truth.json").read_text())["until"] == str(LAST)


def test_going_on_with_interventions_keeps_them(tmp_path: Path) -> None:
    main(arguments(tmp_path, "--days", "5", "--until", "2026-03-24"))
    plan = tmp_path / "plan.json"
    fault = World(CONFIG).faults[0].id
    plan.write_text(json.dumps([{"fix": fault, "on": "2026-03-25"}]))
    day = ["--from-day", "2026-03-25", "--until", "2026-03-25"]
    assert main(["--out", str(tmp_path), *day, "--interventions", str(plan)]) == 0
    found = stored(tmp_path)
    assert found is not None
    assert found.config.interventions == (Fix(fault, dt.date(2026, 3, 25)),)


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        (["--until", "2026-03-24", "--days", "0"], "--days must be at least 1"),
        (["--until", "2026-03-24", "--from-day", "2026-03-25"], "there is no world"),
        (["--until", "2026-03-24", "--shops", "0"], "shops must be between"),
        (["--until", "2026-03-24", "--interventions", "nowhere.json"], "nowhere.json"),
    ],
)
def test_the_command_refuses_nonsense_in_one_line(
    more: list[str], reason: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments(tmp_path, *more)) == 2
    error = capsys.readouterr().err
    assert reason in error
    assert error.count("\n") == 1


def test_an_intervention_in_the_past_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(arguments(tmp_path, "--days", "5", "--until", "2026-03-24"))
    plan = tmp_path / "plan.json"
    plan.write_text(json.dumps([{"fix": World(CONFIG).faults[0].id, "on": "2026-03-22"}]))
    day = ["--from-day", "2026-03-25", "--until", "2026-03-25"]
    assert main(["--out", str(tmp_path), *day, "--interventions", str(plan)]) == 2
    assert "would change the days before" in capsys.readouterr().err


def test_going_on_is_the_same_command_every_day(
    months: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for until, days in (("2026-04-03", "15"), ("2026-04-03", "15"), (str(LAST), "15")):
        assert main(arguments(tmp_path, "--days", days, "--until", until, "--go-on")) == 0
    assert "nothing to do" in capsys.readouterr().out
    assert read(tmp_path, "order").num_rows == read(months, "order").num_rows
    assert stored(tmp_path) == Stored(CONFIG, LAST)


def test_a_world_is_not_written_over_another(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments(tmp_path, "--days", "3", "--until", "2026-03-22")) == 0
    assert main(arguments(tmp_path, "--days", "3", "--until", "2026-03-22")) == 0
    assert main(arguments(tmp_path, "--days", "4", "--until", "2026-03-22")) == 2
    assert "holds another world" in capsys.readouterr().err


def test_a_gap_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(arguments(tmp_path, "--days", "3", "--until", "2026-03-22"))
    assert main(["--out", str(tmp_path), "--from-day", "2026-03-24", "--until", "2026-03-24"]) == 2
    assert "days would be missing" in capsys.readouterr().err


def test_a_folder_without_a_world_holds_none(tmp_path: Path) -> None:
    assert stored(tmp_path) is None


def test_a_broken_description_is_refused(tmp_path: Path) -> None:
    (tmp_path / "world.json").write_text("{}")
    with pytest.raises(ConfigError, match="does not describe a world"):
        stored(tmp_path)

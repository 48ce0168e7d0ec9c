"""What is done to a world acts from its day on, where it is meant to, and leaves the past alone."""

import datetime as dt
import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from sellersim.config import (
    Config,
    ConfigError,
    Fault,
    Fix,
    Intervention,
    Treatment,
    entry_of,
    intervention_of,
    read_interventions,
)
from sellersim.drivers import DRIVERS
from sellersim.setting import make_setting
from sellersim.world import World

FIRST, DAY, LAST = dt.date(2026, 3, 1), dt.date(2026, 4, 10), dt.date(2026, 5, 20)
PLAIN = Config(first=FIRST, seed=6, shops=16, volume=2.0, faults=())
EVENING = DAY - dt.timedelta(days=1)


@cache
def everyone() -> tuple[str, ...]:
    accounts = make_setting(PLAIN).accounts
    return accounts.ids[: accounts.sellers]


def lasting(kind: str, drivers: dict[str, float], **where: tuple[str, ...]) -> Fault:
    start, end = DAY - dt.timedelta(days=20), DAY + dt.timedelta(days=40)
    return Fault("F", kind, start, end, where, drivers)


def run(config: Config) -> dict[str, pa.Table]:
    return World(config).between(FIRST, LAST)


def upto(tables: dict[str, pa.Table], day: dt.date) -> dict[str, pa.Table]:
    east = dt.timezone(dt.timedelta(hours=8))
    limit = pa.scalar(dt.datetime.combine(day, dt.time.max, east), pa.timestamp("us", tz="UTC"))
    return {kind: table.filter(pc.less_equal(table["known_at"], limit)) for kind, table in tables.items()}


@pytest.mark.parametrize(
    "drivers",
    [*({driver: 6.0} for driver in DRIVERS), {driver: 0.2 for driver in DRIVERS if driver != "stall"}],
    ids=" ".join,
)
def test_a_treatment_leaves_the_past_alone_and_acts(drivers: dict[str, float]) -> None:
    treated = run(replace(PLAIN, interventions=(Treatment("t", everyone(), DAY, drivers),)))
    assert upto(treated, EVENING) == upto(_plain(), EVENING)
    assert treated != _plain()


@cache
def _plain() -> dict[str, pa.Table]:
    return run(PLAIN)


FAULTS = [
    lasting("slow_carrier", {"transit": 3.0}),
    lasting("warehouse_backlog", {"ship_delay": 3.0}),
    lasting("seller_away", {"stall": 2.0, "unanswered": 40.0}),
    lasting("defective_line", {"defect": 20.0}),
    lasting("wrong_listing", {"listing": 12.0}),
    lasting("cancellations", {"seller_cancel": 12.0}),
    lasting("platform_shift", {"bad_review": 3.0}),
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: str(fault.kind))
def test_a_fix_leaves_the_past_alone_and_ends_the_fault(fault: Fault) -> None:
    faulty = replace(PLAIN, faults=(fault,))
    fixed = faulty.with_(Fix("F", DAY))
    one, other = run(fixed), run(faulty)
    assert upto(one, EVENING) == upto(other, EVENING)
    assert one != other
    assert World(fixed).faults == (replace(fault, end=DAY),)


def test_a_fix_after_the_end_changes_nothing() -> None:
    fault = FAULTS[0]
    faulty = replace(PLAIN, faults=(fault,))
    assert World(faulty.with_(Fix("F", fault.end + dt.timedelta(days=3)))).faults == (fault,)


def test_a_treatment_acts_on_the_treated_accounts_only() -> None:
    mine = everyone()[:6]
    treated = run(replace(PLAIN, interventions=(Treatment("t", mine, DAY, {"seller_cancel": 8.0}),)))

    def cancelled(tables: dict[str, pa.Table], accounts: tuple[str, ...]) -> int:
        rows: list[dict[str, Any]] = tables["order"].to_pylist()
        return sum(
            row["cancel_fault"] == "seller" and row["cancelled_date"] > DAY and row["account"] in accounts
            for row in rows
        )

    assert cancelled(treated, mine) > 3 * cancelled(_plain(), mine)
    assert cancelled(treated, everyone()[6:]) == cancelled(_plain(), everyone()[6:])


def test_a_treatment_ends_when_it_ends() -> None:
    end = DAY + dt.timedelta(days=5)
    config = replace(PLAIN, interventions=(Treatment("t", everyone(), DAY, {"bad_review": 8.0}, end),))
    treated = run(config)["review"].to_pylist()
    plain = {row["review_id"]: row["first_rating"] for row in _plain()["review"].to_pylist()}
    moved = {row["reviewed_date"] for row in treated if row["first_rating"] != plain[row["review_id"]]}
    assert moved
    assert min(moved) >= DAY
    assert max(moved) < end


def test_a_treatment_twice_as_strong_acts_more() -> None:
    def waits(factor: float) -> float:
        config = replace(PLAIN, interventions=(Treatment("t", everyone(), DAY, {"handling": factor}),))
        rows = run(config)["request"].to_pylist()
        late = [row["handling_s"] for row in rows if row["closed_at"] and row["opened_date"] >= DAY]
        return sum(late) / len(late)

    assert waits(0.25) < waits(0.5) < waits(1.0)


@pytest.mark.parametrize(
    ("interventions", "reason"),
    [
        ((Fix("F99-none", DAY),), "no fault 'F99-none'"),
        ((Treatment("t", ("VN-S-99999",), DAY, {"handling": 0.5}),), "no account VN-S-99999"),
    ],
)
def test_what_does_not_fit_the_world_is_refused(interventions: tuple[Intervention, ...], reason: str) -> None:
    with pytest.raises(ConfigError, match=reason):
        World(PLAIN.with_(*interventions))


def test_the_same_intervention_counts_once() -> None:
    fix = Fix("F", DAY)
    assert PLAIN.with_(fix).with_(fix).interventions == (fix,)


def test_interventions_are_read_from_a_file_and_written_back(tmp_path: Path) -> None:
    entries = [
        {"fix": "F01-slow-carrier", "on": "2026-04-10"},
        {
            "treat": "t",
            "accounts": ["VN-S-00001"],
            "from": "2026-04-01",
            "until": None,
            "drivers": {"handling": 0.5},
        },
        {
            "treat": "u",
            "accounts": ["US-S-00002"],
            "from": "2026-04-01",
            "until": "2026-05-01",
            "drivers": {"reply_delay": 0.5, "unanswered": 0.4},
        },
    ]
    path = tmp_path / "i.json"
    path.write_text(json.dumps(entries))
    found = read_interventions(path)
    assert [entry_of(intervention) for intervention in found] == entries


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ({"fix": "F", "on": "soon"}, "Invalid isoformat"),
        ({"fix": "F"}, "neither a fix"),
        ("fix everything", "neither a fix"),
        ({"treat": "t", "accounts": [], "from": "2026-04-01", "drivers": {"luck": 2.0}}, "unknown driver"),
        ({"treat": "t", "accounts": [], "from": "2026-04-01", "drivers": {"transit": 0}}, "above 0"),
        (
            {"treat": "t", "accounts": [], "from": "2026-04-01", "drivers": {"transit": "x"}},
            "could not convert",
        ),
    ],
)
def test_a_wrong_entry_is_refused_with_its_place(entry: object, reason: str) -> None:
    with pytest.raises(ConfigError, match=f"entry 4: .*{reason}"):
        intervention_of(entry, "entry 4")


def test_a_driver_cannot_be_restricted_by_what_it_does_not_see() -> None:
    with pytest.raises(ValueError, match="handling cannot be restricted by carrier"):
        lasting("x", {"handling": 2.0}, carrier=("vn-post-c",))

"""The faults that are planted by default: in every quarter, in segments that are big enough."""

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest

from sellersim.config import Config
from sellersim.drivers import DRIVERS
from sellersim.faults import KINDS, QUARTER_DAYS, QUIET_DAYS
from sellersim.setting import Setting, make_setting

FIRST = dt.date(2026, 2, 26)


@pytest.fixture(scope="module")
def setting() -> Setting:
    return make_setting(Config(first=FIRST, shops=300))


def quarter(setting: Setting, number: int) -> list[str]:
    first = FIRST + dt.timedelta(days=QUIET_DAYS + number * QUARTER_DAYS)
    last = first + dt.timedelta(days=QUARTER_DAYS)
    return [fault.kind for fault in setting.faults if first <= fault.start < last]


@pytest.mark.parametrize("number", [0, 1, 2, 8])
def test_every_quarter_has_one_of_each_kind(setting: Setting, number: int) -> None:
    kinds = [kind.name for kind in KINDS if (number + 1) % kind.every == 0]
    assert Counter(quarter(setting, number)) == Counter(kinds)


def test_ids_are_unique_and_say_what_is_a_decoy(setting: Setting) -> None:
    assert len({fault.id for fault in setting.faults}) == len(setting.faults)
    assert all(fault.id.startswith("D" if fault.decoy else "F") for fault in setting.faults)


def test_some_faults_last_beyond_the_default_demo(setting: Setting) -> None:
    end = FIRST + dt.timedelta(days=270)
    going_on = [fault for fault in setting.faults if fault.start < end < fault.end]
    assert len([fault for fault in going_on if not fault.decoy]) >= 3


def test_all_markets_get_their_turn(setting: Setting) -> None:
    places = {where for fault in setting.faults[:30] for where in fault.where.get("warehouse", ())}
    assert {place[:2] for place in places} == {"VN", "US", "CN"}


def test_faulty_sellers_were_there_before_and_stay(setting: Setting) -> None:
    accounts = setting.accounts
    for fault in setting.faults:
        for name in fault.where.get("account", ()):
            index = accounts.ids.index(name)
            assert accounts.size[index] > 0
            assert accounts.opened[index] < (fault.start - dt.date(1970, 1, 1)).days


def test_the_schedule_belongs_to_the_seed(setting: Setting) -> None:
    same = make_setting(Config(first=FIRST, shops=300))
    other = make_setting(Config(first=FIRST, shops=300, seed=8))
    assert same.faults == setting.faults
    assert other.faults != setting.faults


def test_even_one_shop_makes_a_world() -> None:
    assert make_setting(Config(first=FIRST, shops=1)).faults


def test_every_kind_and_every_driver_is_documented() -> None:
    page = (Path(__file__).parents[2] / "docs" / "simulator.md").read_text(encoding="utf-8")
    assert not [kind.name for kind in KINDS if f"| `{kind.name}`" not in page]
    assert not [driver for driver in DRIVERS if f"| `{driver}` |" not in page]

"""Which version decides on a day and in a market."""

import datetime as dt
from typing import Any

import pytest

from sellerloop.policy.schema import Mode, Policy
from sellerloop.policy.versions import in_force, versions
from tests.sellerloop.policy.sample import SOUND

D = dt.date.fromisoformat


def policy(name: str, day: str, **changes: Any) -> Policy:
    return Policy.model_validate(SOUND | {"id": name, "effective_from": day} | changes)


BASE_1 = policy("base", "2026-01-01", markets=["VN", "TH"])
BASE_2 = policy("base", "2026-02-01", markets=["VN", "TH"])
PREVIEW = policy("base", "2026-03-01", markets=["VN", "TH"], mode="preview")
CHILD = policy("child", "2026-02-10", markets=["ID"], base="base")
GRANDCHILD = policy("grandchild", "2026-02-20", markets=["SG"], base="child")
EVERYWHERE = policy("everywhere", "2026-01-01")
HEIR = policy("heir", "2026-01-01", markets=["CN"], base="everywhere")
ALL = (PREVIEW, CHILD, BASE_2, BASE_1, GRANDCHILD, EVERYWHERE, HEIR)


@pytest.mark.parametrize(
    ("name", "market", "day", "found"),
    [
        ("base", "VN", "2025-12-31", None),
        ("base", "VN", "2026-01-01", BASE_1),
        ("base", "VN", "2026-01-31", BASE_1),
        ("base", "TH", "2026-02-01", BASE_2),
        ("base", "VN", "2026-03-05", BASE_2),
        ("base", None, "2026-01-01", BASE_1),
        ("base", "ID", "2026-02-09", None),
        ("base", "ID", "2026-02-10", CHILD),
        ("base", "SG", "2026-02-20", GRANDCHILD),
        ("base", "US", "2026-02-20", None),
        ("child", "VN", "2026-02-20", None),
        ("everywhere", "US", "2026-02-20", EVERYWHERE),
        ("everywhere", "CN", "2026-02-20", HEIR),
        ("nothing", "VN", "2026-02-20", None),
    ],
)
def test_the_version_in_force(name: str, market: str | None, day: str, found: Policy | None) -> None:
    assert in_force(ALL, name, market, D(day)) == found


def test_a_preview_decides_nothing_and_is_asked_for_by_name() -> None:
    assert in_force(ALL, "base", "VN", D("2026-03-05"), Mode.PREVIEW) == PREVIEW


def test_a_market_that_a_later_version_gives_up_is_no_longer_covered() -> None:
    later = policy("base", "2026-04-01", markets=["VN"])
    assert in_force((*ALL, later), "base", "TH", D("2026-04-02")) is None


def test_policies_can_be_kept_in_sets() -> None:
    assert {BASE_1, BASE_1.model_copy(deep=True), BASE_2} == {BASE_1, BASE_2}


def test_versions_are_listed_from_old_to_new() -> None:
    assert versions(ALL, "base") == (BASE_1, BASE_2, PREVIEW)

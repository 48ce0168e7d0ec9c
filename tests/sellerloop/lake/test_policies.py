"""Policies of a lake's own: which version decides, what is refused, what the desk may replace."""

import datetime as dt
from pathlib import Path

import pytest

from sellerloop.lake.failure import LakeError
from sellerloop.lake.policies import FOLDER, deciding, known_policies, own_texts, write_own
from sellerloop.policy.dump import to_yaml
from sellerloop.policy.schema import Policy
from sellerloop.scores.packs import pack, packs

DAY = dt.date(2026, 11, 23)


def changed(start: dt.date, title: str) -> Policy:
    return pack("sps-us", DAY).model_copy(update={"effective_from": start, "title": title})


def test_a_lake_without_a_folder_knows_what_is_shipped(tmp_path: Path) -> None:
    assert known_policies(tmp_path) == tuple(p for versions in packs().values() for p in versions)


def test_a_version_decides_from_its_day_on_and_before_a_shipped_one_of_that_day(tmp_path: Path) -> None:
    shipped = pack("sps-us", DAY)
    later, same = changed(DAY, "From today"), changed(shipped.effective_from, "Instead")
    write_own(tmp_path, {"a.yaml": to_yaml(later), "b.yaml": to_yaml(same)}, ())
    known = known_policies(tmp_path)
    assert deciding(known, "sps-us", DAY) == later
    assert deciding(known, "sps-us", DAY - dt.timedelta(days=1)) == same
    assert deciding(known, "sps-us", dt.date(2020, 1, 1)) is not None
    assert deciding(known, "nobody-knows", DAY) is None


def test_a_file_may_extend_what_is_shipped(tmp_path: Path) -> None:
    text = "id: ours\nextends: sps-us\ntitle: Ours\neffective_from: 2026-11-01\nmode: live\n"
    write_own(tmp_path, {"ours.yaml": text}, ())
    found = deciding(known_policies(tmp_path), "ours", DAY)
    assert found is not None and found.base == "sps-us" and found.metrics == pack("sps-us", DAY).metrics


def test_an_unsound_file_is_named_with_line_and_reason(tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / "bad.yaml").write_text("id: bad\nscore: 7\n")
    with pytest.raises(LakeError, match=r"bad\.yaml:2"):
        known_policies(tmp_path)


def test_writing_removes_only_what_is_ours(tmp_path: Path) -> None:
    write_own(tmp_path, {"theirs.yaml": "x", "old.yaml": "y"}, ())
    for _ in range(2):
        write_own(tmp_path, {"new.yaml": "z"}, {"old.yaml", "new.yaml"})
        assert own_texts(tmp_path) == {"theirs.yaml": "x", "new.yaml": "z"}


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_text("a file where the folder should be")
    with pytest.raises(LakeError, match="cannot be written"):
        write_own(tmp_path, {"new.yaml": "z"}, ())

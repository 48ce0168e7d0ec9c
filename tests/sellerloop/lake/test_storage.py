"""Readers see whole commits, writers take turns, and what fails leaves nothing behind."""

import datetime as dt
import errno
import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sellerloop.lake import durable
from sellerloop.lake.engines.duck import connect
from sellerloop.lake.failure import LakeError
from sellerloop.lake.manifest import NO_MONTH, Manifest
from sellerloop.lake.storage import Lake

NOW = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
ROWS = """
SELECT CASE WHEN i % 2 = 0 THEN 'VN' ELSE 'US' END AS market, 'a' || (i % 7) AS account,
    DATE '2026-01-15' + CAST(i % 60 AS INTEGER) AS placed_date, i AS n FROM range(500) t(i)
UNION ALL SELECT 'VN', 'a1', NULL, -1
"""


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


def commit(lake: Lake, numbers: list[int], now: dt.datetime = NOW) -> Manifest:
    with lake.writer("import", now=now) as writer:
        made = writer.write("events/order", pa.table({"n": numbers}))
        return writer.commit([*writer.parent.files, *made], watermark=now, imports=(), build=None)


def read(lake: Lake) -> list[int]:
    found = [pq.read_table(path) for path in lake.files(lake.current(), "events/order")]
    return sorted(n for table in found for n in table.column("n").to_pylist())


def on_disk(lake: Lake) -> set[str]:
    return {str(path.relative_to(lake.root)) for path in lake.root.rglob("*") if path.is_file()} - {"LOCK"}


def test_a_new_lake_is_empty(lake: Lake) -> None:
    assert lake.current() == Manifest()
    assert lake.files(lake.current(), "events/order") == []


def test_commits_follow_each_other(lake: Lake) -> None:
    first, second = commit(lake, [1, 2]), commit(lake, [3], NOW + HOUR)
    assert (first.number, second.number, second.parent) == (1, 2, first.id)
    assert lake.current() == second
    assert read(lake) == [1, 2, 3]
    assert lake.manifest(first.id) == first


def test_a_query_is_parted_and_sorted(lake: Lake) -> None:
    with connect() as connection, lake.writer("import", now=NOW) as writer:
        files = writer.query("events/order", connection, ROWS, date="placed_date")
    assert {(file.market, file.month) for file in files} == {
        *((market, month) for market in ("US", "VN") for month in ("2026-01", "2026-02", "2026-03")),
        ("VN", NO_MONTH),
    }
    assert sum(file.rows for file in files) == 501
    again = [file.path for file in files]
    assert len(set(again)) == len(again)


def test_files_are_sorted_by_account_and_date(lake: Lake) -> None:
    with connect() as connection, lake.writer("import", now=NOW) as writer:
        files = writer.query("events/order", connection, ROWS, date="placed_date")
        for file in files:
            table = pq.read_table(lake.path(file)).to_pydict()
            pairs = list(zip(table["account"], table["placed_date"], strict=True))
            assert pairs == sorted(pairs)
            assert set(table["market"]) == {file.market}


def test_unsorted_rows_are_refused(lake: Lake) -> None:
    days = [dt.date(2026, 1, 1), dt.date(2026, 2, 1), dt.date(2026, 1, 2)]
    table = pa.table({"market": ["VN"] * 3, "day": days})
    with lake.writer("import", now=NOW) as writer, pytest.raises(ValueError, match="not sorted"):
        writer.write("facts", table, date="day")
    assert on_disk(lake) == set()


def test_nothing_is_written_for_no_rows(lake: Lake) -> None:
    with lake.writer("import", now=NOW) as writer:
        assert writer.write("facts", pa.table({"n": pa.array([], pa.int64())})) == ()


def test_what_is_not_committed_is_removed(lake: Lake) -> None:
    commit(lake, [1])
    before = on_disk(lake)
    with pytest.raises(RuntimeError), lake.writer("import", now=NOW + HOUR) as writer:
        writer.write("events/order", pa.table({"n": [2]}))
        writer.put("rejects/x.csv", b"row")
        raise RuntimeError
    assert on_disk(lake) == before
    assert read(lake) == [1]


def test_a_second_writer_is_told_who_is_writing(lake: Lake) -> None:
    with (
        lake.writer("import", now=NOW),
        pytest.raises(LakeError, match=f"process {os.getpid()}"),
        lake.writer("build", now=NOW),
    ):
        pass
    commit(lake, [1])


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b'{"manifest": "x", "sha256": 1}', b"\xff"])
def test_a_damaged_pointer_is_named(lake: Lake, content: bytes) -> None:
    commit(lake, [1])
    (lake.root / "CURRENT").write_bytes(content)
    with pytest.raises(LakeError):
        lake.current()


def test_a_damaged_manifest_is_named(lake: Lake) -> None:
    made = commit(lake, [1])
    path = lake.root / "manifests" / f"{made.id}.json"
    path.write_bytes(path.read_bytes().replace(b'"rows": 1', b'"rows": 2'))
    with pytest.raises(LakeError, match="not what was written"):
        lake.current()
    path.unlink()
    with pytest.raises(LakeError, match="has no"):
        lake.current()


def test_verify_finds_missing_and_changed_files(lake: Lake) -> None:
    commit(lake, [1])
    commit(lake, [2], NOW + HOUR)
    assert lake.verify(lake.current()) == ()
    first, second = lake.files(lake.current(), "events/order")
    first.unlink()
    second.write_bytes(second.read_bytes()[:-1] + b"x")
    missing, changed = sorted(str(message) for message in lake.verify(lake.current()))
    assert ("is missing" in missing, "not what was written" in changed) == (True, True)


def test_garbage_is_what_no_kept_manifest_lists(lake: Lake) -> None:
    commit(lake, [1])
    with lake.writer("build", now=NOW + HOUR) as writer:  # replaces the file
        made = writer.write("events/order", pa.table({"n": [5]}))
        writer.commit(made, watermark=NOW, imports=(), build=None)
    stray = lake.root / "facts" / "market=VN" / "left.parquet"
    stray.parent.mkdir(parents=True)
    stray.write_bytes(b"")
    assert lake.orphans() == (stray,)
    assert lake.collect(keep=1, grace=2 * HOUR, now=NOW + 2 * HOUR) == (stray,)
    assert not stray.parent.exists()
    removed = lake.collect(keep=1, grace=HOUR, now=NOW + 3 * HOUR)
    assert [path.parent.name for path in removed] == ["manifests", "order"]
    assert read(lake) == [5]
    assert lake.verify(lake.current()) == ()


def test_recent_and_pinned_manifests_stay(lake: Lake) -> None:
    made = [commit(lake, [n], NOW + n * HOUR) for n in range(5)]
    lake.collect(keep=2, grace=dt.timedelta(0), pinned=[made[0].id], now=NOW + 10 * HOUR)
    assert lake.manifests() == (made[0].id, made[3].id, made[4].id)


def test_a_manifest_beyond_the_pointer_is_garbage(lake: Lake) -> None:
    commit(lake, [1])
    durable.put(lake.root / "manifests" / "000002-ffffffff.json", b"{}")
    assert [path.name for path in lake.collect(now=NOW)] == ["000002-ffffffff.json"]


def test_a_full_disk_is_said_and_changes_nothing(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(lake, [1])
    before = on_disk(lake)

    def full(path: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("sellerloop.lake.writer.settle", full)
    with pytest.raises(LakeError, match="disk that holds the lake is full"):
        commit(lake, [2], NOW + HOUR)
    monkeypatch.undo()
    assert on_disk(lake) == before
    assert read(lake) == [1]


def test_a_commit_needs_an_instant_with_a_zone(lake: Lake) -> None:
    naive = dt.datetime(2026, 1, 1)  # noqa: DTZ001
    with pytest.raises(ValueError, match="zone"), lake.writer("import", now=naive):
        pass


def test_a_lake_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with (
        pytest.raises(LakeError, match="cannot be written"),
        Lake(tmp_path / "file").writer("import", now=NOW),
    ):
        pass

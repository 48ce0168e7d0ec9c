"""What a lake holds follows from the set of rows imported, in whatever order and portions they came.

Oracle: a dictionary of versions by key, in plain Python.
"""

import datetime as dt
import itertools
import random
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st

from sellerloop.lake.imports import ImportOptions, ImportReport, import_events
from sellerloop.lake.manifest import CONFIRMED
from sellerloop.lake.mappings.native import native
from sellerloop.lake.storage import Lake

NOW = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
START = dt.datetime(2026, 9, 28, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)

Version = tuple[str, int, str, int]  # account, known on day, name, month of opening

versions = st.tuples(
    st.sampled_from(["a1", "a2", "a3"]),
    st.integers(min_value=10, max_value=16),
    st.sampled_from(["x", "y"]),
    st.sampled_from([0, 8]),
)


def consistent(rows: Iterable[Version]) -> list[Version]:
    """Keep the first content of each (account, known time)."""
    return list(
        {(account, day): (account, day, *rest) for account, day, *rest in reversed(list(rows))}.values()
    )


def table(rows: Sequence[Version]) -> pa.Table:
    return pa.Table.from_pylist(
        [
            {
                "account": account,
                "market": "VN",
                "zone": "Asia/Ho_Chi_Minh",
                "known_at": START + day * DAY,
                "violation_id": f"{account}-1",
                "issued_at": START + opened * DAY,
                "reason": name,
                "points": 1,
            }
            for account, day, name, opened in rows
        ]
    )


def bring(lake: Lake, rows: Sequence[Version], now: dt.datetime = NOW) -> ImportReport:
    path = lake.root.parent / "violation.parquet"
    pq.write_table(table(rows), path)
    return import_events(lake, native(), [path], options=ImportOptions(), now=now, progress=lambda *_: None)


def stored(lake: Lake) -> list[Version]:
    files = lake.files(lake.current(), "events/violation")
    found = [row for path in files for row in pq.read_table(path).to_pylist()]
    return sorted(
        (row["account"], (row["known_at"] - START).days, row["reason"], (row["issued_at"] - START).days)
        for row in found
    )


def expected(rows: Iterable[Version]) -> list[Version]:
    """The versions that differ from the one before."""
    kept: list[Version] = []
    for version in sorted(set(rows)):
        if not kept or kept[-1][0] != version[0] or kept[-1][2:] != version[2:]:
            kept.append(version)
    return kept


def known(rows: Iterable[Version], day: int) -> dict[str, tuple[str, int]]:
    """What was known of each account at the end of ``day``."""
    return {account: (name, opened) for account, at, name, opened in sorted(set(rows)) if at <= day}


@given(st.lists(versions, min_size=1, max_size=12), st.randoms(use_true_random=False))
@settings(max_examples=15)
def test_any_order_and_any_split_give_the_same_facts(rows: list[Version], chance: random.Random) -> None:
    rows = consistent(rows)
    chance.shuffle(rows)
    cuts = sorted(chance.sample(range(len(rows) + 1), k=min(2, len(rows))))
    with tempfile.TemporaryDirectory() as folder:
        lake = Lake(Path(folder) / "lake")
        for hour, (start, end) in enumerate(itertools.pairwise([0, *cuts, len(rows)])):
            if start < end:
                bring(lake, rows[start:end], NOW + dt.timedelta(hours=hour))
        assert stored(lake) == expected(rows)
        assert lake.verify(lake.current()) == ()
        for day in range(9, 18):
            assert known(stored(lake), day) == known(rows, day)
        before = lake.current()
        again = bring(lake, rows, NOW + DAY)
        assert (again.new, again.changed, again.same, again.manifest) == (0, 0, len(rows), "")
        assert lake.current() == before


@given(st.lists(versions, min_size=1, max_size=10))
@settings(max_examples=8)
def test_counts_follow_the_oracle(rows: list[Version]) -> None:
    rows = consistent(rows)
    with tempfile.TemporaryDirectory() as folder:
        report = bring(Lake(Path(folder) / "lake"), rows)
    accounts = len({account for account, *_ in rows})
    heads = len(expected(rows))
    assert (report.new, report.changed, report.same) == (accounts, heads - accounts, len(rows) - heads)


def test_a_late_version_between_two_equal_ones_brings_the_second_back(tmp_path: Path) -> None:
    """Monday and Wednesday say x, so Wednesday only confirms; then Tuesday's y comes in between."""
    lake = Lake(tmp_path / "lake")
    monday, tuesday, wednesday = ("a1", 10, "x", 0), ("a1", 11, "y", 0), ("a1", 12, "x", 0)
    assert (bring(lake, [monday]).new, bring(lake, [wednesday]).same) == (1, 1)
    assert stored(lake) == [monday]
    assert lake.current().tables(CONFIRMED) == ("confirmed/violation",)
    assert bring(lake, [tuesday]).changed == 1
    assert stored(lake) == [monday, tuesday, wednesday]


def test_an_earlier_equal_version_replaces_the_later_one(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    early, late, other = ("a1", 10, "x", 0), ("a1", 12, "x", 0), ("a2", 12, "y", 0)
    bring(lake, [late, other])
    assert bring(lake, [early]).changed == 1
    assert stored(lake) == [early, other]
    assert bring(lake, [late]).same == 1


def test_a_confirmation_contradicts_as_a_version_does(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    bring(lake, [("a1", 10, "x", 0)])
    bring(lake, [("a1", 12, "x", 0)])
    report = bring(lake, [("a1", 12, "y", 0)])
    assert report.refused == {"conflict": 1}
    assert stored(lake) == [("a1", 10, "x", 0)]


def test_a_corrected_day_moves_to_another_file(tmp_path: Path) -> None:
    """Versions of one fact may lie in different months; the later known one wins wherever it lies."""
    lake = Lake(tmp_path / "lake")
    bring(lake, [("a1", 10, "x", 0)])
    bring(lake, [("a1", 11, "x", 8)])
    months = [file.month for file in lake.current().select("events/violation")]
    assert months == ["2026-09", "2026-10"]
    assert known(stored(lake), 12) == {"a1": ("x", 8)}


def test_events_from_before_a_column_existed_are_versions_all_the_same(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    bring(lake, [("a1", 10, "x", 0), ("a2", 10, "x", 0)])
    for file in lake.current().files:  # as an older contract would have written them
        old = pq.read_table(lake.path(file)).drop_columns(["overturned", "product_id"])
        pq.write_table(old, lake.path(file))
    assert bring(lake, [("a1", 10, "x", 0)]).same == 1
    assert bring(lake, [("a2", 9, "x", 0), ("a1", 11, "y", 0)]).changed == 2
    assert stored(lake) == [("a1", 10, "x", 0), ("a1", 11, "y", 0), ("a2", 9, "x", 0)]

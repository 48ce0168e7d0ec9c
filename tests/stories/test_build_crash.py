"""Builds killed at any moment leave the last whole build; the next one makes what an undisturbed one does."""

import datetime as dt
import multiprocessing
import random
import shutil
from pathlib import Path

from sellerloop.lake.build import BuildOptions, build
from sellerloop.lake.manifest import Manifest
from sellerloop.lake.storage import Lake
from sellerloop.scores.packs import packs
from sellerloop.scores.resolve import resolve
from tests.lakes import NOW, lake_of, quiet
from tests.marketplace import marketplace

KILLS = 26
AS_OF = dt.date(2026, 11, 5)
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.stories.test_build_crash"])


def build_once(root: Path, minute: int) -> None:
    """One build, for a process of its own."""
    policy = resolve(packs()["sps-us"][-1])
    now = NOW + minute * dt.timedelta(minutes=1)
    build(Lake(root), BuildOptions((policy,), AS_OF, days=3), now=now, progress=quiet)


def seconds(root: Path, minute: int, patience: float) -> float | None:
    """How long a build took, or None when it had to be killed after ``patience`` seconds."""
    process = FORKS.Process(target=build_once, args=(root, minute))
    started = dt.datetime.now(dt.UTC)
    process.start()
    process.join(patience)
    process.kill()
    process.join()
    lived = (dt.datetime.now(dt.UTC) - started).total_seconds()
    return lived if process.exitcode == 0 else None


def content(manifest: Manifest) -> list[tuple[str, str, str, str]]:
    """What a build made, whenever it was made."""
    return sorted((f.table, f.market, f.month, f.sha256) for f in manifest.files)


def whole(lake: Lake, before: Manifest) -> Manifest:
    """The current manifest, after making sure that it is whole, and the last one or its child."""
    manifest = lake.current()
    assert lake.verify(manifest) == ()
    assert before.id in (manifest.id, manifest.parent)
    return manifest


def test_builds_killed_at_random_moments_leave_a_whole_one(tmp_path: Path) -> None:
    clean = lake_of(tmp_path / "clean", marketplace(orders=120))
    shutil.copytree(tmp_path / "clean", tmp_path / "killed")
    lake, dice = Lake(tmp_path / "killed"), random.Random(4)
    length = seconds(clean.root, 0, 300)
    assert length is not None
    manifest, killed, attempt = lake.current(), 0, 0
    while killed < KILLS:
        attempt += 1
        assert attempt < 10 * KILLS
        lived = seconds(lake.root, attempt, dice.random() * length)
        if lived is None:
            killed += 1
        else:
            length = min(length, lived)
        manifest = whole(lake, manifest)
    build_once(lake.root, 10 * KILLS)
    assert content(whole(lake, manifest)) == content(clean.current())


def test_what_killed_builds_left_is_collected(tmp_path: Path) -> None:
    lake = lake_of(tmp_path, marketplace(orders=40))
    build_once(lake.root, 0)
    leftover = lake.root / "settled" / "order" / "part-of-nothing.parquet"
    leftover.parent.mkdir(parents=True, exist_ok=True)
    leftover.write_bytes(b"half")
    assert leftover in lake.orphans()
    assert leftover in lake.collect(now=NOW + dt.timedelta(days=2))
    assert lake.verify(lake.current()) == ()

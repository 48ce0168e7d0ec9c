"""A build by a version with other columns says so, wherever it is read, and a new build mends it."""

from dataclasses import replace
from pathlib import Path

import pytest

from sellerloop.lake.failure import LakeError
from sellerloop.lake.reader import open_snapshot
from sellerloop.lake.serve import outdated
from sellerloop.lake.storage import Lake
from tests.commands import built_lake, runner
from tests.lakes import NOW


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A lake whose build was made with other columns."""
    lake = Lake(built_lake(tmp_path))
    manifest = lake.current()
    assert manifest.build is not None and not outdated(manifest.build)
    with lake.writer("build", now=NOW) as writer:
        build = replace(manifest.build, columns="other")
        writer.commit(manifest.files, watermark=manifest.watermark, imports=manifest.imports, build=build)
    return tmp_path


def test_commands_and_pages_say_what_to_do(old: Path) -> None:
    for command in (("score",), ("explain", "shop1"), ("metric", "tts.otdr")):
        said = runner(old)(*command)
        assert said.exit_code == 1 and "run: sellerloop build" in said.output
    assert "made by another version" in runner(old)("doctor").output
    with pytest.raises(LakeError, match="another version"):
        open_snapshot(old)


def test_a_new_build_mends_it(old: Path) -> None:
    assert runner(old)("build").exit_code == 0
    assert runner(old)("score", "--policy", "sps-us").exit_code == 0
    assert open_snapshot(old) is not None

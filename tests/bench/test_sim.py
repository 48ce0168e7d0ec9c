"""The benchmark of the simulator runs and counts."""

import json

import pytest

from bench import sim


def test_it_prints_cpu_seconds_per_million_events(capsys: pytest.CaptureFixture[str]) -> None:
    assert sim.main(["--shops", "10", "--days", "10", "--json"]) == 0
    printed = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert printed["events"] > 0 and printed["per_million"].keys() == {"memory", "files"}

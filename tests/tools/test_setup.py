"""The set-up: what is due, what is missing, what is copied."""

import base64
import hashlib
import json
import os
import subprocess

import pytest

from tools import assets, needs, setup, tests
from tools.needs import Missing, Need
from tools.setup import Failed, Step


@pytest.fixture
def step(tmp_path, monkeypatch):
    """A step that reads one file and makes another."""
    monkeypatch.setattr(setup, "STAMPS", tmp_path / "stamps")
    (tmp_path / "stamps").mkdir()
    (tmp_path / "lock").write_text("a==1")
    (tmp_path / "made").write_text("")
    return Step("core: packages", lambda: None, (tmp_path / "lock",), (tmp_path / "made",))


def test_a_step_is_due_until_it_succeeded_and_again_when_its_input_changes(step):
    assert step.due()
    step.stamp.write_text(step.digest())
    assert not step.due()
    step.inputs[0].write_text("a==2")
    assert step.due()


def test_a_step_is_due_when_its_result_is_gone(step):
    step.stamp.write_text(step.digest())
    step.results[0].unlink()
    assert step.due()


def test_an_asked_step_is_due_as_the_answer_says():
    assert Step("x", lambda: None, needed=lambda: True).due()
    assert not Step("x", lambda: None, needed=lambda: False).due()


def test_running_the_product_needs_no_step_of_tests():
    everything = {step.name.split(":")[0] for step in setup.steps(runtime=False)}
    runtime = {step.name.split(":")[0] for step in setup.steps(runtime=True)}
    assert everything - runtime == {"system", "spark", "dev"}


def test_a_failed_command_tells_its_last_lines():
    with pytest.raises(Failed, match="out of luck"):
        setup.run(["sh", "-c", "echo out of luck; exit 3"])


def test_only_missing_programs_are_named():
    wanted = [Need("present", needs.program("sh")), Need("absent", needs.program("no-such-program"))]
    assert needs.missing(wanted) == ["absent"]


def test_who_may_not_install_is_told_the_command_in_one_line(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(Missing) as told:
        needs.install(["chromium", "gettext"], lambda command: None)
    assert str(told.value) == "please install first: sudo apt-get install chromium gettext"


def test_the_product_starts_without_what_only_pdf_needs(monkeypatch, capsys):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(needs, "PRINT", (Need("libpango", lambda: False),))
    printing = next(step for step in setup.steps(runtime=True) if step.name.startswith("print"))
    assert printing.due()
    printing.act()
    assert "without PDF; please install first: sudo apt-get install libpango" in capsys.readouterr().out


def test_assets_are_copied_with_a_manifest_and_without_source_maps(tmp_path):
    package = tmp_path / "node_modules/@a/b"
    package.mkdir(parents=True)
    (package / "package.json").write_text('{"version": "1.2.3", "license": "MIT"}')
    (package / "LICENSE").write_text("Permission is hereby granted")
    (package / "b.min.css").write_text("p{}\n/*# sourceMappingURL=b.min.css.map */\n")
    (tmp_path / "package.json").write_text('{"assets": {"b.css": "@a/b/b.min.css"}}')
    assert assets.copy(tmp_path) == 1
    vendor = tmp_path / assets.VENDOR
    content = (vendor / "b.css").read_bytes()
    assert content == b"p{}\n"
    assert json.loads((vendor / "manifest.json").read_text()) == [
        {
            "file": "b.css",
            "package": "@a/b",
            "version": "1.2.3",
            "licence": "MIT",
            "sha384": "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode(),
        }
    ]
    assert (vendor / "a-b.LICENSE.txt").exists()


def test_test_reports_are_counted(tmp_path):
    report = tmp_path / "report.xml"
    report.write_text('<testsuites><testsuite tests="9" failures="1" errors="1" skipped="2"/></testsuites>')
    assert dict(tests.counts(report)) == {"passed": 5, "failed": 2, "skipped": 2}


def test_make_alone_prints_every_target_with_one_line(request):
    root = request.config.rootpath
    done = subprocess.run(
        ["make", "--no-print-directory"], cwd=root, capture_output=True, text=True, check=True
    )
    targets = [line.split()[1] for line in done.stdout.splitlines()]
    assert {"setup", "up", "test", "check", "bench", "help"} <= set(targets)
    phony = next(line for line in (root / "Makefile").read_text().splitlines() if line.startswith(".PHONY"))
    assert targets == phony.split()[1:]

"""Real worker processes on a real database: none runs another's job, and kill -9 loses nothing.

On PostgreSQL where SELLERDESK_DATABASE_URL names one (see tests/pages/test_postgresql.py), else on SQLite.
"""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SETUP = """
import datetime as dt, os, pathlib, sys, time
import django
django.setup()
from django.utils import timezone
from sellerdesk.jobs import lease, registry, worker
from sellerdesk.jobs.actions import enqueue
from sellerdesk.jobs.models import Job
from sellerdesk.people.models import Person, Reach, Role
lease.LEASE = worker.LEASE = dt.timedelta(seconds=2)
folder = pathlib.Path(os.environ["SELLERDESK_VAR"])

@registry.job("note")
def note(task):
    task.progress("Noting", 0, 1)
    with (folder / "notes").open("a") as notes:
        notes.write(f"{task.params['number']}\\n")
    return {}

@registry.job("slow")
def slow(task):
    with (folder / "starts").open("a") as starts:
        starts.write("start\\n")
    for step in range(1000 if "stuck" in sys.argv else 2):
        task.progress("Working", step, 0)
        time.sleep(0.05)
    (folder / "effect").open("a").write("effect\\n")
    return {"address": "/jobs/"}
"""
ASK = """
by = Person.objects.filter(email="w@example.com").first() or Person.objects.create_user(
    "w@example.com", name="W", role=Role.ANALYST, reach=Reach.ALL)
"""
Run = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    """Start a process of the desk with a program."""
    environment = os.environ | {"SELLERDESK_VAR": str(tmp_path), "PYTHONPATH": str(ROOT / "src")}
    started: list[subprocess.Popen[str]] = []

    def run(program: str, *arguments: str) -> "subprocess.Popen[str]":
        command = [sys.executable, "-c", SETUP + program, *arguments]
        started.append(subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True))
        return started[-1]

    migrate = [sys.executable, "-m", "django", "migrate", "-v", "0"]
    subprocess.run(migrate, env=environment, check=True)
    output(run("Job.objects.all().delete()"))
    yield run
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def output(process: "subprocess.Popen[str]") -> str:
    text, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    return text


def test_no_two_workers_carry_out_the_same_job(run: Run, tmp_path: Path) -> None:
    output(run(f"{ASK}\nfor n in range(40): enqueue('note', {{'number': n}}, by=by, title='Note')"))
    workers = [run("print(worker.run_due())") for _ in range(3)]
    shares = [int(output(each)) for each in workers]
    notes = Counter((tmp_path / "notes").read_text().split())
    assert sum(shares) == 40 and set(notes.values()) == {1} and len(notes) == 40


def test_a_killed_workers_job_is_taken_up_again_and_takes_effect_once(run: Run, tmp_path: Path) -> None:
    output(run(f"{ASK}\nenqueue('slow', {{}}, by=by, title='Slow')"))
    killed = run("worker.run_due()", "stuck")
    for _ in range(600):
        if (tmp_path / "starts").exists():
            break
        time.sleep(0.05)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert not (tmp_path / "effect").exists()
    wait = "while not worker.run_due(): time.sleep(0.1)\n"
    report = "job = Job.objects.get(); print(job.state, job.lost, job.result['address'])"
    assert output(run(wait + report)).split() == ["done", "1", "/jobs/"]
    assert (tmp_path / "effect").read_text() == "effect\n"
    assert (tmp_path / "starts").read_text() == "start\nstart\n"

"""A job is taken up by one worker at a time, again when that worker is gone, and ends in one way."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, OperationalError

from sellerdesk.jobs import actions, lease, registry
from sellerdesk.jobs.models import Job, State
from sellerdesk.jobs.registry import Failed, Later, Task
from sellerdesk.jobs.templatetags.jobs import waits_long
from sellerdesk.jobs.words import said
from sellerdesk.jobs.worker import run, run_due
from sellerdesk.people.models import Person, Reach, Role
from sellerdesk.ui.models import LogEntry
from sellerloop.lake.failure import LakeError
from sellerloop.speech.message import Message

NOW = dt.datetime(2026, 11, 23, 6, 0, tzinfo=dt.UTC)
LATER = NOW + lease.LEASE


@pytest.fixture
def person(db: None) -> Person:
    return Person.objects.create_user(
        "one@example.com", name="One", role=Role.PROGRAMME_MANAGER, reach=Reach.ALL
    )


@pytest.fixture
def kinds(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, registry.Kind]]:
    """The registry, with what a test adds to it."""
    known: dict[str, registry.Kind] = {}
    monkeypatch.setattr(registry, "KINDS", known)
    monkeypatch.setattr(actions, "KINDS", known)
    monkeypatch.setattr("sellerdesk.jobs.worker.KINDS", known)
    yield known


@pytest.fixture
def count(kinds: dict[str, registry.Kind], person: Person) -> list[int]:
    """Jobs of the kind ``count`` add to this list."""
    runs: list[int] = []

    @registry.job("count")
    def count(task: Task) -> dict[str, Any]:
        task.progress("Counting", 1, 2)
        runs.append(1)
        return {"runs": len(runs)}

    return runs


def ask(person: Person, kind: str = "count", **more: Any) -> Job:
    return actions.enqueue(kind, {}, by=person, title="Count", now=NOW, **more)


def state_of(job: Job) -> State:
    job.refresh_from_db()
    return State(job.state)


def test_a_due_job_is_carried_out_once(person: Person, count: list[int]) -> None:
    job = ask(person)
    assert run_due(lambda: NOW) == 1 and run_due(lambda: NOW) == 0
    assert state_of(job) is State.DONE and job.result == {"runs": 1} and job.ended_at == NOW


def test_asking_twice_while_unfinished_gives_the_same_job(person: Person, count: list[int]) -> None:
    assert ask(person, key="a") == ask(person, key="a") != ask(person, key="b")
    other = Person.objects.create_user("two@example.com", name="Two", role=Role.ANALYST, reach=Reach.ALL)
    assert ask(other, key="a").by == other
    run_due(lambda: NOW)
    assert ask(person, key="a").state == State.WAITING
    assert LogEntry.objects.filter(verb="job.asked").count() == 4


def test_a_job_whose_worker_is_gone_is_due_again_when_the_lease_ran_out(
    person: Person, count: list[int]
) -> None:
    ask(person)
    gone = lease.take(NOW)
    assert gone and lease.take(NOW) is None
    assert run_due(lambda: LATER) == 1
    assert state_of(gone) is State.DONE and count == [1] and gone.lost == 1
    with pytest.raises(lease.LeaseLost):
        lease.end(Job(pk=gone.pk, fence=1), State.FAILED, LATER)


def test_the_third_lost_worker_is_the_last(person: Person, count: list[int]) -> None:
    job, now = ask(person), NOW
    for _ in range(lease.MOST_LOST):
        assert lease.take(now)
        now += lease.LEASE
    assert lease.take(now) is None and state_of(job) is State.FAILED
    assert "3 times" in said(job.problem) and not count


def test_a_waiting_job_is_cancelled_at_once_a_running_one_at_its_next_step(
    person: Person, count: list[int], kinds: dict[str, registry.Kind]
) -> None:
    waiting = ask(person)
    actions.cancel(waiting, by=person, now=NOW)
    assert state_of(waiting) is State.CANCELLED and run_due(lambda: NOW) == 0

    @registry.job("long")
    def long(task: Task) -> dict[str, Any]:
        actions.cancel(Job.objects.get(pk=task.id), by=person, now=NOW)
        task.progress("Still at it", 0, 0)
        raise AssertionError("it went on")

    running = ask(person, "long")
    run_due(lambda: NOW)
    assert state_of(running) is State.CANCELLED
    actions.cancel(running, by=person, now=NOW)
    assert LogEntry.objects.filter(verb="job.cancelled").count() == 2


def test_a_cancelled_job_of_a_lost_worker_is_not_taken_up_again(person: Person, count: list[int]) -> None:
    job = ask(person)
    lease.take(NOW)
    actions.cancel(job, by=person, now=NOW)
    assert lease.take(LATER) is None and state_of(job) is State.CANCELLED


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (Failed("The file is empty."), "The file is empty."),
        (LakeError(Message("{name} is damaged", {"name": "x"})), "x is damaged"),
        (OSError(28, "No space left on device"), "The disk is full."),
        (ValueError("secret inside"), "did not foresee"),
        (MemoryError(), "did not foresee"),
    ],
)
def test_what_goes_wrong_is_a_sentence(
    person: Person, kinds: dict[str, registry.Kind], problem: Exception, sentence: str
) -> None:
    @registry.job("wrong")
    def wrong(task: Task) -> dict[str, Any]:
        raise problem

    job = ask(person, "wrong")
    run_due(lambda: NOW)
    assert state_of(job) is State.FAILED and sentence in said(job.problem)
    assert "secret" not in said(job.problem)
    assert actions.again(job, by=person, now=NOW).state == State.WAITING


def test_what_cannot_be_done_now_waits_and_is_tried_again(
    person: Person, kinds: dict[str, registry.Kind]
) -> None:
    tries: list[int] = []

    @registry.job("busy")
    def busy(task: Task) -> dict[str, Any]:
        tries.append(1)
        if len(tries) == 1:
            raise Later("Somebody else writes.", dt.timedelta(seconds=30))
        return {}

    job = ask(person, "busy")
    run_due(lambda: NOW)
    assert state_of(job) is State.WAITING and said(job.step) == "Somebody else writes."
    assert run_due(lambda: NOW + dt.timedelta(seconds=29)) == 0
    run_due(lambda: NOW + dt.timedelta(seconds=30))
    assert state_of(job) is State.DONE and job.lost == 0


def test_a_worker_that_has_to_stop_puts_the_job_back(person: Person, count: list[int]) -> None:
    job = ask(person)
    taken = lease.take(NOW)
    assert taken
    run(taken, lambda: NOW, lambda: True)
    assert state_of(job) is State.WAITING and not count
    assert run_due(lambda: NOW) == 1 and count == [1]


def test_a_job_of_a_kind_that_this_version_does_not_know_ends_and_stays(
    person: Person, kinds: dict[str, registry.Kind]
) -> None:
    job = Job.objects.create(kind="gone", title="Gone", by=person, created_at=NOW, due_at=NOW)
    run_due(lambda: NOW)
    assert state_of(job) is State.FAILED and "does not know" in said(job.problem)
    assert actions.again(job, by=person, now=NOW) == job


def test_a_step_that_the_database_refuses_ends_the_job_and_one_that_is_away_does_not(
    person: Person, kinds: dict[str, registry.Kind]
) -> None:
    refusals: list[Exception] = [IntegrityError("twice"), OperationalError("away")]

    @registry.job("stored")
    def stored(task: Task) -> dict[str, Any]:
        raise refusals.pop(0)

    refused, away = ask(person, "stored"), ask(person, "stored")
    with pytest.raises(OperationalError):
        run_due(lambda: NOW)
    assert state_of(refused) is State.FAILED and state_of(away) is State.RUNNING


def test_a_job_behind_another_one_is_not_said_to_have_no_worker(person: Person, count: list[int]) -> None:
    ask(person)
    waiting = ask(person)
    assert waits_long(waiting)
    assert lease.take(NOW) and not waits_long(waiting)


def test_who_may_not_any_more_gets_nothing_done(person: Person, kinds: dict[str, registry.Kind]) -> None:
    @registry.job("guarded", allowed=lambda who: who.role == Role.PROGRAMME_MANAGER)
    def guarded(task: Task) -> dict[str, Any]:
        raise AssertionError("it ran")

    job, other = ask(person, "guarded"), ask(person, "guarded")
    Person.objects.update(role=Role.ANALYST)
    run_due(lambda: NOW)
    assert {state_of(job), state_of(other)} == {State.FAILED}
    person.refresh_from_db()
    with pytest.raises(PermissionDenied):
        actions.again(job, by=person, now=NOW)

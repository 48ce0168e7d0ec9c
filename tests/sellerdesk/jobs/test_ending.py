"""What finished stays for the days that were promised, and not longer."""

import datetime as dt
import threading
from typing import Any

import pytest

from sellerdesk.jobs import worker
from sellerdesk.jobs.ending import forget
from sellerdesk.jobs.models import Job, State
from sellerdesk.people.models import Person, Reach, Role
from tests.sellerdesk.desk import SignedIn

NOW = dt.datetime(2026, 11, 23, 6, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def ten_days(settings: Any) -> None:
    settings.KEEP = 10 * DAY


def job(state: State, ended_at: dt.datetime | None, **more: Any) -> Job:
    asked = NOW - 100 * DAY
    return Job.objects.create(
        kind="any", title="Any", state=state, created_at=asked, due_at=asked, ended_at=ended_at, **more
    )


def test_jobs_go_when_their_days_are_over_and_unfinished_ones_never(db: None) -> None:
    stay = {job(State.DONE, NOW - 10 * DAY), job(State.FAILED, NOW - DAY)}
    stay |= {job(State.WAITING, None), job(State.RUNNING, None)}
    for state in (State.DONE, State.FAILED, State.CANCELLED):
        job(state, NOW - 10 * DAY - dt.timedelta(seconds=1))
    assert forget(NOW) == 3
    assert set(Job.objects.all()) == stay
    assert forget(NOW) == 0


def test_the_worker_removes_at_its_start_and_then_once_a_day(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    seen: list[dt.datetime] = []
    monkeypatch.setattr(worker, "forget", seen.append)
    hours, stop = iter(range(1000)), threading.Event()
    now = [NOW]

    def alive() -> bool:
        now[0] = NOW + next(hours) * dt.timedelta(hours=1)
        return now[0] < NOW + 2.5 * DAY

    worker.work(lambda: now[0], stop, alive, 0)
    assert seen == [NOW, NOW + DAY, NOW + 2 * DAY]


def test_a_finished_job_says_until_when_it_stays(signed_in: SignedIn, cast: dict[str, Person]) -> None:
    done = job(State.DONE, NOW, by=cast["programme"])
    client = signed_in("programme")
    assert "3 Dec 2026" in client.get(f"/jobs/{done.pk}/").content.decode()
    Job.objects.all().delete()
    assert "stay for 10 days" in client.get("/jobs/").content.decode()


def test_who_asked_is_not_touched(db: None) -> None:
    person = Person.objects.create_user("o@example.com", name="O", role=Role.ANALYST, reach=Reach.ALL)
    job(State.DONE, NOW - 11 * DAY, by=person)
    forget(NOW)
    assert not Job.objects.exists() and Person.objects.get() == person

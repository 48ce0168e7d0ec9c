import datetime as dt

import pytest

from sellerdesk.jobs import lease
from sellerdesk.jobs.models import Job, State
from sellerdesk.people.models import Person
from tests.sellerdesk.desk import SignedIn

NOW = dt.datetime(2026, 11, 23, 6, 0, tzinfo=dt.UTC)


@pytest.fixture
def job(cast: dict[str, Person]) -> Job:
    return Job.objects.create(
        kind="any", title="Simulate <b>a stricter band</b>", by=cast["programme"], created_at=NOW, due_at=NOW
    )


def test_a_foreign_job_reads_like_one_that_does_not_exist(signed_in: SignedIn, job: Job) -> None:
    for name, status in (("programme", 200), ("admin", 200), ("analyst", 404), ("outsider", 404)):
        client = signed_in(name)
        assert client.get(f"/jobs/{job.pk}/").status_code == status
        listed = client.get("/jobs/").content.decode()
        assert ("stricter" in listed) is (status == 200) and "<b>a stricter" not in listed
    client = signed_in("analyst")
    for action in ("cancel", "again"):
        assert client.post(f"/jobs/{job.pk}/{action}/").status_code == 404
    job.refresh_from_db()
    assert job.state == State.WAITING


def test_the_card_follows_the_job_and_stops_at_its_end(signed_in: SignedIn, job: Job) -> None:
    client = signed_in("programme")
    taken = lease.take(NOW)
    assert taken
    lease.renew(taken, NOW, step="Reading", done=3, of=10)
    page = client.get(f"/jobs/{job.pk}/").content.decode()
    assert 'max="10" value="3"' in page and "every 2s" in page and "<html" in page
    part = client.get(f"/jobs/{job.pk}/?reload", headers={"HX-Request": "true"})
    assert b"<html" not in part.content and "HX-Refresh" not in part
    lease.end(taken, State.DONE, NOW, result={"address": "/sellers/"})
    part = client.get(f"/jobs/{job.pk}/?reload", headers={"HX-Request": "true"})
    assert b"every 2s" not in part.content and b'href="/sellers/"' in part.content
    assert part["HX-Refresh"] == "true"


def test_cancelling_twice_and_cancelling_what_ended_does_nothing(signed_in: SignedIn, job: Job) -> None:
    client = signed_in("programme")
    for _ in range(2):
        answer = client.post(f"/jobs/{job.pk}/cancel/", {"next": "https://elsewhere.example/"})
        assert answer.status_code == 302 and answer["Location"] == f"/jobs/{job.pk}/"
    assert Job.objects.get().state == State.CANCELLED

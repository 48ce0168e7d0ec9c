"""Carrying out jobs, one at a time."""

import datetime as dt
import errno
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import DatabaseError, InterfaceError, OperationalError, close_old_connections, connection
from django.utils import timezone, translation

from sellerdesk.jobs.ending import forget
from sellerdesk.jobs.lease import LEASE, LeaseLost, end, put_back, renew, take
from sellerdesk.jobs.models import Job, State
from sellerdesk.jobs.registry import KINDS, Cancelled, Failed, Later, Task, Text
from sellerdesk.jobs.words import kept
from sellerloop.lake.failure import LakeError
from sellerloop.speech.message import Message, gettext_noop

Clock = Callable[[], dt.datetime]
_LOG = logging.getLogger(__name__)
_REMOVE_EVERY = dt.timedelta(days=1)
_WRITE_EVERY = dt.timedelta(milliseconds=500)
_UNFORESEEN = gettext_noop("Something went wrong that we did not foresee. The log names it under job {job}.")
_DISK_FULL = gettext_noop("The disk is full. Nothing was changed: make room, then run this again.")
_NOT_ALLOWED = gettext_noop("The person who asked for this may not do it any more.")
_UNKNOWN = gettext_noop("This version does not know jobs of this kind.")


class Stopping(Exception):
    """The worker has to stop: the job goes back and is taken up by the next one."""


def run_due(clock: Clock = timezone.now) -> int:
    """Carry out everything that is due, in this process, and return how many jobs were taken up."""
    count = 0
    while job := take(clock()):
        run(job, clock)
        count += 1
    return count


def work(clock: Clock, stop: threading.Event, alive: Callable[[], bool], pause: float) -> None:
    """Carry out jobs as they become due until ``stop`` is set or ``alive`` says no, looking every ``pause``
    seconds; once a day remove what is over."""
    removing = clock()
    while alive() and not stop.is_set():
        close_old_connections()
        try:
            if clock() >= removing:
                removing = clock() + _REMOVE_EVERY
                forget(clock())
            job = take(clock())
            if job is not None:
                run(job, clock, lambda: stop.is_set() or not alive())
                continue
        except DatabaseError:
            _LOG.exception("the desk's database does not answer; trying again")
            connection.close()
        stop.wait(pause)


def run(job: Job, clock: Clock, stopping: Callable[[], bool] = lambda: False) -> None:
    """Carry out ``job``, which this process has taken up, hold it meanwhile, and write how it ended."""
    _LOG.info("job %s (%s) begins", job.pk, job.kind)
    try:
        with _heartbeat(job, clock), translation.override("en"):
            _carry_out(job, clock, stopping)
    except Cancelled:
        _close(end, job, State.CANCELLED, clock())
    except Stopping:
        _close(put_back, job, clock())
    except Later as later:
        _close(put_back, job, clock() + later.wait, step=kept(later.text))
    except LeaseLost:
        _LOG.warning("job %s was taken up by another worker", job.pk)
    except (OperationalError, InterfaceError):
        raise  # the database is away: the lease runs out and the job is due again
    except Exception as problem:
        _close(end, job, State.FAILED, clock(), problem=kept(_sentence(job, problem)))


def _carry_out(job: Job, clock: Clock, stopping: Callable[[], bool]) -> None:
    kind = KINDS.get(job.kind)
    if kind is None:
        raise Failed(_UNKNOWN)
    if job.by is None or not job.by.is_active or not kind.allowed(job.by):
        raise Failed(_NOT_ALLOWED)
    task = Task(job.pk, job.params, job.by, clock(), _Progress(job, clock, stopping))
    result = kind.run(task)
    end(job, State.DONE, clock(), result=result, step="")


class _Progress:
    """Writes how far a job is, not more often than people can see; and asks whether to go on."""

    def __init__(self, job: Job, clock: Clock, stopping: Callable[[], bool]) -> None:
        self.job, self.clock, self.stopping = job, clock, stopping
        self.step: Text = ""
        self.written = dt.datetime.min.replace(tzinfo=dt.UTC)

    def __call__(self, step: Text, done: int, of: int) -> None:
        now = self.clock()
        if step == self.step and now - self.written < _WRITE_EVERY:
            return
        if self.stopping():
            raise Stopping
        renew(self.job, now, step=kept(step), done=done, of=of)
        self.step, self.written = step, now


@contextmanager
def _heartbeat(job: Job, clock: Clock) -> Iterator[None]:
    """Hold the lease of ``job`` from a thread, however long one step takes; it ends with this process."""
    ended = threading.Event()

    def beat() -> None:
        try:
            while not ended.wait(LEASE.total_seconds() / 4):
                try:
                    renew(job, clock())
                except (Cancelled, DatabaseError):
                    continue  # the next step sees it; a database that is away may come back
        except LeaseLost:
            return
        finally:
            connection.close()

    thread = threading.Thread(target=beat, name=f"lease of {job.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _close(write: Callable[..., None], job: Job, *values: object, **changes: object) -> None:
    try:
        write(job, *values, **changes)
    except LeaseLost:
        _LOG.warning("job %s was taken up by another worker", job.pk)


def _sentence(job: Job, problem: Exception) -> Text:
    match problem:
        case Failed():
            return problem.text
        case LakeError():
            return problem.message
        case OSError() if problem.errno in (errno.ENOSPC, errno.EDQUOT):
            return _DISK_FULL
    _LOG.error("job %s (%s) failed", job.pk, job.kind, exc_info=problem)
    return Message(_UNFORESEEN, {"job": str(job.pk)})

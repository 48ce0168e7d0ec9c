"""The kinds of jobs. An app names its own in a module ``tasks``, which is imported at start.

    @job("imports.run", allowed=may_import)
    def run(task: Task) -> dict[str, Any]:
        task.progress(_("Reading"), 3, 10)
        return {"address": reverse("imports:list")}

A job may be carried out more than once, when a worker dies in the middle: its effect has to be one
transaction, and the second time has to notice that it is there.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sellerdesk.people.models import Person
from sellerloop.speech.message import Message

Text = str | Message


class Cancelled(Exception):
    """A person asked to cancel. Let it through; nothing may be half done."""


class Failed(Exception):
    """The job cannot be done; ``text`` says why and what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.text = text


class Later(Failed):
    """The job cannot be done now, such as while somebody else writes; it is tried again after ``wait``."""

    def __init__(self, text: Text, wait: dt.timedelta = dt.timedelta(seconds=15)) -> None:
        super().__init__(text)
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Task:
    """What a kind is given. ``now`` is the moment it was taken up, ``by`` who asked for it.

    ``progress(step, done, of)`` tells how far it is, in a text marked with ``gettext_noop`` or a message; it
    raises Cancelled when a person asked to cancel. Call it often, and outside of transactions.
    """

    id: uuid.UUID
    params: Mapping[str, Any]
    by: Person | None
    now: dt.datetime
    progress: Callable[[Text, int, int], None]


Run = Callable[[Task], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of job. ``allowed`` is asked when a person asks for the job and again before it runs."""

    name: str
    run: Run
    allowed: Callable[[Person], bool]


KINDS: dict[str, Kind] = {}
Forget = Callable[[dt.datetime, dt.datetime], int]
FORGETTING: list[Forget] = []


def job(kind: str, *, allowed: Callable[[Person], bool] = lambda person: True) -> Callable[[Run], Run]:
    """Register the decorated function as what carries out jobs of ``kind``; its result is kept as JSON."""

    def register(run: Run) -> Run:
        assert kind not in KINDS or KINDS[kind].run.__qualname__ == run.__qualname__, f"two jobs {kind}"
        KINDS[kind] = Kind(kind, run, allowed)
        return run

    return register


def forgetting(forget: Forget) -> Forget:
    """Register what an app removes when its days are over: called with an instant and the present one, the
    decorated function removes what ended before the first and returns how many there were."""
    FORGETTING.append(forget)
    return forget

"""Business time by prefix sums: how much of it passed, and when a target is due.

A compiled calendar is three sorted columns: where each open window starts and ends, and how many business
seconds lie before it. Two binary searches answer any question, for one instant or for a million.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import overload

import numpy as np

from sellerloop.clock.zones import ClockError, Seconds

Pause = tuple[int, int]  # epoch seconds: begin included, end not


@dataclass(frozen=True, slots=True)
class Promise:
    """When a target is due, in epoch seconds, and the versions of the calendar in force from the start until
    then, oldest first."""

    due: int
    versions: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class BusinessTime:
    """A calendar compiled for the instants from ``begin`` to ``end`` (epoch seconds, both included).

    ``starts``, ``ends``: the open windows, sorted, closed-open, neither overlapping nor touching; the first
    one is empty and stands at ``begin``, so that every instant has a window before it. ``before[i]``:
    business seconds before window i. All int64, shape (windows,). ``versions[i]`` of the calendar is in force
    from ``since[i]`` on.

    The methods take ints, or int64 arrays that fit each other, and answer in kind. An instant outside the
    horizon, a target due beyond it and a negative target raise :class:`~sellerloop.clock.zones.ClockError`.
    """

    calendar: str
    begin: int
    end: int
    starts: Seconds
    ends: Seconds
    before: Seconds
    since: tuple[int, ...]
    versions: tuple[str, ...]
    _shift: Seconds = field(init=False, repr=False)
    _lists: tuple[list[int], list[int], list[int]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        shift = self.before - self.starts
        object.__setattr__(self, "_shift", shift)
        # one question is answered several times faster from plain lists
        object.__setattr__(self, "_lists", (self.starts.tolist(), self.ends.tolist(), self.before.tolist()))

    @property
    def total(self) -> int:
        """Business seconds of the whole horizon."""
        starts, ends, before = self._lists
        return before[-1] + ends[-1] - starts[-1]

    @overload
    def cum(self, t: int) -> int: ...
    @overload
    def cum(self, t: Seconds) -> Seconds: ...
    def cum(self, t: int | Seconds) -> int | Seconds:
        """Business seconds from ``begin`` to ``t``."""
        if isinstance(t, np.ndarray):
            if t.size:
                self._check(int(t.min()))
                self._check(int(t.max()))
            k = np.searchsorted(self.starts, t, "right") - 1
            return self._shift[k] + np.minimum(t, self.ends[k])
        self._check(t)
        starts, ends, before = self._lists
        at = bisect_right(starts, t) - 1
        return before[at] + min(t, ends[at]) - starts[at]

    @overload
    def inv(self, x: int) -> int: ...
    @overload
    def inv(self, x: Seconds) -> Seconds: ...
    def inv(self, x: int | Seconds) -> int | Seconds:
        """The earliest instant by which ``x`` business seconds have passed since ``begin``."""
        if isinstance(x, np.ndarray):
            if x.size:
                self._check_sum(int(x.min()))
                self._check_sum(int(x.max()))
            k = np.maximum(np.searchsorted(self.before, x, "left") - 1, 0)
            return x - self._shift[k]
        self._check_sum(x)
        starts, _, before = self._lists
        at = max(bisect_left(before, x) - 1, 0)
        return starts[at] + x - before[at]

    @overload
    def due(self, start: int, target_s: int, paused_s: int = 0) -> int: ...
    @overload
    def due(self, start: Seconds, target_s: int | Seconds, paused_s: int | Seconds = 0) -> Seconds: ...
    def due(
        self, start: int | Seconds, target_s: int | Seconds, paused_s: int | Seconds = 0
    ) -> int | Seconds:
        """When ``target_s`` business seconds from ``start`` have passed, not counting ``paused_s``.

        A target that ends at closing time is due at closing time; a target of 0 is due at ``start``.
        """
        _not_negative(target_s)
        _not_negative(paused_s)
        needed = target_s + paused_s
        if isinstance(start, np.ndarray):
            return np.where(needed == 0, start, self.inv(self.cum(start) + needed))
        return self.inv(self.cum(start) + needed) if needed else start

    @overload
    def elapsed(self, a: int, b: int) -> int: ...
    @overload
    def elapsed(self, a: Seconds, b: Seconds) -> Seconds: ...
    def elapsed(self, a: int | Seconds, b: int | Seconds) -> int | Seconds:
        """Business seconds from ``a`` to ``b``; negative when ``b`` is the earlier one."""
        return self.cum(b) - self.cum(a)

    def due_around(self, start: int, target_s: int, pauses: Iterable[Pause]) -> int:
        """When ``target_s`` business seconds from ``start`` have passed outside ``pauses``.

        Pauses may come in any order, overlap, or begin before ``start``. One that begins when the target is
        already due moves nothing.
        """
        due, paused, reached = self.due(start, target_s), 0, start
        for begin, end in sorted(pauses):
            counted_from = max(begin, reached)
            if counted_from >= due:
                break
            reached = max(end, reached)
            paused += self.elapsed(counted_from, max(end, counted_from))
            due = self.due(start, target_s, paused)
        return due

    def promise(self, start: int, target_s: int, paused_s: int = 0) -> Promise:
        """The due time together with the calendar versions that it rests on."""
        due = self.due(start, target_s, paused_s)
        first, last = bisect_right(self.since, start) - 1, bisect_right(self.since, due) - 1
        return Promise(due, self.versions[first : last + 1])

    def _check(self, t: int) -> None:
        if not self.begin <= t <= self.end:
            raise ClockError(
                "{instant} lies outside {begin} to {end}, for which calendar {calendar} was compiled",
                instant=_iso(t),
                begin=_iso(self.begin),
                end=_iso(self.end),
                calendar=self.calendar,
            )

    def _check_sum(self, x: int) -> None:
        _not_negative(x)
        if x > self.total:
            raise ClockError(
                "the target is due after {end}: calendar {calendar} was compiled no further",
                end=_iso(self.end),
                calendar=self.calendar,
            )


def _not_negative(seconds: int | Seconds) -> None:
    least = seconds.min(initial=0) if isinstance(seconds, np.ndarray) else seconds
    if least < 0:
        raise ClockError("neither a target nor a pause is negative: {seconds} s", seconds=least)


def _iso(epoch_s: int) -> str:
    return f"{np.datetime64(epoch_s, 's')}Z"

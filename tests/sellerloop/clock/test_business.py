"""Due times and elapsed business time: the worked examples, the laws, and what is refused."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellerloop.clock.business import BusinessTime
from sellerloop.clock.calendar import ALWAYS, EVERY_DAY, WEEKDAYS, Calendar, Hours
from sellerloop.clock.compile import compile_calendar
from sellerloop.clock.holidays import Holiday, Holidays
from sellerloop.clock.zones import ClockError

LOS_ANGELES = "America/Los_Angeles"
HOLIDAYS = Holidays(2026, 2026, (Holiday(dt.date(2026, 11, 26)), Holiday(dt.date(2026, 12, 25))))
OFFICE = (Hours(WEEKDAYS, dt.time(9), dt.time(12)), Hours(WEEKDAYS, dt.time(13), dt.time(18)))
NIGHT = (Hours(EVERY_DAY, dt.time(22), dt.time(6)),)
HOUR = 3600


def compiled(hours: tuple[Hours, ...], zone: str = LOS_ANGELES) -> BusinessTime:
    return compile_calendar(Calendar("L", zone, hours, HOLIDAYS), dt.date(2026, 1, 1), dt.date(2026, 12, 31))


CLOCKS = {
    "office": compiled(OFFICE),
    "always": compile_calendar(
        Calendar("24x7", LOS_ANGELES, ALWAYS), dt.date(2026, 1, 1), dt.date(2026, 12, 31)
    ),
    "night": compile_calendar(
        Calendar("night", LOS_ANGELES, NIGHT), dt.date(2026, 1, 1), dt.date(2026, 12, 31)
    ),
    "berlin": compiled(OFFICE, "Europe/Berlin"),
}
clocks = st.sampled_from(sorted(CLOCKS)).map(CLOCKS.__getitem__)
# the first months, so that every target below is due within the year
instants = st.integers(CLOCKS["berlin"].begin + 86_400, CLOCKS["berlin"].begin + 200 * 86_400)
targets = st.integers(0, 200 * HOUR)


def epoch(text: str) -> int:
    return int(dt.datetime.fromisoformat(text).timestamp())


@pytest.mark.parametrize(
    ("clock", "start", "hours", "due"),
    [
        pytest.param("office", "2026-03-06T17:30-08:00", 4, "2026-03-09T20:30Z", id="spring, lunch"),
        pytest.param("office", "2026-10-30T17:00-07:00", 8, "2026-11-03T01:00Z", id="autumn"),
        pytest.param("office", "2026-12-24T16:30-08:00", 4, "2026-12-28T19:30Z", id="holiday"),
        pytest.param("office", "2026-06-08T12:30-07:00", 3, "2026-06-08T23:00Z", id="starts in lunch"),
        pytest.param("office", "2026-06-08T10:00-07:00", 7, "2026-06-09T01:00Z", id="ends at closing"),
        pytest.param("office", "2026-06-13T11:00-07:00", 1, "2026-06-15T17:00Z", id="starts outside hours"),
        pytest.param("always", "2026-03-07T12:00-08:00", 24, "2026-03-08T20:00Z", id="24x7 spring"),
        pytest.param("always", "2026-10-31T12:00-07:00", 24, "2026-11-01T19:00Z", id="24x7 autumn"),
        pytest.param("night", "2026-03-07T22:00-08:00", 7.5, "2026-03-09T05:30Z", id="night of 7 h"),
        pytest.param("night", "2026-10-31T22:00-07:00", 7.5, "2026-11-01T12:30Z", id="night of 9 h"),
    ],
)
def test_golden_worked_example(clock: str, start: str, hours: float, due: str) -> None:
    target = int(hours * HOUR)
    assert CLOCKS[clock].due(epoch(start), target) == epoch(due)
    assert CLOCKS[clock].due(np.array([epoch(start)]), target).tolist() == [epoch(due)]


@pytest.mark.parametrize(
    ("pause", "hours", "due", "counted"),
    [
        (("2026-06-08T11:30-07:00", "2026-06-08T14:30-07:00"), 4, "2026-06-09T00:00Z", 2.0),
        (("2026-06-08T17:00-07:00", "2026-06-09T09:30-07:00"), 8, "2026-06-09T18:30Z", 1.5),
    ],
)
def test_golden_worked_example_with_a_pause(
    pause: tuple[str, str], hours: int, due: str, counted: float
) -> None:
    office, start = CLOCKS["office"], epoch("2026-06-08T10:00-07:00")
    begin, end = map(epoch, pause)
    assert office.elapsed(begin, end) == counted * HOUR
    assert office.due(start, hours * HOUR, office.elapsed(begin, end)) == epoch(due)
    assert office.due_around(start, hours * HOUR, [(begin, end)]) == epoch(due)


@given(clocks, instants, instants, instants)
def test_elapsed_time_adds_up_and_never_runs_back(clock: BusinessTime, a: int, b: int, c: int) -> None:
    assert clock.elapsed(a, b) + clock.elapsed(b, c) == clock.elapsed(a, c)
    assert clock.elapsed(a, b) == -clock.elapsed(b, a)
    assert 0 <= clock.elapsed(min(a, b), max(a, b)) <= abs(a - b)


@given(clocks, st.floats(0, 1))
def test_inv_is_the_earliest_instant_with_that_much_time(clock: BusinessTime, share: float) -> None:
    x = int(share * clock.total)
    at = clock.inv(x)
    assert clock.cum(at) == x
    assert at == clock.begin or clock.cum(at - 1) == x - 1


@given(clocks, instants)
def test_inv_of_cum_leads_back_to_the_same_instant_within_hours(clock: BusinessTime, t: int) -> None:
    within = any(start < t <= end for start, end in zip(clock.starts, clock.ends, strict=True))
    back = clock.inv(clock.cum(t))
    assert back == t if within else back < t


@given(clocks, instants, targets, targets)
def test_due_times_are_exact_monotone_and_chain(clock: BusinessTime, start: int, x: int, y: int) -> None:
    due = clock.due(start, x)
    assert clock.elapsed(start, due) == x
    assert due <= clock.due(start, x + y)
    assert due <= clock.due(start + y, x)
    assert clock.due(due, y) == clock.due(start, x + y) or y == 0
    assert clock.due(start, x, y) == clock.due(start, x + y)


@given(instants, targets)
def test_around_the_clock_business_time_is_real_time(start: int, target: int) -> None:
    assert CLOCKS["always"].due(start, target) == start + target


@given(instants, instants)
def test_open_and_closed_time_make_up_real_time(a: int, b: int) -> None:
    gaps = (Hours(WEEKDAYS, dt.time(12), dt.time(13)), Hours(WEEKDAYS, dt.time(18), dt.time(9)))
    weekend = Hours((5, 6), dt.time(9), dt.time(9))
    calendar = Calendar("closed", LOS_ANGELES, (*gaps, weekend))
    closed = compile_calendar(calendar, dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    assert CLOCKS["office"].elapsed(a, b) + closed.elapsed(a, b) == b - a


@given(instants, targets, st.integers(1, 20))
def test_whole_weeks_shift_due_times_in_a_zone_without_changes(start: int, target: int, weeks: int) -> None:
    clock = compile_calendar(
        Calendar("vn", "Asia/Ho_Chi_Minh", (*OFFICE, *NIGHT)), dt.date(2025, 12, 1), dt.date(2027, 6, 30)
    )
    shift = weeks * 7 * 86_400
    assert clock.due(start + shift, target) == clock.due(start, target) + shift


@given(clocks, st.lists(st.tuples(instants, targets, targets), min_size=1, max_size=9))
def test_columns_and_single_questions_agree(clock: BusinessTime, rows: list[tuple[int, int, int]]) -> None:
    starts, needs, pauses = (np.array(column) for column in zip(*rows, strict=True))
    due = clock.due(starts, needs, pauses)
    assert due.tolist() == [clock.due(*row) for row in rows]
    assert clock.cum(starts).tolist() == [clock.cum(row[0]) for row in rows]
    assert clock.inv(needs).tolist() == [clock.inv(row[1]) for row in rows]
    assert clock.elapsed(starts, due).tolist() == [a + b for _, a, b in rows]


def test_pauses_overlap_reach_back_and_come_in_any_order() -> None:
    office, start = CLOCKS["office"], epoch("2026-06-08T10:00-07:00")
    hours = [(9, 10.5), (14, 15), (10, 11), (14.5, 16), (17.5, 17.75)]
    pauses = [(start + int((a - 10) * HOUR), start + int((b - 10) * HOUR)) for a, b in hours]
    # paused 10-11 and 14-16; due at 17:00 before the last pause begins
    assert office.due_around(start, 3 * HOUR, pauses) == epoch("2026-06-08T17:00-07:00")
    assert office.due_around(start, 3 * HOUR, reversed(pauses)) == epoch("2026-06-08T17:00-07:00")


def test_nothing_to_do_is_due_at_once_even_outside_hours() -> None:
    sunday = epoch("2026-06-14T03:00-07:00")
    assert CLOCKS["office"].due(sunday, 0) == sunday
    assert CLOCKS["office"].due_around(sunday, 0, [(sunday - 60, sunday + 60)]) == sunday
    assert CLOCKS["office"].due(np.array([sunday]), np.array([0])).tolist() == [sunday]


def test_whole_horizon_can_be_used_up_but_not_more() -> None:
    office = CLOCKS["office"]
    assert office.due(office.begin, office.total) == epoch("2026-12-31T18:00-08:00")
    with pytest.raises(ClockError, match="compiled no further"):
        office.due(office.begin, office.total + 1)
    with pytest.raises(ClockError, match="compiled no further"):
        office.due(np.array([office.begin]), office.total + 1)


def test_calendar_that_never_opens_refuses_instead_of_searching_for_ever() -> None:
    never = compile_calendar(Calendar("never", "UTC", ()), dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    assert never.elapsed(never.begin, never.end) == 0
    with pytest.raises(ClockError, match="compiled no further"):
        never.due(never.begin, 1)


@pytest.mark.parametrize("shift", [-1, 366 * 86_400])
def test_instants_outside_the_horizon_are_refused(shift: int) -> None:
    office = CLOCKS["office"]
    with pytest.raises(ClockError, match="lies outside"):
        office.cum(office.begin + shift)
    with pytest.raises(ClockError, match="lies outside"):
        office.cum(np.array([office.begin, office.begin + shift]))


@pytest.mark.parametrize(("target", "paused"), [(-1, 0), (10, -5)])
def test_negative_targets_and_pauses_are_refused(target: int, paused: int) -> None:
    office = CLOCKS["office"]
    with pytest.raises(ClockError, match="negative"):
        office.due(office.begin, target, paused)
    with pytest.raises(ClockError, match="negative"):
        office.due(np.array([office.begin]), np.array([target]), paused)


def test_empty_columns_stay_empty() -> None:
    nothing = np.array([], dtype=np.int64)
    assert CLOCKS["office"].due(nothing, nothing).shape == (0,)

"""The loop that most desks run: from day to day, from window to window, until the target is used up."""

import datetime as dt

from sellerloop.clock.calendar import Calendar
from sellerloop.clock.zones import zone_info


def due(calendar: Calendar, start: int, target_s: int) -> int:
    """When ``target_s`` business seconds from ``start`` have passed, for a calendar without night windows and
    exceptions; epoch seconds."""
    zone = zone_info(calendar.zone)
    closed = set(calendar.holidays.dates) if calendar.holidays else set()
    day, left = dt.datetime.fromtimestamp(start, zone).date(), target_s
    while left:
        for hours in calendar.hours:
            if day.weekday() in hours.days and day not in closed:
                opens = int(dt.datetime.combine(day, hours.opens, zone).timestamp())
                closes = int(dt.datetime.combine(day, hours.closes, zone).replace(fold=1).timestamp())
                begin = max(opens, start)
                if closes - begin >= left:
                    return begin + left
                left -= max(closes - begin, 0)
        day += dt.timedelta(days=1)
    return start

"""When a promise of a policy falls due."""

import datetime as dt

import numpy as np

from sellerloop.clock.deadlines import BusinessDays, Extension, extra_days
from sellerloop.policy.schema import Deadline


def due_date(deadline: Deadline, start: dt.date, days: BusinessDays, known: dt.date | None = None) -> dt.date:
    """Return the day on which what starts on the local date ``start`` is due.

    ``days`` are the business days of the deadline's calendar. Extensions count as far as they were announced
    by ``known``; all of them where it is not given. Raises :class:`~sellerloop.clock.zones.ClockError` where
    ``days`` does not reach.
    """
    extensions = [
        Extension(e.first, e.last, e.days, dt.date.min if known is None else e.announced, e.name)
        for e in deadline.extensions
    ]
    extra = int(extra_days(np.datetime64(start), extensions, known or dt.date.min))
    return days.deadline(start, deadline.business_days + extra)

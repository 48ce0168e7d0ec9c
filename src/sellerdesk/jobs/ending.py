"""The end of finished jobs, and of what they left that nobody kept: simulations, uploads, trials."""

import datetime as dt
import logging

from django.conf import settings

from sellerdesk.jobs.models import Job
from sellerdesk.jobs.registry import FORGETTING

_LOG = logging.getLogger(__name__)


def forget(now: dt.datetime) -> int:
    """Remove what ended longer before ``now`` than the desk keeps it, and return how many jobs that were.

    What jobs changed stays: imports and their history, builds, policies, and the log of who asked.
    """
    before = now - settings.KEEP
    others = sum(remove(before, now) for remove in FORGETTING)
    _, counts = Job.objects.filter(ended_at__lt=before).delete()
    jobs = counts.get(Job._meta.label, 0)
    if jobs or others:
        _LOG.info("removed %d jobs and %d of their results that ended before %s", jobs, others, before)
    return jobs

"""The card of a long job, for any page; ``{% job_card job reload=True %}`` reloads the page when it ends."""

from typing import Any, cast

from django import template

from sellerdesk.jobs import words
from sellerdesk.jobs.models import Job, State

register = template.Library()
register.filter("said", words.said)

TONES = {
    State.WAITING: "none",
    State.RUNNING: "warn",
    State.DONE: "ok",
    State.FAILED: "bad",
    State.CANCELLED: "none",
}


@register.inclusion_tag("jobs/_card.html", takes_context=True)
def job_card(
    context: template.Context, job: Job, reload: bool = False, still: bool = False
) -> dict[str, Any]:
    """Where a job stands, with what can be done about it; it follows the job by itself unless ``still``. To
    whom it does not belong it only tells."""
    card = {"job": job, "reload": reload, "still": still, "own": still or job.is_visible_to(context["user"])}
    return cast(dict[str, Any], context.flatten()) | card


@register.filter
def tone(job: Job) -> str:
    return TONES[State(job.state)]


@register.filter
def waits_long(job: Job) -> bool:
    """Whether no worker has taken the job up for a minute, and none is busy with another one."""
    waits = job.state == State.WAITING and job.fence == 0 and job.age > 60
    return waits and not Job.objects.filter(state=State.RUNNING).exists()

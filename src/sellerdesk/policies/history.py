"""What happened to a policy, from the log, in words; and the drafts that are open."""

from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from sellerdesk.people.models import Person
from sellerdesk.policies.actions import subject
from sellerdesk.policies.models import OPEN, WRITING_ROLES, Draft, State
from sellerdesk.ui import formats
from sellerdesk.ui.models import LogEntry

_VERBS = {
    "policy.drafted": _("A draft was begun"),
    "policy.proposed": _("A draft was proposed"),
    "policy.taken_back": _("A proposal was taken back"),
    "policy.dropped": _("A draft was given up"),
    "policy.approved": _("A version was approved"),
    "policy.rejected": _("A proposal was sent back"),
    "policy.rolled_back": _("A version was rolled back"),
}
_DECISIONS = ("policy.approved", "policy.rolled_back")  # what everybody may know
_MOST = 40


@dataclass(frozen=True, slots=True)
class Event:
    """One step. ``who``, ``note`` and ``draft`` are empty for those who may not write drafts."""

    what: str
    at: str
    who: str = ""
    note: str = ""
    version: str = ""
    draft: int | None = None


def history(policy: str, person: Person) -> list[Event]:
    """Return the steps of a policy that ``person`` may know of, the newest first."""
    writes = person.role in WRITING_ROLES
    verbs = list(_VERBS) if writes else list(_DECISIONS)
    entries = list(LogEntry.objects.about(subject(policy)).filter(verb__in=verbs)[:_MOST])
    people = _names(entries) if writes else {}
    return [_event(entry, people, writes) for entry in entries]


def drafts_for(person: Person, policy: str = "") -> list[Draft]:
    """Return the open drafts that ``person`` may see, and what is approved for a day to come."""
    found = Draft.objects.visible_to(person).filter(state__in=(*OPEN, State.APPROVED))
    found = found.filter(policy=policy) if policy else found.filter(state__in=OPEN)
    return list(found.select_related("author", "changed_by").defer("text", "approved")[:_MOST])


def _names(entries: list[LogEntry]) -> dict[str, str]:
    keys = {entry.by for entry in entries}
    ids = [int(key.removeprefix("person:")) for key in keys if key.removeprefix("person:").isdigit()]
    return {person.key: person.name for person in Person.objects.filter(pk__in=ids)}


def _event(entry: LogEntry, people: dict[str, str], writes: bool) -> Event:
    facts = entry.facts
    return Event(
        gettext(_VERBS[entry.verb]),
        formats.moment(entry.at, formats.zone_in_force()),
        people.get(entry.by, ""),
        str(facts.get("note") or "") if writes else "",
        str(facts.get("version") or ""),
        facts.get("draft") if writes else None,
    )

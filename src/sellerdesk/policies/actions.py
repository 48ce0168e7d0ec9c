import datetime as dt
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from sellerdesk.people.models import Person, Role
from sellerdesk.policies.checking import check, clean
from sellerdesk.policies.known import Version, family, text_of
from sellerdesk.policies.models import DECIDING_ROLES, OPEN, WRITING_ROLES, Draft, State
from sellerdesk.policies.numbers import retold
from sellerdesk.ui import formats
from sellerdesk.ui.models import LogEntry, record
from sellerloop.lake.policies import write_own
from sellerloop.policy.dump import to_yaml
from sellerloop.policy.schema import Policy
from sellerloop.policy.versions import version_of


class Refused(Exception):
    """The step cannot be taken; the text says why, in the language in force."""


class Overtaken(Exception):
    """Somebody saved the draft meanwhile; nothing was written over."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(str(draft))
        self.draft = draft


def subject(policy: str) -> str:
    """Return the name under which the log knows a policy."""
    return f"policy:{policy}"


def begin(version: Version, *, by: Person, now: dt.datetime) -> Draft:
    """Begin a draft with the text of ``version``; an own open draft of it that was never changed is returned
    as it is."""
    _allowed(by, by.role in WRITING_ROLES)
    return _begun(version, text_of(version), by, now)


def begin_with(base: Version, tried: Version, *, by: Person, now: dt.datetime) -> Draft:
    """Begin a draft with what was tried: the text of ``base`` with the changed numbers, from today on."""
    _allowed(by, by.role in WRITING_ROLES)
    day = max(tried.policy.effective_from, timezone.localdate())
    wanted = tried.policy.model_copy(update={"effective_from": day})
    text = retold(text_of(base), base.policy, wanted)
    return _begun(base, text, by, now)


def save(draft: Draft, text: str, *, revision: int, by: Person, now: dt.datetime) -> Draft:
    """Keep what was typed, sound or not. A rejected draft is a draft again.

    Raises Overtaken when somebody else has saved since ``revision``, Refused when the draft is not open.
    """
    _allowed(by, by.role in WRITING_ROLES)
    with transaction.atomic():
        present = _locked(draft)
        if present.text == clean(text):
            return present
        if present.revision != revision:
            raise Overtaken(present)
        if present.state not in (State.DRAFT, State.REJECTED):
            raise Refused(gettext("This draft is not being edited any more; take it back first."))
        present.text, present.state = clean(text), State.DRAFT
        present.revision += 1
        present.changed_by, present.changed_at = by, now
        present.save()
        record(
            "policy.saved",
            subject(draft.policy),
            by=by.key,
            at=now,
            draft=draft.pk,
            revision=present.revision,
        )
    return present


def propose(draft: Draft, note: str, *, revision: int, by: Person, now: dt.datetime) -> Draft:
    """Ask for a decision. Raises Refused with the reason when the draft is not ready for one."""

    def step(present: Draft) -> None:
        _state(present, State.DRAFT, State.REJECTED)
        _ready(present)
        present.state, present.note = State.PROPOSED, note

    return _step(draft, "policy.proposed", step, revision=revision, by=by, now=now, note=note)


def take_back(draft: Draft, *, revision: int, by: Person, now: dt.datetime) -> Draft:
    """Make a proposal a draft again."""

    def step(present: Draft) -> None:
        _state(present, State.PROPOSED)
        present.state = State.DRAFT

    return _step(draft, "policy.taken_back", step, revision=revision, by=by, now=now)


def drop(draft: Draft, *, revision: int, by: Person, now: dt.datetime) -> Draft:
    """Give a draft up; its text is kept."""

    def step(present: Draft) -> None:
        _state(present, *OPEN)
        present.state = State.DROPPED

    return _step(draft, "policy.dropped", step, revision=revision, by=by, now=now)


def reject(draft: Draft, note: str, *, revision: int, by: Person, now: dt.datetime) -> Draft:
    """Send a proposal back with a reason."""

    def step(present: Draft) -> None:
        _state(present, State.PROPOSED)
        _second(present, by)
        _reason(note)
        _decide(present, State.REJECTED, note, by, now)

    return _step(draft, "policy.rejected", step, revision=revision, by=by, now=now, note=note)


def approve(draft: Draft, note: str, *, revision: int, by: Person, now: dt.datetime) -> Draft:
    """Let a proposal go live from its day: it is written to the folder that builds read.

    Raises Refused for the author, for a draft that is not ready, and without a note; LakeError when the
    folder cannot be written, and then nothing has changed.
    """

    def step(present: Draft) -> None:
        _state(present, State.PROPOSED)
        _second(present, by)
        _reason(note)
        policy = _ready(present)
        present.version, present.effective_from = version_of(policy), policy.effective_from
        present.approved = to_yaml(policy)
        _decide(present, State.APPROVED, note, by, now)

    return _step(draft, "policy.approved", step, revision=revision, by=by, now=now, note=note)


def roll_back(draft: Draft, note: str, *, revision: int, by: Person, now: dt.datetime) -> Draft:
    """Withdraw an approved version; the one before it decides again. An administrator may do it alone, a
    programme manager not for what they wrote themselves."""

    def step(present: Draft) -> None:
        _state(present, State.APPROVED)
        if by.role != Role.ADMINISTRATOR:
            _second(present, by)
        _reason(note)
        _decide(present, State.ROLLED_BACK, note, by, now)

    return _step(draft, "policy.rolled_back", step, revision=revision, by=by, now=now, note=note)


def wrote(draft: Draft, person: Person) -> bool:
    """Whether any line of the draft may be by ``person``: who began or saved it, whoever saved it since."""
    saves = LogEntry.objects.about(subject(draft.policy)).filter(verb="policy.saved", by=person.key)
    return person.pk in (draft.author_id, draft.changed_by_id) or saves.filter(facts__draft=draft.pk).exists()


def write_policies() -> int:
    """Write every approved version to the folder of the lake, remove the others that came from here, and
    return how many there are. Of versions of one policy and day the last approved one counts."""
    files: dict[tuple[str, dt.date | None, bool], Draft] = {}
    decided = Draft.objects.filter(state__in=(State.APPROVED, State.ROLLED_BACK))
    drafts = list(decided.order_by("decided_at", "pk"))
    for draft in (draft for draft in drafts if draft.state == State.APPROVED):
        files[draft.policy, draft.effective_from, "mode: preview" in draft.approved] = draft
    wanted = {draft.file: draft.approved for draft in files.values()}
    write_own(settings.LAKE, wanted, [draft.file for draft in drafts])
    return len(wanted)


def _begun(base: Version, text: str, by: Person, now: dt.datetime) -> Draft:
    policy = base.policy.id
    with transaction.atomic():
        fresh = Draft.objects.filter(policy=policy, base=base.hash, state=State.DRAFT, revision=1, text=text)
        if same := fresh.filter(author=by).first():
            return same
        people = {"author": by, "changed_by": by}
        times = {"created_at": now, "changed_at": now}
        draft = Draft.objects.create(policy=policy, base=base.hash, text=text, **people, **times)
        record("policy.drafted", subject(policy), by=by.key, at=now, draft=draft.pk, version=base.hash)
    return draft


def _step(
    draft: Draft,
    verb: str,
    step: Callable[[Draft], None],
    *,
    revision: int,
    by: Person,
    now: dt.datetime,
    note: str = "",
) -> Draft:
    """Take one step of a draft's life, all of it or nothing; a second time it changes nothing."""
    _allowed(by, by.role in WRITING_ROLES)
    with transaction.atomic():
        present = _locked(draft)
        if present.revision != revision:
            raise Overtaken(present)
        step(present)
        present.save()
        facts = {"draft": present.pk, "revision": present.revision, "note": note, "version": present.version}
        record(verb, subject(present.policy), by=by.key, at=now, **facts)
        if present.state in (State.APPROVED, State.ROLLED_BACK):
            write_policies()
    return present


def _locked(draft: Draft) -> Draft:
    return Draft.objects.select_for_update().get(pk=draft.pk)


def _allowed(by: Person, allowed: bool) -> None:
    if not (allowed and by.is_active):
        raise PermissionDenied


def _state(draft: Draft, *states: State) -> None:
    if draft.state not in states:
        now = State(draft.state).label
        raise Refused(gettext("That was decided meanwhile: the draft is now “%(state)s”.") % {"state": now})


def _second(draft: Draft, by: Person) -> None:
    _allowed(by, by.role in DECIDING_ROLES)
    if wrote(draft, by):
        raise Refused(gettext("Who wrote a version cannot decide on it; somebody else has to."))


def _reason(note: str) -> None:
    if not note.strip():
        raise Refused(gettext("Say why in a note."))


def _decide(draft: Draft, state: State, note: str, by: Person, now: dt.datetime) -> None:
    draft.state, draft.decision, draft.decided_by, draft.decided_at = state, note, by, now


def _ready(draft: Draft) -> Policy:
    """Return the draft as a policy that may go live."""
    checked = check(draft.text, draft.policy)
    if checked.policy is None:
        raise Refused(gettext("The draft still has problems; they are listed below."))
    policy = checked.policy
    if version_of(policy) in {version.hash for version in family(draft.policy).versions}:
        raise Refused(gettext("The draft says the same as a version that exists already."))
    if policy.effective_from < timezone.localdate():
        day = formats.day(policy.effective_from)
        raise Refused(
            gettext("It would take effect on %(day)s, which has passed. Choose today or a later day.")
            % {"day": day}
        )
    return policy

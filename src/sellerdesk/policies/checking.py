"""Is a text a sound version of its policy? Everything that is wrong with it, with line, field and reason."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_noop

from sellerdesk.policies.known import Version, family
from sellerloop.policy.document import read
from sellerloop.policy.load import load
from sellerloop.policy.problem import Mark, Problem
from sellerloop.policy.schema import Policy
from sellerloop.policy.versions import version_of
from sellerloop.scores.definitions import DefinitionError
from sellerloop.scores.packs import catalogue, texts
from sellerloop.scores.resolve import resolve
from sellerloop.speech.message import Message

FILE = "draft"
LONGEST = 200_000  # signs of a draft


@dataclass(frozen=True, slots=True)
class Checked:
    """A text and what became of it: a policy, or the problems that keep it from being one."""

    policy: Policy | None
    problems: tuple[Problem, ...]

    @property
    def version(self) -> Version | None:
        return None if self.policy is None else Version(self.policy, version_of(self.policy), shipped=False)


def clean(text: str) -> str:
    """Return what was typed with plain line ends and without the one sign that no database keeps."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd")


def check(text: str, policy_id: str) -> Checked:
    """Read ``text`` as a version of ``policy_id``. No text makes this fail: what is wrong is told."""
    if len(text) > LONGEST:
        reason = Message(gettext_noop("the text is longer than {longest} signs"), {"longest": LONGEST})
        return Checked(None, (Problem(Mark(FILE, 1, 1), "", reason),))
    loaded = load({FILE: text, **_bases(text)}, catalogue())
    problems = tuple(problem for problem in loaded.problems if problem.mark.file == FILE)
    if problems:
        return Checked(None, problems)
    return _named(text, policy_id, loaded.policies)


def _named(text: str, policy_id: str, policies: tuple[Policy, ...]) -> Checked:
    """The policy of the draft itself, if it is the one that the draft is about and can be computed."""
    node, _problems = read(text, FILE)
    fields = node.fields if node else {}
    said = node.text("id") if node else ""
    if said != policy_id:
        place = fields["id"].mark if "id" in fields else Mark(FILE, 1, 1)
        reason = Message(gettext_noop("has to stay {policy}"), {"policy": policy_id})
        return Checked(None, (Problem(place, "id", reason),))
    day = node.text("effective_from") if node else ""
    found = [p for p in policies if p.id == policy_id and (not day or p.effective_from.isoformat() == day)]
    for policy in reversed(found):
        try:
            resolve(policy)
        except DefinitionError as error:
            reason = Message(gettext_noop("this cannot be computed: {detail}"), {"detail": str(error)})
            return Checked(None, (Problem(Mark(FILE, 1, 1), "", reason),))
        return Checked(policy, ())
    reason = Message(gettext_noop("the policy that this extends cannot be found"))
    return Checked(None, (Problem(Mark(FILE, 1, 1), "extends", reason),))


def _bases(text: str) -> Mapping[str, str]:
    """What a draft may extend; most extend nothing and are read alone."""
    return texts() if "extends:" in text else {}


def base_of(policy_id: str, version: str) -> Version | None:
    """Return the version that a draft began with; the one in force where that is gone."""
    found = family(policy_id)
    same = [known for known in found.versions if known.hash == version]
    return same[-1] if same else found.now

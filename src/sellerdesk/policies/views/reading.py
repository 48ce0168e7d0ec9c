from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from sellerdesk.people.asking import person_of
from sellerdesk.people.models import Person
from sellerdesk.policies.differing import groups, side_by_side
from sellerdesk.policies.effects import sections
from sellerdesk.policies.history import drafts_for, history
from sellerdesk.policies.known import Family, Version, families, family
from sellerdesk.policies.reading import Reading
from sellerdesk.policies.views.asking import may_try, may_write
from sellerdesk.sellers import lake
from sellerdesk.sellers.cells import Cells
from sellerdesk.sellers.models import Seller
from sellerloop.policy.schema import Policy


@dataclass(frozen=True, slots=True)
class Row:
    """One policy in the list: the version in force, and how many of the person's accounts it scores."""

    family: Family
    now: Version
    accounts: int
    built: str

    @property
    def policy(self) -> Policy:
        return self.now.policy

    @property
    def waits(self) -> bool:
        """Whether the last build used another version."""
        return bool(self.built) and self.built != self.now.hash


@require_safe
def policies(request: HttpRequest) -> HttpResponse:
    """Every policy, those that score somebody first."""
    counts, built = _accounts(person_of(request)), _built()
    rows = [
        Row(found, found.now, counts.get(name, 0), built.get(name, "")) for name, found in families().items()
    ]
    rows.sort(key=lambda row: (-row.accounts, not row.built, str(row.policy.title)))
    context = {"section": "policies", "rows": rows, "drafts": drafts_for(person_of(request))}
    return render(request, "policies/list.html", context)


@require_safe
def policy(request: HttpRequest, policy: str) -> HttpResponse:
    """One version of a policy, readable; the one in force unless another is asked for."""
    person, found = person_of(request), family(policy)
    version = found.version(request.GET.get("version", ""))
    reading = Reading(version)
    context = {
        "section": "policies",
        "family": found,
        "version": version,
        "policy": version.policy,
        "reading": reading,
        "sections": sections(reading),
        "now": found.now,
        "versions": found.versions[::-1],
        "built": _built().get(policy, ""),
        "accounts": _accounts(person).get(policy, 0),
        "drafts": drafts_for(person, policy),
        "history": history(policy, person),
        "may_try": may_try(person),
        "may_write": may_write(person),
    }
    return render(request, "policies/policy.html", context)


@require_safe
def diff(request: HttpRequest, policy: str) -> HttpResponse:
    """Two versions of a policy, or of two policies, in words and side by side."""
    found = family(policy)
    other = family(request.GET.get("with") or policy)
    old, new = _two(found, other, request.GET.get("old", ""), request.GET.get("new", ""))
    context = {
        "section": "policies",
        "family": found,
        "policy": found.now.policy,
        "crumb": gettext("What differs"),
        "old": old,
        "new": new,
        "groups": groups(old, new),
        "pairs": side_by_side(old, new),
        "choices": found.versions[::-1],
        "other": other,
        "others": families().values(),
    }
    return render(request, "policies/diff.html", context)


def _two(found: Family, other: Family, old: str, new: str) -> tuple[Version, Version]:
    """The versions asked for; where none is, the one in force against the one before it."""
    after = other.version(new)
    if old or other is not found:
        return found.version(old), after
    place = found.versions.index(after)
    return found.versions[max(place - 1, 0)], after


def _accounts(person: Person) -> Mapping[str, int]:
    """How many of the accounts that ``person`` sees each policy scores."""
    return Cells.seen_by(person, Seller.objects.visible_to(person)).scored()


def _built() -> dict[str, str]:
    """The version of each policy that the last build used."""
    snapshot = lake.current()
    return dict(snapshot.info.policies) if snapshot else {}

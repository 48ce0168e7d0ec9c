"""The policies that the desk knows: what is shipped, what lies in the lake's folder, what was built."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.http import Http404
from django.utils import timezone

from sellerdesk.sellers import lake
from sellerloop.lake.policies import deciding, known_policies, own_texts
from sellerloop.policy.dump import to_yaml
from sellerloop.policy.load import load
from sellerloop.policy.schema import Policy
from sellerloop.policy.versions import version_of, versions
from sellerloop.scores.packs import catalogue, packs, texts
from sellerloop.scores.resolve import ResolvedPolicy, resolve

_BASE = "extends:"


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a policy: ``hash`` names its content; ``shipped`` came with the product."""

    policy: Policy
    hash: str
    shipped: bool


@dataclass(frozen=True)
class Family:
    """All versions of one policy, the oldest first; of equal days the one that decides comes last."""

    id: str
    versions: tuple[Version, ...]

    def on(self, day: dt.date) -> Version:
        """Return the version that decides on ``day``; before the first one that one, and of a policy that was
        never live its last version."""
        found = deciding([version.policy for version in self.versions], self.id, day)
        same = [version for version in self.versions if version.policy == found]
        return same[-1] if same else self.versions[-1]

    @property
    def now(self) -> Version:
        return self.on(timezone.localdate())

    def version(self, wanted: str) -> Version:
        """Return the version whose hash is ``wanted``; the present one for an empty text. Http404
        for a version that is not known."""
        if not wanted:
            return self.now
        found = [version for version in self.versions if version.hash == wanted]
        if not found:
            raise Http404
        return found[-1]


def families() -> Mapping[str, Family]:
    """Return every policy by id. Raises LakeError when a policy of the lake is unsound."""
    snapshot = lake.current()
    built = tuple(resolved.policy for resolved in snapshot.policies.values()) if snapshot else ()
    return _families(tuple(own_texts(settings.LAKE).items()), str(settings.LAKE), built)


def family(policy_id: str) -> Family:
    """Return one policy with its versions; Http404 for an unknown id."""
    found = families().get(policy_id)
    if found is None:
        raise Http404
    return found


@lru_cache(maxsize=4)
def _families(own: tuple[tuple[str, str], ...], root: str, built: tuple[Policy, ...]) -> dict[str, Family]:
    """``own`` are the texts of the folder in ``root``: another text, another answer."""
    shipped = [policy for found in packs().values() for policy in found]
    known = list(known_policies(settings.LAKE))
    hashes = {version_of(policy) for policy in known}
    known = [*(policy for policy in built if version_of(policy) not in hashes), *known]
    ids = sorted({policy.id for policy in known})
    return {
        name: Family(name, tuple(Version(p, version_of(p), p in shipped) for p in versions(known, name)))
        for name in ids
    }


@lru_cache(maxsize=64)
def resolved_of(version: Version) -> ResolvedPolicy:
    """Return a version ready for arithmetic."""
    return resolve(version.policy)


@lru_cache(maxsize=64)
def text_of(version: Version) -> str:
    """Return a version as YAML to begin a draft with: the shipped file with its remarks where that file says
    all of it, else all of it written out."""
    for name, text in texts().items():
        if name.partition("@")[0].removesuffix(".yaml") != version.policy.id or _BASE in text:
            continue
        read = load({name: text}, catalogue()).policies
        if read and version_of(read[0]) == version.hash:
            return text
    return to_yaml(version.policy)

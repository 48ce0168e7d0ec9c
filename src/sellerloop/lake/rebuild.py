"""The next build of a lake: what the last one built, with the policies as they are now."""

import datetime as dt
from pathlib import Path

from sellerloop.lake.build import BuildOptions
from sellerloop.lake.manifest import Manifest
from sellerloop.lake.policies import deciding, known_policies
from sellerloop.scores.resolve import resolve

_FIRST = ("sps-us",)  # as ``sellerloop build`` does


def next_build(root: Path, manifest: Manifest, *, day: dt.date) -> BuildOptions:
    """Return options that build the lake in ``root`` again up to its last event: the policies of the last
    build as in force on ``day``; a policy that is not there any more falls out.

    Raises LakeError when a policy file of the lake is unsound.
    """
    built = tuple(policy for policy, _ in manifest.build.policies) if manifest.build else _FIRST
    known = known_policies(root)
    found = (deciding(known, policy, day) for policy in built)
    return BuildOptions(tuple(resolve(policy) for policy in found if policy is not None))

"""The next build of a lake: what the last one built, with the policies as they are now."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

from sellerloop.lake.build import BuildOptions
from sellerloop.lake.manifest import Manifest
from sellerloop.lake.policies import deciding, known_policies
from sellerloop.scores.resolve import resolve

_FIRST = ("sps-us",)  # as ``sellerloop build`` does


def next_build(root: Path, manifest: Manifest, *, day: dt.date) -> BuildOptions:
    """Return options that build the lake in ``root`` again up to its last event: as many days as the last
    build, and its policies as in force on ``day``; a policy that is not there any more falls out.

    Raises LakeError when a policy file of the lake is unsound.
    """
    last, known = manifest.build, known_policies(root)
    names = [policy for policy, _ in last.policies] if last else _FIRST
    found = (deciding(known, name, day) for name in names)
    options = BuildOptions(tuple(resolve(policy) for policy in found if policy is not None))
    return replace(options, days=last.days) if last else options

"""Policies of one's own: YAML files in the folder ``policies`` of a lake, beside those that are shipped.

Of two live versions of a policy that begin on the same day, the one in the folder decides. A file is complete
or extends a policy that is shipped or lies in the folder as well.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from sellerloop.lake.durable import put
from sellerloop.lake.failure import LakeError
from sellerloop.policy.load import load
from sellerloop.policy.schema import Mode, Policy
from sellerloop.policy.versions import in_force, versions
from sellerloop.scores.packs import catalogue, packs, texts
from sellerloop.speech.message import Message, gettext_noop

FOLDER = "policies"
_SUFFIXES = (".yaml", ".yml")
_BASE = "extends:"  # what a complete file does not say


def own_texts(root: Path) -> dict[str, str]:
    """Return the text of every policy file of the lake in ``root``, by name.

    Raises LakeError for a file that cannot be read.
    """
    folder = root / FOLDER
    if not folder.is_dir():
        return {}
    files = sorted(file for file in folder.iterdir() if file.suffix in _SUFFIXES and file.is_file())
    try:
        return {file.name: file.read_text(encoding="utf-8") for file in files}
    except (OSError, UnicodeDecodeError) as error:
        text = gettext_noop("The folder of policies cannot be read: {detail}")
        raise LakeError(Message(text, {"detail": str(error)})) from error


def known_policies(root: Path) -> tuple[Policy, ...]:
    """Return every version of every policy: those that are shipped, then those of the lake in ``root``.

    Raises LakeError, which names file, line, field and reason, when a file of the lake is unsound.
    """
    return (*_shipped(), *_own(tuple(own_texts(root).items())))


def write_own(root: Path, files: Mapping[str, str], ours: Collection[str]) -> None:
    """Make the folder hold ``files`` (name to text) and none of the others that are ``ours``; what somebody
    else put there stays. Doing it again changes nothing.

    Raises LakeError when the folder cannot be written.
    """
    folder = root / FOLDER
    try:
        present = own_texts(root)
        for name, text in files.items():
            if present.get(name) != text:
                put(folder / name, text.encode())
        for name in present.keys() & (set(ours) - files.keys()):
            (folder / name).unlink(missing_ok=True)
    except OSError as error:
        text = gettext_noop("The folder of policies cannot be written: {detail}")
        raise LakeError(Message(text, {"detail": str(error)})) from error


def deciding(policies: Sequence[Policy], policy_id: str, day: dt.date) -> Policy | None:
    """Return the live version of ``policy_id`` that decides on ``day``; before the first one that one, since
    to ask what a policy would have said of earlier days is a fair question. None for an unknown id."""
    known = versions(policies, policy_id)
    live = (policy for policy in known if policy.mode is Mode.LIVE)
    return in_force(policies, policy_id, None, day) or next(live, None)


def _shipped() -> tuple[Policy, ...]:
    return tuple(policy for versions in packs().values() for policy in versions)


@lru_cache(maxsize=4)
def _own(files: tuple[tuple[str, str], ...]) -> tuple[Policy, ...]:
    bases = texts() if any(_BASE in text for _name, text in files) else {}
    loaded = load({**bases, **dict(files)}, catalogue())
    if loaded.problems:
        text = gettext_noop("A policy of this lake is unsound: {problems}")
        raise LakeError(Message(text, {"problems": "; ".join(map(str, loaded.problems))}))
    shipped = frozenset(_shipped()) if bases else frozenset[Policy]()
    return tuple(policy for policy in loaded.policies if policy not in shipped)

"""Which policy a command means: one that is shipped or the lake's own, in force on a day, or a file."""

import datetime as dt
from pathlib import Path

import click

from sellerloop.cli.speaking import say
from sellerloop.lake.policies import deciding, known_policies
from sellerloop.lake.storage import Lake
from sellerloop.policy.load import load
from sellerloop.scores.definitions import DefinitionError
from sellerloop.scores.packs import catalogue, packs, texts
from sellerloop.scores.resolve import ResolvedPolicy, resolve
from sellerloop.speech.message import Message, gettext_noop


def policy_in_force(name: str, day: dt.date, lake: Lake) -> ResolvedPolicy:
    """Return the policy ``name`` as in force on ``day``, of those that are shipped and those of the lake, or
    the policy in the file ``name`` (``*.yaml``).

    Raises click.UsageError for an unknown name, click.ClickException for a file that is refused, with every
    problem's file, line, field and reason, and LakeError for such a file of the lake.
    """
    if name.endswith((".yaml", ".yml")):
        return _own(Path(name))
    known = known_policies(lake.root)
    found = deciding(known, name, day)
    if found is None:
        text = gettext_noop("no policy is called {policy}; there are: {policies}")
        names = sorted({policy.id for policy in known})
        raise click.UsageError(say(Message(text, {"policy": name, "policies": ", ".join(names)})))
    return resolve(found)


def _own(path: Path) -> ResolvedPolicy:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{path}: {error}") from error
    loaded = load({**texts(), path.name: text}, catalogue())
    if loaded.problems:
        raise click.ClickException("\n" + "\n".join(map(str, loaded.problems)))
    shipped = {policy for versions in packs().values() for policy in versions}
    try:
        return resolve(next(policy for policy in loaded.policies if policy not in shipped))
    except StopIteration:
        text = gettext_noop("{file} is the same as a policy that is shipped")
        raise click.ClickException(say(Message(text, {"file": path}))) from None
    except DefinitionError as error:
        raise click.ClickException(f"{path}: {error}") from error

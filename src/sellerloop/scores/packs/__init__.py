"""The policies that come with the product, each "...-style" and not affiliated: YAML files of this package.

A file holds one version of one policy; ``id.yaml``, or ``id@effective-date.yaml`` where there are several.
"""

import datetime as dt
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

from sellerloop.events.registry import contracts
from sellerloop.metrics.registry import metrics
from sellerloop.metrics.replies import REPLY
from sellerloop.policy.lint import Catalogue, Definition
from sellerloop.policy.load import load
from sellerloop.policy.schema import Mode, Policy, PolicyMetric
from sellerloop.policy.versions import in_force, versions
from sellerloop.scores.definitions import DefinitionError, definition
from sellerloop.speech.message import Message, gettext_noop


@cache
def texts() -> Mapping[str, str]:
    """Return the text of every pack by file name; policies of one's own may extend packs when loaded with
    them."""
    folder = resources.files(__name__)
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".yaml")), key=lambda f: f.name)
    return MappingProxyType({file.name: file.read_text(encoding="utf-8") for file in files})


@cache
def catalogue() -> Catalogue:
    """Return what policies may refer to: the catalogue of metrics, the columns of the event contracts, and
    whether a metric can be computed."""
    definitions = {
        name: Definition(metric.unit.value, metric.aggregation.value, metric.window)
        for name, metric in metrics().items()
    }
    kinds = {**contracts(), REPLY.kind: REPLY}
    columns = {kind: frozenset(c.name for c in contract.columns) for kind, contract in kinds.items()}
    return Catalogue(definitions, columns, _trial)


def _trial(metric: PolicyMetric, policy: Policy) -> Message | None:
    try:
        definition(metric, policy.exemptions, policy.sources)
    except DefinitionError as error:
        return Message(gettext_noop("this cannot be computed: {detail}"), {"detail": str(error)})
    return None


@cache
def packs() -> Mapping[str, tuple[Policy, ...]]:
    """Return every pack by id with all its versions, the oldest first.

    Raises ValueError naming file, line, field and reason when a shipped file is unsound.
    """
    loaded = load(texts(), catalogue())
    if loaded.problems:
        raise ValueError("\n".join(map(str, loaded.problems)))
    names = sorted({policy.id for policy in loaded.policies})
    return MappingProxyType({name: versions(loaded.policies, name) for name in names})


def pack(pack_id: str, day: dt.date, market: str | None = None) -> Policy:
    """Return the live version of a pack in force on ``day``, for ``market`` where one is given.

    Before the first version the first one is returned: to ask what a policy would have said of earlier days
    is a fair question. Raises KeyError for an unknown id.
    """
    known = packs()[pack_id]
    every = (policy for policies in packs().values() for policy in policies)
    found = in_force(every, pack_id, market, day) or in_force(known, pack_id, None, day)
    return found or next(policy for policy in known if policy.mode is Mode.LIVE)

"""What published policies ask of a metric, as a table beside one's own number."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from sellerdesk.metrics.wording import certainty_meaning, certainty_word
from sellerdesk.ui import formats
from sellerloop.metrics.spec import Metric
from sellerloop.policy.source import Certainty
from sellerloop.scores.packs import packs
from sellerloop.scores.standards import Standard, standards


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that a policy asks. ``sources`` are pairs of where and when it was read."""

    policy: str
    title: str
    purpose: str
    about: str
    text: str
    days: str
    sources: Sequence[tuple[str, str]]
    certainty: str
    certainty_why: str
    assumed: bool


def asked_of(base: str, spec: Metric, day: dt.date) -> list[Asked]:
    """Return what every published policy in force on ``day`` asks of the catalogue's metric ``base``."""
    known = [policy for versions in packs().values() for policy in versions]
    return [_asked(standard, spec) for standard in standards(base, known, day)]


def _asked(standard: Standard, spec: Metric) -> Asked:
    if standard.value is None:
        text = formats.say(standard.line.text)
    else:
        unit = standard.rule.unit or spec.unit.value
        value = formats.limit(float(standard.value), unit)
        text = f"{formats.SIGNS.get(standard.op, standard.op)}{formats.THIN}{value}"
    certainty = standard.certainty
    return Asked(
        policy=standard.policy.id,
        title=gettext(standard.policy.title),
        purpose=gettext(standard.purpose),
        about=gettext(standard.line.title) if standard.line.title else "",
        text=text,
        days=formats.say(standard.window),
        sources=[(source.ref, formats.day(source.read_on)) for source in standard.sources],
        certainty=certainty_word(certainty),
        certainty_why=certainty_meaning(certainty),
        assumed=certainty is Certainty.ASSUMED,
    )

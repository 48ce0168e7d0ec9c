"""Words and numbers of the pages on sellers."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.translation import gettext

from sellerdesk.people.models import Role
from sellerdesk.sellers.links import GIVING_ROLES
from sellerdesk.sellers.models import Seller, band_of
from sellerdesk.sellers.question import Question
from sellerdesk.sellers.scorecard import PLACES, TONES, Scorecard
from sellerdesk.sellers.spans import Days
from sellerdesk.sellers.words import code_name
from sellerdesk.ui import formats
from sellerloop.lake.reader import MetricValue
from sellerloop.lake.reasons import message_of
from sellerloop.metrics.spec import Metric, Unit

register = template.Library()
register.filter("code_name", code_name)


@dataclass(frozen=True, slots=True)
class Now:
    """A seller's present score in the words of a list."""

    score: str
    scale: str
    change: str
    change_tone: str
    word: str
    tone: str
    worst: str
    worst_lost: str
    trend_label: str


@register.simple_tag
def standing(seller: Seller) -> Now:
    reason = formats.sentence(formats.say(message_of(seller.reason or None)))
    scored = seller.score is not None
    return Now(
        score=formats.number(seller.score, seller.digits),
        scale=formats.number(seller.scale) if scored else "",
        change=formats.signed(seller.change, PLACES) if seller.change is not None else formats.DASH,
        change_tone=_tone(seller.change),
        word=code_name(seller.standing) if scored else gettext("Not scored"),
        tone=TONES[seller.band],
        worst=gettext(seller.worst) if seller.worst else "",
        worst_lost=minus_points(seller.worst_lost),
        trend_label=reason or gettext("Score of the last 13 weeks"),
    )


@register.simple_tag
def metric_value(seller: Seller, metric: Metric) -> str:
    """A seller's present value of a metric."""
    return formats.measure(seller.metrics.get(metric.id), metric.unit.value)


@register.simple_tag
def score_texts(card: Scorecard) -> dict[str, Any]:
    """The words around the ring."""
    high = formats.number(card.high)
    if card.score is None:
        reason = formats.sentence(formats.say(card.card.score.reason))
        label = gettext("No score: %(reason)s") % {"reason": reason}
        return {"value": formats.DASH, "under": gettext("no score"), "label": label, "reason": reason}
    value = formats.number(card.shown, card.digits)
    lost = formats.number(card.lost, PLACES)
    return {
        "value": value,
        "under": gettext("of %(high)s") % {"high": high},
        "label": gettext("Score %(value)s of %(high)s") % {"value": value, "high": high},
        "change": "" if card.change is None else formats.signed(card.change, PLACES),
        "change_tone": _tone(card.change),
        "distance": formats.signed(card.next_level.distance, PLACES) if card.next_level else "",
        "lost_title": gettext("Where %(lost)s points went") % {"lost": lost}
        if card.lost
        else gettext("No points lost"),
        "reason": "",
        "dimensions": [
            (
                code_name(name),
                formats.number(value, 1),
                TONES[band_of((value - card.low) / (card.high - card.low))],
            )
            for name, value in card.dimensions.items()
        ],
    }


@register.simple_tag
def seller_facts(seller: Seller, fresh: str) -> str:
    """What a person wants to know beside the name, in one line."""
    parts = [
        seller.pk,
        code_name(seller.category),
        code_name(seller.tier),
        seller.owner.name if seller.owner else gettext("no account manager"),
        formats.language_name(seller.language) if seller.language else "",
        fresh,
    ]
    return " · ".join(part for part in parts if part)


@register.simple_tag
def seller_address(seller: Seller, question: Question) -> str:
    """The scorecard that a page about one metric belongs to."""
    query = f"?policy={question.policy}&as_of={question.as_of.isoformat()}"
    return reverse("sellers:scorecard", args=[seller.pk]) + query


@dataclass(frozen=True, slots=True)
class Tab:
    """One of the pages about a seller."""

    name: str
    address: str
    here: bool


@register.simple_tag
def card_tabs(question: Question, here: str) -> list[Tab]:
    """The pages about one seller, on the same rule and day."""
    names = {
        "scorecard": gettext("Scorecard"),
        "change": gettext("Why it changed"),
        "outlook": gettext("What is coming"),
        "what_if": gettext("What if"),
    }
    return [Tab(text, tab_address(question, name), name == here) for name, text in names.items()]


@register.simple_tag
def giving_roles() -> frozenset[Role]:
    """Who may hand out links to scorecards."""
    return GIVING_ROLES


@register.simple_tag
def change_address(question: Question, days: Days, known: str) -> str:
    """The page of a change, from and to the same days."""
    query = {"policy": question.policy, "from": days.since.isoformat(), "to": days.as_of.isoformat()}
    query |= {"known": known} if known else {}
    return f"{reverse('sellers:change', args=[question.seller.pk])}?{urlencode(query)}"


@register.simple_tag
def change_part(question: Question) -> str:
    """The change of the last seven days, on the rule and day of a scorecard."""
    query = {"policy": question.policy, "to": question.as_of.isoformat()}
    return f"{reverse('sellers:change', args=[question.seller.pk])}?{urlencode(query)}"


@register.simple_tag
def tab_address(question: Question, name: str) -> str:
    """The address of one of the pages about a seller, on the same rule and day."""
    query = {"policy": question.policy} if question.policy != question.seller.policy else {}
    day = "to" if name == "change" else "as_of"
    query |= {day: question.as_of.isoformat()} if question.as_of != question.last else {}
    address = reverse(f"sellers:{name}", args=[question.seller.pk])
    return f"{address}?{urlencode(query)}" if query else address


@register.simple_tag
def numerator(metric: Metric, value: MetricValue) -> str:
    """The counter above the line, in its own unit."""
    summed = bool(metric.numerator.column)
    if value.num is not None and summed and metric.unit in (Unit.HOURS, Unit.SECONDS):
        return formats.duration(value.num)
    return formats.number(value.num)


@register.simple_tag
def scale(card: Scorecard) -> str:
    if not card.resolved.policy.score:
        return formats.DASH
    return f"{formats.number(card.low)} {formats.DASH} {formats.number(card.high)}"


@register.filter
def points(value: float | None) -> str:
    return formats.number(value, PLACES)


@register.filter
def minus_points(value: float | None) -> str:
    """Lost points as a subtraction; nothing lost is a plain nought."""
    return formats.number(-value if value else value, PLACES)


@register.filter
def small_loss(value: float | None) -> str:
    """What one event cost: three places, because one order of many costs little."""
    return formats.number(-value if value else value, PLACES + 1)


@register.filter
def moment_here(value: dt.datetime) -> str:
    """An instant in the zone in force, named."""
    return formats.moment(value, formats.zone_in_force())


@register.filter
def signed_points(value: float | None) -> str:
    """Points won or lost, with their sign; a plain nought where nothing changed."""
    return formats.signed(value, PLACES)


@register.filter
def share(value: float | None) -> str:
    return formats.measure(value, "percent", digits=0)


def _tone(change: float | None) -> str:
    if change is None or round(change, PLACES) == 0:
        return "mut"
    return "ok" if change > 0 else "bad"

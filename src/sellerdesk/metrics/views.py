from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from sellerdesk.metrics import catalogue
from sellerdesk.metrics.aims import aims_of
from sellerdesk.metrics.answer import answer_of
from sellerdesk.metrics.question import Question, question_of
from sellerdesk.metrics.standards import asked_of
from sellerdesk.metrics.wording import added_up, certainty_word, facts
from sellerdesk.people.asking import person_of
from sellerdesk.sellers import lake
from sellerdesk.sellers.words import metric_code
from sellerloop.events.registry import contracts
from sellerloop.metrics.registry import metrics
from sellerloop.metrics.spec import Metric
from sellerloop.scores.resolve import ResolvedPolicy


@require_safe
def metric_list(request: HttpRequest) -> HttpResponse:
    """Every metric of the catalogue, found by words."""
    words = request.GET.get("q", "")[:100]
    found = catalogue.families(words, _published())
    context = {"section": "metrics", "families": found, "words": words, "total": len(metrics())}
    context["count"] = sum(len(family.entries) for family in found)
    part = cast(Any, request).htmx and not cast(Any, request).htmx.history_restore_request
    return render(request, "metrics/_found.html" if part else "metrics/list.html", context)


@require_safe
def metric(request: HttpRequest, metric: str) -> HttpResponse:
    """One metric over time for a market, category, tier or any selection of sellers."""
    question = question_of(request.GET.dict(), person_of(request), metric)
    if question is None:
        return _uncounted(request, metric)
    aims = aims_of(metric, question.base, question.spec)
    answer = answer_of(question, aims)
    context = {
        "question": question,
        "answer": answer,
        "target_owner": aims.owner(question.place, question.as_of),
        "added_up": added_up(question.spec),
        "chosen": _chosen(question),
        "policies": [r.policy for r in question.snapshot.policies.values() if metric in r.metrics],
        "sellers": _sellers(question.narrowed),
        **_definition(metric, question.base, question.spec, question),
    }
    return render(request, "metrics/metric.html", context)


@require_safe
def event_list(request: HttpRequest) -> HttpResponse:
    """Every event kind that may be imported."""
    return render(request, "metrics/events.html", {"section": "metrics", "kinds": catalogue.kinds()})


@require_safe
def event(request: HttpRequest, kind: str) -> HttpResponse:
    """The contract of one event kind in words."""
    if kind not in contracts():
        raise Http404
    return render(request, "metrics/event.html", {"section": "metrics", "promise": catalogue.promise(kind)})


def _uncounted(request: HttpRequest, metric: str) -> HttpResponse:
    """A metric of the catalogue that no published policy counts: what it is, and what is counted instead."""
    if metric not in metrics():
        raise Http404
    using = [
        (resolved.policy, name, resolved.metrics[name])
        for resolved in _published().values()
        for name, rule in resolved.rules.items()
        if rule.use == metric
    ]
    context = {**_definition(metric, metric, metrics()[metric], None), "using": using}
    return render(request, "metrics/uncounted.html", context)


def _definition(metric: str, base: str, spec: Metric, question: Question | None) -> dict[str, Any]:
    """What a metric is, whoever it is counted for."""
    snapshot = lake.current()
    day = question.as_of if question else snapshot.info.as_of if snapshot else None
    return {
        "section": "metrics",
        "metric": metric,
        "base": base,
        "spec": spec,
        "name": gettext(spec.name),
        "code": metric_code(base),
        "facts": facts(spec),
        "sources": [(source, certainty_word(source.certainty)) for source in spec.sources],
        "standards": asked_of(base, spec, day) if day else [],
        "uses": catalogue.uses(base),
    }


def _chosen(question: Question) -> list[tuple[str, str]]:
    """What the sellers are narrowed to, as pairs of a word and the address without it."""
    return [(text, question.address(**{name: None})) for name, text in question.told.items()]


def _sellers(narrowed: Mapping[str, str]) -> str:
    query = urlencode(narrowed)
    return reverse("sellers:list") + (f"?{query}" if query else "")


def _published() -> Mapping[str, ResolvedPolicy]:
    snapshot = lake.current()
    return {} if snapshot is None else snapshot.policies

"""The rows behind one number of a scorecard: the page and its export."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sellerdesk.sellers.lines import line
from sellerdesk.sellers.question import NothingYet, question_of, shown_of
from sellerdesk.sellers.scorecard import Scorecard
from sellerdesk.sellers.tables import RowTable, shown_choices
from sellerdesk.sellers.views import PAGE, exporting, nothing_yet, person_of, targets
from sellerdesk.ui.exports import csv_response
from sellerdesk.ui.models import record


@require_safe
def rows(request: HttpRequest, seller: str, metric: str) -> HttpResponse:
    """Every order, chat or request that counts in a metric, and every one that does not, with the reason."""
    try:
        question = question_of(request, person_of(request), seller)
        spec, card = question.metric(metric), question.card()
    except NothingYet as nothing:
        return nothing_yet(request, nothing)
    value = next((value for value in card.metrics if value.metric == metric), None)
    if value is None:
        raise Http404
    shown, after = shown_of(request), request.GET.get("after", "")
    found = question.rows(metric, value.den, shown, after, PAGE + 1)
    table = RowTable(spec, question.seller.zone, found)
    context = {
        "section": "sellers",
        "seller": question.seller,
        "question": question,
        "metric": spec,
        "value": value,
        "line": line(
            Scorecard(question.seller, card, question.resolved, {}), value, question.snapshot, {}, targets()
        ),
        "table": table,
        "rows": [table.row(row) for row in found[:PAGE]],
        "after": found[PAGE - 1].key if len(found) > PAGE else "",
        "first": not after,
        "shown": shown,
        "choices": shown_choices(spec),
        "may_export": person_of(request).may_export,
    }
    return render(request, "sellers/rows.html", context)


@require_safe
def export_rows(request: HttpRequest, seller: str, metric: str) -> HttpResponseBase:
    """Exactly the rows behind a metric, as CSV."""
    person = person_of(request)
    try:
        question = question_of(request, person, seller)
        spec, card = question.metric(metric), question.card()
    except NothingYet:
        raise Http404 from None
    exporting(request)
    den = next((value.den for value in card.metrics if value.metric == metric), None)
    table, shown = RowTable(spec, question.seller.zone), shown_of(request)
    record(
        "rows.exported",
        f"seller:{seller}",
        by=person.key,
        at=timezone.now(),
        metric=metric,
        shown=shown,
        as_of=question.as_of,
    )
    cells = (table.export_cells(row) for row in question.all_rows(metric, den, shown))
    return csv_response(f"{metric}-{question.as_of}.csv", table.export_head(), cells)

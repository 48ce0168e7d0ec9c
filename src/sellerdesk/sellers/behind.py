"""The rows behind one number of a scorecard: the page and its export."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from sellerdesk.people.asking import person_of
from sellerdesk.people.models import Person
from sellerdesk.sellers.lines import TREND, Line, line
from sellerdesk.sellers.question import NothingYet, Question, question_of
from sellerdesk.sellers.scorecard import Scorecard
from sellerdesk.sellers.spans import day_of
from sellerdesk.sellers.tables import RowTable, columns_of, shown_choices
from sellerdesk.sellers.views import PAGE, exporting, nothing_yet, targets
from sellerdesk.ui import formats
from sellerdesk.ui.exports import SHEET_ROWS, Format, Table, TooLong, asked_format, download, facts
from sellerdesk.ui.models import record
from sellerdesk.ui.plots import Level, Plot, Series, plot
from sellerloop.lake.lookup import LONGEST
from sellerloop.lake.reader import Card, MetricValue
from sellerloop.lake.rows import SHOWN, Row
from sellerloop.lake.rows_listed import Cursor, Narrowing, Total, cursor_of, listed_rows, row_totals
from sellerloop.metrics.spec import Metric
from sellerloop.policy.window import Span

_STEP = 2000


@dataclass(frozen=True, slots=True)
class Behind:
    """What is asked of the rows behind one metric of a published card."""

    question: Question
    metric: Metric
    card: Card
    value: MetricValue
    span: Span
    narrowing: Narrowing

    def rows(self, after: Cursor | None, limit: int) -> list[Row]:
        """Return rows, the newest first."""
        return listed_rows(
            self.question.snapshot,
            self.question.seller.pk,
            self.metric,
            self.span,
            self.question.scope,
            self.narrowing,
            after=after,
            limit=limit,
            wanted=columns_of(self.metric),
        )

    def all_rows(self) -> Iterator[Row]:
        """Yield every row, fetched in steps."""
        after: Cursor | None = None
        while found := self.rows(after, _STEP):
            yield from found
            after = cursor_of(self.metric, found[-1])

    def totals(self) -> list[Total]:
        """Return how many rows have which outcome, on the days and with the number asked for."""
        question = self.question
        return row_totals(
            question.snapshot, question.seller.pk, self.metric, self.span, question.scope, self.narrowing
        )

    def line(self) -> Line:
        """Return the metric as the scorecard tells it."""
        card = Scorecard(self.question.seller, self.card, self.question.resolved)
        return line(card, self.value, self.question.snapshot, targets())

    def course(self, aim: float | None) -> Plot:
        """Return the metric's published values of thirteen weeks with their intervals and the target."""
        points = self.card.courses[self.metric.id]
        series = Series(
            gettext(self.metric.name),
            [point.value for point in points],
            low=[point.low for point in points],
            high=[point.high for point in points],
        )
        levels = [] if aim is None else [Level(aim, gettext("target"))]
        days = [point.as_of for point in points]
        return plot(series.name, days, [series], unit=self.metric.unit.value, levels=levels)

    @property
    def told(self) -> dict[str, str]:
        """The narrowing in words, by label."""
        asked, choices = self.narrowing, dict(shown_choices(self.metric))
        reasons = {total.why: formats.say(total.reason) for total in self.totals()} if asked.why else {}
        days = formats.period(*asked.days(self.span))
        found = {
            gettext("Rows shown"): "" if asked.shown == "all" else choices.get(asked.shown, asked.shown),
            gettext("Why not"): reasons.get(asked.why, ""),
            gettext("Days"): days,
            gettext("Number"): asked.number,
        }
        return {label: text for label, text in found.items() if text}


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to narrow the rows, with how many there are."""

    code: str
    label: str
    count: int


@require_safe
def rows(request: HttpRequest, seller: str, metric: str) -> HttpResponse:
    """Every order, chat or request that counts in a metric, and every one that does not, with the reason."""
    person = person_of(request)
    try:
        behind = _behind(request, person, seller, metric)
    except NothingYet as nothing:
        return nothing_yet(request, nothing)
    return render(request, "sellers/rows.html", _context(request, person, behind))


def _context(request: HttpRequest, person: Person, behind: Behind) -> dict[str, Any]:
    question, narrowing = behind.question, behind.narrowing
    after = _cursor(request.GET.get("after", ""))
    found = behind.rows(after, PAGE + 1)
    table = RowTable(behind.metric, question.seller.zone, found)
    totals = behind.totals()
    told = behind.line()
    more = cursor_of(behind.metric, found[PAGE - 1]) if len(found) > PAGE else None
    return {
        "section": "sellers",
        "seller": question.seller,
        "question": question,
        "metric": behind.metric,
        "value": behind.value,
        "line": told,
        "course": behind.course(told.aim),
        "table": table,
        "rows": [table.row(row) for row in found[:PAGE]],
        "after": f"{more[0]}|{more[1]}" if more else "",
        "first": after is None,
        "shown": narrowing.shown,
        "narrowing": narrowing,
        "narrowed": narrowing != Narrowing(),
        "span": behind.span,
        "choices": _choices(behind.metric, totals),
        "reasons": _reasons(totals),
        "formats": list(Format),
        "may_export": person.may_export,
    }


@require_safe
def export_rows(request: HttpRequest, seller: str, metric: str) -> HttpResponseBase:
    """Exactly the rows of the page, all of them, as a file."""
    person, form, now = person_of(request), asked_format(request), timezone.now()
    try:
        behind = _behind(request, person, seller, metric)
    except NothingYet:
        raise Http404 from None
    exporting(request)
    told = behind.told
    try:
        response = download(_table(behind, told, now), form)
    except TooLong:
        values = {"most": formats.number(SHEET_ROWS)}
        problem = gettext("A spreadsheet of more than %(most)s rows cannot be made; take CSV or Parquet.")
        context = {**_context(request, person, behind), "problem": problem % values}
        return render(request, "sellers/rows.html", context, status=400)
    record(
        "rows.exported",
        f"seller:{seller}",
        by=person.key,
        at=now,
        metric=metric,
        shown=behind.narrowing.shown,
        as_of=behind.question.as_of,
        filters=told,
        format=form.value,
    )
    return response


def _table(behind: Behind, told: dict[str, str], now: dt.datetime) -> Table:
    question, snapshot = behind.question, behind.question.snapshot
    table = RowTable(behind.metric, question.seller.zone)
    policy = question.resolved
    return Table(
        f"{behind.metric.id}-{question.as_of}",
        table.export_columns(),
        (table.export_cells(row) for row in behind.all_rows()),
        facts(
            filters={gettext("Seller"): question.seller.name, gettext("Metric"): behind.metric.id, **told},
            at=now,
            data_to=snapshot.info.known_at,
            policies=[f"{policy.policy.id} {policy.version}"],
            build=snapshot.info.id,
        ),
    )


def _behind(request: HttpRequest, person: Person, seller: str, name: str) -> Behind:
    """Read what is asked. Raises Http404 and NothingYet as ``question_of`` does."""
    question = question_of(request, person, seller)
    metric, card = question.metric(name), question.card(TREND, name)
    value = next((value for value in card.metrics if value.metric == name), None)
    if value is None:
        raise Http404
    span = question.snapshot.span(question.policy, name, question.as_of, value.den)
    return Behind(question, metric, card, value, span, _narrowing(request))


def _narrowing(request: HttpRequest) -> Narrowing:
    shown, why = request.GET.get("shown", "all"), request.GET.get("why", "")
    if why:
        shown = "left_out"
    return Narrowing(
        shown if shown in SHOWN else "all",
        why[:8],
        day_of(request.GET.get("since", "")),
        day_of(request.GET.get("until", "")),
        request.GET.get("number", "").strip()[:LONGEST],
    )


def _choices(metric: Metric, totals: Sequence[Total]) -> list[Choice]:
    counts = {code: sum(t.count for t in totals if t.shown == code) for code in SHOWN}
    counts["all"] = sum(total.count for total in totals)
    if metric.denominator is None or metric.numerator.column:
        counts["counted"] += counts["asked"]
    return [Choice(code, label, counts[code]) for code, label in shown_choices(metric)]


def _reasons(totals: Sequence[Total]) -> list[Choice]:
    left_out = (total for total in totals if total.shown == "left_out")
    return [Choice(t.why, formats.sentence(formats.say(t.reason)), t.count) for t in left_out]


def _cursor(text: str) -> Cursor | None:
    day, _bar, key = text.partition("|")
    found = day_of(day)
    return (found, key) if found and key else None

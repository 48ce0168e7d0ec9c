"""What a metric page says: one metric of some sellers, over time, spread out, part by part, who pulls it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext

from sellerdesk.metrics.aims import Aims
from sellerdesk.metrics.question import Question
from sellerdesk.metrics.segments import SegmentTable, change, segment_tables
from sellerdesk.sellers.lines import freshness
from sellerdesk.sellers.words import count_unit
from sellerdesk.ui import formats
from sellerdesk.ui.bars import Distribution, distribution
from sellerdesk.ui.figures import Figure
from sellerdesk.ui.plots import Plot, Series, plot
from sellerloop.lake.divisions import WORDS
from sellerloop.lake.overview import Pull, Sum, TooMany
from sellerloop.metrics.spec import Aggregation, Metric, Unit
from sellerloop.metrics.spread import Spread

TREND_DAYS = 90
WEEK, MONTH = dt.timedelta(days=7), dt.timedelta(days=28)
_PULLS = 10
_NEAR, _FAR = 0.1, 3  # how wide a flat line is taken to be; how many widths away a target is still drawn


@dataclass(frozen=True, slots=True)
class Change:
    """The difference to an earlier day."""

    label: str
    text: str
    tone: str


@dataclass(frozen=True, slots=True)
class Shape:
    """How the sellers' own values are spread; ``marks`` are percentiles, as pairs of a word and a value."""

    picture: Distribution
    marks: Sequence[tuple[str, str]]
    accounts: int


@dataclass(frozen=True, slots=True)
class Puller:
    """One seller that pulls the number to the bad side, with its rows."""

    name: str
    href: str
    value: str
    sample: str
    excess: str
    width: float


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything on the page that depends on numbers; parts that there are none of are None or empty."""

    figure: Figure
    total: Sum | None
    changes: Sequence[Change]
    target: str
    target_tone: str
    course: Plot | None
    shape: Shape | None
    tables: Sequence[SegmentTable]
    pullers: Sequence[Puller]
    too_many: int = 0


def answer_of(question: Question, aims: Aims) -> Answer:
    """Compute the page. Where too many sellers would have to be added up it says how many instead."""
    try:
        found = sums(question)
    except TooMany as many:
        return Answer(figure_of(question, None), None, (), "", "none", None, None, (), (), many.count)
    total = found.get(question.as_of)
    target, tone = aims.words(question.place, question.as_of, total.value if total else None)
    return Answer(
        figure_of(question, total),
        total,
        changes_of(question.spec, found, question.as_of),
        target,
        tone,
        course_of(question, found, aims),
        shape_of(question, aims) if total else None,
        tables_of(question, total, aims) if total else (),
        pullers_of(question, total) if total else (),
    )


def sums(question: Question, days: Sequence[dt.date] = ()) -> dict[dt.date, Sum]:
    """Return the sums of ``days``, or of the days of the trend, which are also those that changes are told
    against."""
    wanted = days or trend_days(question.as_of)
    return {one.as_of: one for one in question.overview.history(wanted)}


def trend_days(as_of: dt.date, step: int = 1) -> list[dt.date]:
    """Return the days of the trend, or every ``step``-th of them, the oldest first; the last is ``as_of``."""
    return [as_of - dt.timedelta(days=back) for back in range(TREND_DAYS, -1, -step)]


def figure_of(question: Question, total: Sum | None, id: str = "") -> Figure:
    """Return the number of the page with all that stands behind it."""
    spec = question.spec
    den = total.den if total else None
    first, last = question.snapshot.span(question.policy, question.metric, question.as_of, den)
    return Figure(
        id=id or "figure-" + question.metric.replace(".", "-"),
        name=gettext(spec.name),
        value=total.value if total else None,
        unit=spec.unit.value,
        period=formats.period(first, last),
        count=den,
        count_unit=count_unit(spec.count_unit, den),
        low=total.low if total else None,
        high=total.high if total else None,
        fresh=freshness(question.snapshot),
        formula=gettext(spec.meaning),
        rule=f"{gettext(question.resolved.policy.title)} · {question.resolved.version}",
        reason=why_none(question, total),
    )


def why_none(question: Question, total: Sum | None) -> str:
    """Say why there is no number; nothing where there is one."""
    spec = question.spec
    if total is None and question.overview.mixed:
        return gettext("Money of several markets cannot be added up; choose a market")
    if total is None:
        return gettext("Nothing of this kind was imported, or there is no seller here")
    if total.value is not None:
        return ""
    if spec.aggregation is Aggregation.QUANTILE and total.num is None:
        return gettext("Waits of single sellers cannot be added up; choose a whole market, category or tier")
    if not total.den:
        return gettext("Nothing to count in this period")
    values = {"count": formats.number(total.den), "least": formats.number(spec.minimum.n)}
    return gettext("Too little data: %(count)s of at least %(least)s") % values


def changes_of(spec: Metric, found: dict[dt.date, Sum], as_of: dt.date) -> list[Change]:
    """Return the changes against a week and four weeks before, where both are known."""
    labels = ((WEEK, gettext("7 days")), (MONTH, gettext("28 days")))
    return [
        Change(label, *change(spec, found.get(as_of), found.get(as_of - back)))
        for back, label in labels
        if as_of in found and as_of - back in found
    ]


def course_of(question: Question, found: dict[dt.date, Sum], aims: Aims, step: int = 1) -> Plot | None:
    """Return the trend from the first day that has a number; None where no day has one."""
    known = [day for day in trend_days(question.as_of, step) if day in found and found[day].value is not None]
    if not known:
        return None
    days = [day for day in trend_days(question.as_of, step) if day >= known[0]]
    got = [found.get(day) for day in days]
    name = gettext(question.spec.name)
    line = Series(
        name,
        [one.value if one else None for one in got],
        low=[one.low if one else None for one in got],
        high=[one.high if one else None for one in got],
    )
    lines = [line, *_aim(line, aims.daily(question.place, days))]
    return plot(name, days, lines, unit=question.spec.unit.value)


def _aim(line: Series, targets: Sequence[float | None]) -> list[Series]:
    """The targets as a line of their own; none where they lie so far off that the other would be flat."""
    known = [value for value in (*line.values, *line.low, *line.high) if value is not None]
    span = max(known) - min(known) or abs(known[0]) * _NEAR or 1.0
    aims = [value for value in targets if value is not None]
    near = all(min(known) - _FAR * span <= value <= max(known) + _FAR * span for value in aims)
    return [Series(gettext("target"), targets, tone="mut")] if aims and near else []


def shape_of(question: Question, aims: Aims) -> Shape | None:
    """Return how the sellers are spread as of the day; None with fewer than two values."""
    found: Spread = question.overview.spread(question.as_of)
    if found.accounts < 2:
        return None
    unit, edges, counts = question.spec.unit.value, *closed(found)
    target = aims.value(question.place, question.as_of)
    levels = [] if target is None else [(target, gettext("target"))]
    names = [gettext("lowest tenth"), gettext("lowest quarter"), gettext("middle")]
    names += [gettext("highest quarter"), gettext("highest tenth")]
    marks = [(name, formats.measure(value, unit)) for name, value in zip(names, found.marks, strict=True)]
    picture = distribution(edges, counts, unit=unit, here=_here(question), levels=levels)
    return Shape(picture, marks, found.accounts)


def closed(found: Spread) -> tuple[list[float], list[int]]:
    """Return edges and counts without open ends: what lies beyond is gathered in one more bucket of the same
    width at that end, where there is anything."""
    edges, counts = list(found.edges), list(found.counts[1:-1])
    step = edges[1] - edges[0] if len(edges) > 1 else 1.0
    if found.counts[0]:
        edges, counts = [round(edges[0] - step, 12), *edges], [found.counts[0], *counts]
    if found.counts[-1]:
        edges, counts = [*edges, round(edges[-1] + step, 12)], [*counts, found.counts[-1]]
    return edges, counts


def _here(question: Question) -> float | None:
    """The value of the seller that the person came from."""
    if question.seller is None:
        return None
    card = question.snapshot.card(question.seller.pk, question.policy, question.as_of, question.scope)
    found = (each.value for each in card.metrics if each.metric == question.metric) if card else ()
    return next(iter(found), None)


def tables_of(question: Question, total: Sum, aims: Aims, among: Sequence[str] = WORDS) -> list[SegmentTable]:
    """Return the tables of those parts ``among`` which the question has not chosen yet."""
    words = [word for word in among if word not in question.narrowed]
    days = [question.as_of - MONTH, question.as_of - WEEK, question.as_of]
    days = [day for day in days if day in question.days]
    found = question.overview.parts(words, days)
    return segment_tables(question, found, total, aims)


def pullers_of(question: Question, total: Sum) -> list[Puller]:
    """Return the sellers that pull the number most to the bad side."""
    found = question.overview.pulls(total, _PULLS)
    most = found[0].excess if found else 1.0
    return [_puller(question, pull, most) for pull in found]


def _puller(question: Question, pull: Pull, most: float) -> Puller:
    spec = question.spec
    rows = reverse("sellers:rows", args=[pull.account, question.metric])
    query = f"?policy={question.policy}&as_of={question.as_of.isoformat()}"
    return Puller(
        pull.name,
        rows + query,
        formats.measure(pull.value, spec.unit.value),
        f"{formats.number(pull.den)} {count_unit(spec.count_unit, pull.den)}",
        excess_words(spec, pull.excess),
        pull.excess / most * 100,
    )


def excess_words(spec: Metric, excess: float) -> str:
    """Say how much more of the bad there is than the common rate would give."""
    if spec.aggregation is Aggregation.MEAN:
        timed = spec.unit in (Unit.HOURS, Unit.SECONDS)
        return formats.duration(excess) if timed else formats.number(excess, 1)
    count = formats.number(excess, 1 if excess < 10 else 0)
    return f"{count} {count_unit(spec.count_unit, round(excess))}"

"""What the first page of the day tells one person: what moved and why, what is missed, what ends soon.

All numbers were published by the build or mirrored from it; nothing is computed here but sums of counts.
"""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext

from sellerdesk.people.models import Person, Reach, Role
from sellerdesk.policies.models import Draft
from sellerdesk.policies.models import State as DraftState
from sellerdesk.sellers.cells import Cells
from sellerdesk.sellers.marks import ANY, State, mark
from sellerdesk.sellers.models import Band, Seller, SellerQuerySet, Tally, TargetRow
from sellerdesk.sellers.scorecard import TONES
from sellerdesk.sellers.tables import counts_against
from sellerloop.metrics.spec import Metric
from sellerloop.scores.packs import packs

MOVERS = 5
SEEN = 0.005  # a change that two decimals show
_SOON = dt.timedelta(days=7)
_AHEAD = dt.timedelta(days=30)
_FEW = 3000  # sellers of one reach that are looked at one by one
_MARKETS = 6

WEEK, DAY = "week", "day"
FIELDS = {WEEK: ("change", "mover", "mover_points"), DAY: ("day_change", "day_mover", "day_points")}
SECTIONS = {
    Role.ANALYST: ("missed", "movers", "crossed", "spread", "soon"),
    Role.PROGRAMME_MANAGER: ("movers", "spread", "missed", "crossed", "soon"),
    Role.ADMINISTRATOR: ("health", "movers", "missed", "crossed", "soon"),
}
_USUAL = ("movers", "crossed", "missed", "soon", "spread")


@dataclass(frozen=True, slots=True)
class Mover:
    """A seller whose score moved, and the metric that did most of it; ``against`` are the rows of it that
    count against the seller, where that is what is asked."""

    seller: Seller
    change: float
    metric: str
    name: str
    points: float | None
    against: str = ""


@dataclass(frozen=True, slots=True)
class Movers:
    """How many scores fell and rose, and those that did most."""

    since: str
    fell: int
    rose: int
    down: Sequence[Mover]
    up: Sequence[Mover]


@dataclass(frozen=True, slots=True)
class MissedLine:
    """The missed targets of one metric, or of any of them where it is empty; ``cells`` are counts by market,
    None where no target holds there."""

    metric: str
    name: str
    cells: Sequence[tuple[str, int | None]]
    total: int


@dataclass(frozen=True, slots=True)
class Missed:
    """Missed targets by metric and market; ``rest`` markets are only in the totals. Nothing is in it where
    there are ``too_many`` sellers to count them."""

    markets: Sequence[str]
    lines: Sequence[MissedLine]
    rest: int
    too_many: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """How the scores of a market are spread: parts of a hundred."""

    market: str
    sellers: int
    parts: Sequence[tuple[str, str, int, float, float, str]]  # band, tone, count, left, width, label


@dataclass(frozen=True, slots=True)
class Coming:
    """Something that ends or begins soon: a target, a version of a policy."""

    day: dt.date
    what: str
    kind: str
    market: str = ""


def sections_of(person: Person) -> Sequence[str]:
    """Return which parts of the page come first for somebody's work."""
    return SECTIONS.get(Role(person.role), _USUAL)


def movers(visible: SellerQuerySet, metrics: Mapping[str, Metric], since: str) -> Movers:
    """Return what moved within ``visible`` since a week or a day ago."""
    column = FIELDS[since][0]
    fallen, risen = Q(**{f"{column}__lte": -SEEN}), Q(**{f"{column}__gte": SEEN})
    moved = visible.order_by().aggregate(fell=Count("pk", filter=fallen), rose=Count("pk", filter=risen))
    return Movers(
        since,
        moved["fell"],
        moved["rose"],
        [_mover(seller, metrics, since) for seller in visible.filter(fallen).order_by(column, "pk")[:MOVERS]],
        [
            _mover(seller, metrics, since)
            for seller in visible.filter(risen).order_by(f"-{column}", "-pk")[:MOVERS]
        ],
    )


def crossed(visible: SellerQuerySet) -> dict[str, list[Seller]]:
    """Return the sellers whose standing fell or rose within a week, the biggest change first."""
    moved = visible.filter(standing_before__gt="")
    return {
        "down": list(moved.filter(crossed=-1).order_by("change", "pk")[:MOVERS]),
        "up": list(moved.filter(crossed=1).order_by("-change", "-pk")[:MOVERS]),
    }


def missed(person: Person, visible: SellerQuerySet, metrics: Mapping[str, Metric]) -> Missed:
    """Return the missed targets of what ``person`` sees."""
    tallied = _tallied(person) if person.reach in (Reach.ALL, Reach.MARKETS) else _counted(visible, metrics)
    if tallied is None:
        return Missed([], [], 0, too_many=True)
    counts, known = tallied
    sizes: Counter[str] = Counter()
    for (market, metric), count in counts.items():
        sizes[market] += count if metric != ANY else 0
    order = [market for market, _count in sorted(sizes.items(), key=lambda pair: (-pair[1], pair[0]))]
    shown, lines = order[:_MARKETS], []
    for metric in sorted({metric for _market, metric in known}):
        cells = [(m, counts.get((m, metric), 0) if (m, metric) in known else None) for m in shown]
        total = sum(counts.get((market, metric), 0) for market in order)
        name = gettext(metrics[metric].name) if metric in metrics else metric or gettext("Any of them")
        lines.append(MissedLine(metric, name, cells, total))
    lines.sort(key=lambda line: (line.metric == ANY, -line.total))
    return Missed(shown, lines, len(order) - len(shown), too_many=False)


def spread(cells: Cells) -> list[Bar]:
    """Return how scores are spread in every market, the largest first."""
    bars = []
    for market in cells.values("market"):
        bands = cells.total({"market": market}).bands
        whole, left, parts = sum(bands.values()), 0.0, []
        for band in Band:
            width = bands.get(band, 0) / whole * 100
            parts.append((str(band.value), TONES[band], bands.get(band, 0), left, width, str(band.label)))
            left += width
        bars.append(Bar(market, whole, parts))
    return sorted(bars, key=lambda bar: -bar.sellers)[:_MARKETS]


def coming(
    person: Person,
    markets: Sequence[str],
    today: dt.date,
    policies: Sequence[str],
    metrics: Mapping[str, Metric],
) -> list[Coming]:
    """Return which targets of ``markets`` end within a week, and the versions of ``policies`` that begin
    within a month."""
    ending = TargetRow.objects.filter(effective_to__gt=today, effective_to__lte=today + _SOON)
    ending = ending.filter(market__in=["", *markets])
    if person.vendor:
        ending = ending.filter(vendor__in=["", person.vendor.code])
    found = [
        Coming(row.effective_to, gettext(metrics[row.metric].name), "target", row.market)
        for row in ending
        if row.effective_to and row.metric in metrics
    ]
    begin = [version for name in policies for version in packs().get(name, ())]
    found += [
        Coming(version.effective_from, gettext(version.title), "policy")
        for version in begin
        if today < version.effective_from <= today + _AHEAD
    ]
    drafts = Draft.objects.visible_to(person).filter(
        state=DraftState.APPROVED, effective_from__gt=today, effective_from__lte=today + _AHEAD
    )
    found += [Coming(d.effective_from, d.policy, "policy") for d in drafts if d.effective_from]
    return sorted(found, key=lambda each: each.day)


def _mover(seller: Seller, metrics: Mapping[str, Metric], since: str) -> Mover:
    change, metric, points = (getattr(seller, field) for field in FIELDS[since])
    if metric not in metrics:
        return Mover(seller, change, "", "", points)
    against = counts_against(metrics[metric]) if change < 0 else ""
    return Mover(seller, change, metric, gettext(metrics[metric].name), points, against)


_Counts = tuple[Counter[tuple[str, str]], set[tuple[str, str]]]


def _tallied(person: Person) -> _Counts:
    """Missed targets by market and metric, and where a target holds at all, as counted with the mirror."""
    tallies = Tally.objects.all()
    if person.reach == Reach.MARKETS:
        tallies = tallies.filter(market__in=person.markets)
    found = Counter({(row.market, row.metric): row.missed for row in tallies})
    return found, set(found)


def _counted(visible: SellerQuerySet, metrics: Mapping[str, Metric]) -> _Counts | None:
    """The same, counted one by one; None above a bound."""
    own = list(visible.order_by().values_list("market", "marks")[: _FEW + 1])
    if len(own) > _FEW:
        return None
    names = {mark(State.MISSED, metric): metric for metric in (ANY, *metrics)}
    found = Counter((market, names[word]) for market, marks in own for word in marks.split() if word in names)
    return found, set(found)

"""What a page about one seller is asked: read from its address, checked against what the person may see."""

import datetime as dt
from bisect import bisect_right
from dataclasses import dataclass

from django.http import Http404, HttpRequest

from sellerdesk.people.models import Person
from sellerdesk.sellers import lake
from sellerdesk.sellers.models import Seller, scope_of
from sellerdesk.sellers.spans import ScoredDay, day_of
from sellerdesk.sellers.tables import columns_of
from sellerloop.lake.asking import explainable
from sellerloop.lake.reader import Account, Card, Scope, Snapshot
from sellerloop.lake.rows import SHOWN, Row
from sellerloop.metrics.spec import Metric
from sellerloop.scores.resolve import ResolvedPolicy


class NothingYet(Exception):
    """The seller is known, but no score was published yet."""

    def __init__(self, seller: Seller) -> None:
        super().__init__(seller.pk)
        self.seller = seller


@dataclass(frozen=True, slots=True)
class Question(ScoredDay):
    """Whose scorecard, under which policy, as of which day. ``days`` are all days that were scored."""

    seller: Seller
    snapshot: Snapshot
    scope: Scope
    resolved: ResolvedPolicy
    days: list[dt.date]
    as_of: dt.date
    asked: dt.date | None

    @property
    def policy(self) -> str:
        return self.resolved.policy.id

    @property
    def facts(self) -> bool:
        """Whether the build holds the daily facts that explanations are made of."""
        return explainable(self.snapshot)

    @property
    def account(self) -> Account:
        """The account as the build knows it. Raises NothingYet where it does not."""
        found = self.snapshot.account(self.seller.pk, self.scope)
        if found is None:
            raise NothingYet(self.seller)
        return found

    def card(self, back: dt.timedelta = dt.timedelta(), course: str | None = None) -> Card:
        """Return the published card, with the courses of its metrics, or of one alone, so far ``back``.
        Raises NothingYet when the account has none."""
        since = self.as_of - back
        card = self.snapshot.card(
            self.seller.pk, self.policy, self.as_of, self.scope, since=since, course=course
        )
        if card is None:
            raise NothingYet(self.seller)
        return card

    def metric(self, name: str) -> Metric:
        """Return a metric of the policy; Http404 for any other."""
        if name not in self.resolved.metrics:
            raise Http404
        return self.resolved.metrics[name]

    def rows(self, metric: str, den: int | None, shown: str, after: str, limit: int) -> list[Row]:
        """Return rows behind a metric, by key."""
        span = self.snapshot.span(self.policy, metric, self.as_of, den)
        return self.snapshot.rows(
            self.seller.pk,
            self.policy,
            metric,
            span,
            self.scope,
            shown=shown,
            after=after,
            limit=limit,
            wanted=columns_of(self.resolved.metrics[metric]),
        )


def question_of(request: HttpRequest, person: Person, seller_id: str) -> Question:
    """Read the question that ``request`` asks.

    Raises Http404 for a seller that ``person`` may not see, exactly as for one that does not exist, and
    NothingYet when the lake holds no score of it. A policy that is not published falls back to the seller's
    own one; a day that was not scored to the last one before it.
    """
    seller = Seller.objects.visible_to(person).select_related("owner", "vendor").filter(pk=seller_id).first()
    if seller is None:
        raise Http404
    scope = scope_of(person, Seller.objects.filter(pk=seller.pk))
    return about(seller, scope, request.GET.get("policy", ""), day_of(request.GET.get("as_of", "")))


def about(seller: Seller, scope: Scope, policy: str = "", asked: dt.date | None = None) -> Question:
    """Return the question about a seller within ``scope``; see :func:`question_of`."""
    snapshot = lake.current()
    if snapshot is None or not snapshot.policies:
        raise NothingYet(seller)
    resolved = snapshot.policies.get(policy or seller.policy) or snapshot.policies.get(seller.policy)
    resolved = resolved or next(iter(snapshot.policies.values()))
    days = snapshot.as_ofs(resolved.policy.id)
    if not days:
        raise NothingYet(seller)
    place = bisect_right(days, asked) if asked else len(days)
    return Question(seller, snapshot, scope, resolved, days, days[max(place - 1, 0)], asked)


def shown_of(request: HttpRequest) -> str:
    """Return which rows are asked for."""
    wanted = request.GET.get("shown", "all")
    return wanted if wanted in SHOWN else "all"

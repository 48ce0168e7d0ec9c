"""What a metric page is asked: which metric, under which policy, as of which day, of which accounts."""

import datetime as dt
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.http import Http404, QueryDict

from sellerdesk.people.models import Person
from sellerdesk.sellers import lake
from sellerdesk.sellers.forms import FilterForm
from sellerdesk.sellers.models import Seller, scope_of
from sellerdesk.sellers.spans import ScoredDay, day_of
from sellerdesk.ui.filters import chips
from sellerloop.lake.divisions import WORDS, Place
from sellerloop.lake.overview import Among, Overview
from sellerloop.lake.reader import Scope, Snapshot
from sellerloop.metrics.registry import metrics
from sellerloop.metrics.spec import Metric
from sellerloop.scores.resolve import ResolvedPolicy

Narrowing = tuple[dict[str, str], dict[str, str], frozenset[str] | None]
OWN = ("policy", "as_of", "seller")  # parameters of the page itself; all others narrow the accounts


@dataclass(frozen=True)
class Question(ScoredDay):
    """One metric of one published policy, of the accounts that the address names, as far as ``person`` may
    see. ``asked`` is the day in the address; ``narrowed`` are the
    filters in force, ``told`` the same in words; ``seller`` is the one that the person came from."""

    metric: str
    person: Person
    snapshot: Snapshot
    resolved: ResolvedPolicy
    days: list[dt.date]
    as_of: dt.date
    asked: dt.date | None
    narrowed: Mapping[str, str]
    told: Mapping[str, str]
    accounts: frozenset[str] | None
    seller: Seller | None

    @property
    def spec(self) -> Metric:
        return self.resolved.metrics[self.metric]

    @property
    def policy(self) -> str:
        return self.resolved.policy.id

    @property
    def base(self) -> str:
        """The metric of the catalogue that the policy uses."""
        return self.resolved.rules[self.metric].use or self.metric

    @property
    def place(self) -> Place:
        return Place(**{word: self.narrowed.get(word) for word in WORDS})

    @property
    def among(self) -> Among:
        return Among(self.policy, self.metric, self.place, self.accounts)

    @cached_property
    def scope(self) -> Scope:
        return scope_of(self.person, Seller.objects.all())

    @cached_property
    def overview(self) -> Overview:
        """The same question, asked of the lake."""
        return Overview(self.snapshot, self.among, self.scope)

    def address(self, **changes: str | None) -> str:
        """The query of this page with some of its parameters changed, dropped where they are None."""
        query = QueryDict(mutable=True)
        asked = {"policy": self.policy, "as_of": self.asked.isoformat() if self.asked else None}
        own = {**asked, **self.narrowed, "seller": self.seller.pk if self.seller else None, **changes}
        query.update({name: value for name, value in own.items() if value})
        return "?" + query.urlencode()


def question_of(asked: Mapping[str, str], person: Person, metric: str) -> Question | None:
    """Read the question that an address asks; None where no published policy counts ``metric``.

    Raises Http404 for a metric that nobody knows, and for a seller that ``person`` may not see exactly as for
    one that does not exist. What else does not fit is passed over, so that an old address still opens.
    """
    snapshot = lake.current()
    known = {} if snapshot is None else snapshot.policies
    using = [resolved for resolved in known.values() if metric in resolved.metrics]
    if not using and metric not in metrics():
        raise Http404
    resolved = next((r for r in using if r.policy.id == asked.get("policy")), using[0] if using else None)
    days = snapshot.as_ofs(resolved.policy.id) if snapshot and resolved else []
    seller = _seller(asked.get("seller", ""), person)
    if snapshot is None or resolved is None or not days:
        return None
    day = day_of(asked.get("as_of", ""))
    as_of = days[max((bisect_right(days, day) if day else len(days)) - 1, 0)]
    return Question(metric, person, snapshot, resolved, days, as_of, day, *narrowing(asked, person), seller)


def narrowing(asked: Mapping[str, str], person: Person) -> Narrowing:
    """Read which accounts an address names, with the filters of the list of sellers: the filters that hold,
    the same in words, and the accounts where market, category and tier alone do not say which."""
    given = {name: value for name, value in asked.items() if name not in OWN and value}
    if not given:
        return {}, {}, None
    form = FilterForm(given, Seller.objects.visible_to(person))
    held = form.in_force
    told = dict(zip(held, (chip.value for chip in chips(form, QueryDict())), strict=True))
    if set(held) <= set(WORDS):
        return held, told, None
    return held, told, frozenset(form.rows().values_list("pk", flat=True))


def _seller(key: str, person: Person) -> Seller | None:
    if not key:
        return None
    found = Seller.objects.visible_to(person).filter(pk=key).first()
    if found is None:
        raise Http404
    return found

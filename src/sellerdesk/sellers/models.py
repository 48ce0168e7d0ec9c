from collections.abc import Sequence
from typing import Any, cast

from django.db import models
from django.utils.translation import gettext_lazy as _

from sellerdesk.people.models import Person, Reach, Vendor
from sellerdesk.sellers.finding import begins, begins_apart, exactly, holds, is_common, spelled, understood
from sellerdesk.sellers.links import SellerLink as SellerLink
from sellerdesk.ui.paging import Order, Segment, page_of
from sellerdesk.ui.search import read
from sellerloop.lake.reader import EVERYTHING, Scope
from sellerloop.metrics.targets import Period, Target
from sellerloop.metrics.targets import Scope as PlaceScope


class Band(models.TextChoices):
    """Where a score lies on its own policy's scale. Only for finding accounts: tiers are the policy's."""

    STRONG = "strong", _("80 % of the scale and more")
    FAIR = "fair", _("60 to 80 % of the scale")
    WEAK = "weak", _("Below 60 % of the scale")
    NONE = "none", _("Not scored")


FAIR_FROM, STRONG_FROM = 0.6, 0.8
BANDS = {
    Band.STRONG: models.Q(share__gte=STRONG_FROM),
    Band.FAIR: models.Q(share__gte=FAIR_FROM, share__lt=STRONG_FROM),
    Band.WEAK: models.Q(share__lt=FAIR_FROM),
    Band.NONE: models.Q(share__isnull=True),
}


class SellerQuerySet(models.QuerySet["Seller"]):
    """Sets of sellers. Every read for a person begins with ``visible_to``."""

    def visible_to(self, person: Person) -> "SellerQuerySet":
        """Return what ``person`` may see; nothing for anybody unknown."""
        listed = self.filter(listed=True)
        if not person.is_authenticated or not person.is_active:
            return self.none()
        match Reach(person.reach):
            case Reach.ALL:
                return listed
            case Reach.MARKETS:
                return listed.filter(market__in=person.markets)
            case Reach.PORTFOLIO:
                return listed.filter(owner=person)
            case Reach.VENDOR:
                return listed.filter(vendor=person.vendor_id) if person.vendor_id else self.none()

    def found(self, words: str) -> "SellerQuerySet":
        """Return those whose name or number holds every word of ``words``; all of them for no words."""
        if not words.strip():
            return self
        return self.filter(holds(understood(read(words), self)))

    def ranked(self, words: str, among: "SellerQuerySet | None" = None) -> "list[Segment[Seller]]":
        """Return those found by ``words``, the best first: the number itself, names that begin so, the words
        one after the other, whole words, beginnings of words; of each, first those with the accents that were
        typed. Where very many are found, the last three are one. ``among``, where these are narrowed, are all
        those that the words are understood by."""
        search = understood(read(words), self if among is None else among)
        if not search.phrases:
            return [Segment(self.none(), Order("search"))]
        common = is_common(search, Seller.objects.all())
        held = holds(search, common=common)
        best = [begins(search), begins_apart(search) & held]
        if not common:
            best += [holds(form, whole=True, common=False) for form in (search.together, search)]
        if search.spelled:
            best = [*(condition & spelled(search) for condition in best), *best]
        rows, parts = self, []
        for condition in [exactly(search), *best, held]:
            parts.append(Segment(rows.filter(condition), Order("search")))
            rows = rows.exclude(condition)
        return parts

    def best(self, words: str, limit: int) -> "Sequence[Seller]":
        """Return the first few found by ``words``."""
        return page_of(self.ranked(words), size=limit).rows


_FILTERED = ("listed", "market", "category", "tier", "language", "standing", "owner", "vendor")


class Seller(models.Model):
    """An account of the lake, mirrored for lists and search, with who looks after it.

    The lake's side is overwritten by ``sync_sellers``; ``owner`` and ``vendor`` are the desk's own. Score
    fields are those of ``policy``, the first live policy of the account's market; ``share`` is the place of
    the score on the policy's scale from 0 to 1, ``trend`` the scores of thirteen weeks. ``change`` is the
    difference to seven days before, ``mover`` the metric that did most of it, by ``mover_points``;
    ``standing_before`` what the standing was then, and ``crossed`` is 1 or -1 where it rose or fell. ``day_``
    fields are the same against the day before. ``metrics`` are present values by metric; ``marks`` say of
    which metrics the target is missed (``missed_``), which is not assessed (``none_``) and which costs most
    (``worst_``). An account that left the lake is kept but not ``listed``.
    """

    id = models.CharField(primary_key=True, max_length=120)
    name = models.CharField(max_length=300)
    type = models.CharField(max_length=20)
    market = models.CharField(max_length=20)
    language = models.CharField(max_length=20, blank=True)
    category = models.CharField(max_length=120, blank=True)
    tier = models.CharField(max_length=60, blank=True)
    zone = models.CharField(max_length=60)
    opened_date = models.DateField(null=True)
    listed = models.BooleanField(default=True)
    search = models.TextField()

    owner = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="sellers", db_index=False
    )
    vendor = models.ForeignKey(
        Vendor, models.SET_NULL, null=True, blank=True, related_name="sellers", db_index=False
    )

    build = models.CharField(max_length=60, blank=True)
    policy = models.CharField(max_length=80, blank=True)
    as_of = models.DateField(null=True)
    score = models.FloatField(null=True)
    scale = models.FloatField(null=True)
    digits = models.PositiveSmallIntegerField(default=2)
    share = models.FloatField(null=True)
    reason = models.TextField(blank=True)
    standing = models.CharField(max_length=80, blank=True)
    change = models.FloatField(null=True)
    worst = models.CharField(max_length=200, blank=True)
    worst_metric = models.CharField(max_length=80, blank=True)
    worst_lost = models.FloatField(null=True)
    trend = models.JSONField(default=list)
    mover = models.CharField(max_length=80, blank=True)
    mover_points = models.FloatField(null=True)
    standing_before = models.CharField(max_length=80, blank=True)
    crossed = models.SmallIntegerField(default=0)
    day_change = models.FloatField(null=True)
    day_mover = models.CharField(max_length=80, blank=True)
    day_points = models.FloatField(null=True)
    metrics = models.JSONField(default=dict)
    marks = models.TextField(blank=True)

    objects = SellerQuerySet.as_manager()

    class Meta:
        ordering = ("search", "id")
        indexes = (
            # what lists filter by stands behind what they sort by: one walk along an index finds a page
            models.Index(fields=("search", "id", *_FILTERED), name="seller_by_name"),
            models.Index(fields=("share", "id", *_FILTERED), name="seller_by_share"),
            models.Index(fields=("change", "id", *_FILTERED), name="seller_by_change"),
            models.Index(fields=("owner", "change", "id", *_FILTERED[:-2], "share"), name="seller_of_owner"),
            models.Index(
                fields=("vendor", "change", "id", *_FILTERED[:-2], "share"), name="seller_of_vendor"
            ),
            models.Index(fields=("day_change", "id", "listed", "market"), name="seller_by_day"),
            models.Index(fields=("crossed", "change", "id", "listed", "market"), name="seller_crossed"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def band(self) -> Band:
        if self.share is None:
            return Band.NONE
        return band_of(self.share)


def band_of(share: float) -> Band:
    """Return the band of a place on a scale, 0 to 1."""
    if share >= STRONG_FROM:
        return Band.STRONG
    return Band.FAIR if share >= FAIR_FROM else Band.WEAK


KINDS = ("market", "language", "category", "tier", "standing", "policy", "band")


class Cell(models.Model):
    """How many listed sellers share all ``KINDS``, by which lists are narrowed and policies counted: written
    with the mirror, so that counts need no walk over the sellers."""

    market = models.CharField(max_length=20)
    language = models.CharField(max_length=20)
    category = models.CharField(max_length=120)
    tier = models.CharField(max_length=60)
    standing = models.CharField(max_length=80)
    policy = models.CharField(max_length=80)
    band = models.CharField(max_length=8)
    sellers = models.PositiveIntegerField()

    class Meta:
        indexes = (models.Index(fields=("market",), name="cell_market"),)

    def __str__(self) -> str:
        return f"{self.market} {self.category} {self.band}: {self.sellers}"


class Tally(models.Model):
    """How many listed sellers of a market miss, reach or cannot be held to the target of a metric, or of any
    where it is empty; those without a target are in none."""

    market = models.CharField(max_length=20)
    metric = models.CharField(max_length=80)
    missed = models.PositiveIntegerField()
    reached = models.PositiveIntegerField()
    silent = models.PositiveIntegerField()

    class Meta:
        ordering = ("market", "metric")
        constraints = (models.UniqueConstraint(fields=("market", "metric"), name="tally_once"),)

    def __str__(self) -> str:
        return f"{self.market} {self.metric}: {self.missed} missed"


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, person: Person) -> "SavedViewQuerySet":
        """Return one's own views and those that colleagues of one's own house shared."""
        if not person.is_authenticated or not person.is_active:
            return self.none()
        colleagues = models.Q(shared=True, owner__vendor=person.vendor_id)
        if person.vendor_id is None:
            colleagues = models.Q(shared=True, owner__vendor__isnull=True)
        return self.filter(models.Q(owner=person) | colleagues)


class SavedView(models.Model):
    """A name for an address of the list; ``query`` is that address, so a view shows nothing that its reader
    could not ask for."""

    name = models.CharField(_("Name"), max_length=80)
    query = models.TextField(max_length=2000, blank=True)
    owner = models.ForeignKey(Person, models.CASCADE, related_name="views")
    shared = models.BooleanField(_("Share with colleagues"), default=False)
    made_at = models.DateTimeField()

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ("name", "id")
        constraints = (models.UniqueConstraint(fields=("owner", "name"), name="view_once"),)

    def __str__(self) -> str:
        return self.name


class TargetRow(models.Model):
    """A target as it was loaded: what a metric is meant to reach, for whom, from when. See the library's
    ``Target``; empty scope fields mean all."""

    metric = models.CharField(max_length=80)
    op = models.CharField(max_length=2)
    value = models.DecimalField(max_digits=20, decimal_places=6)
    owner = models.CharField(max_length=120)
    effective_from = models.DateField()
    effective_to = models.DateField(null=True)
    period = models.CharField(max_length=10)
    market = models.CharField(max_length=20, blank=True)
    category = models.CharField(max_length=120, blank=True)
    tier = models.CharField(max_length=60, blank=True)
    team = models.CharField(max_length=60, blank=True)
    vendor = models.CharField(max_length=60, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ("metric", "effective_from")
        constraints = (
            models.UniqueConstraint(
                fields=("metric", "period", "effective_from", "market", "category", "tier", "team", "vendor"),
                name="target_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.metric} {self.op} {self.value.normalize():f} from {self.effective_from}"

    def as_target(self) -> Target:
        """Return the library's value."""
        scope = {
            name: getattr(self, name) or None for name in ("market", "category", "tier", "team", "vendor")
        }
        return Target(
            metric=self.metric,
            op=cast(Any, self.op),
            value=self.value,
            owner=self.owner,
            effective_from=self.effective_from,
            effective_to=self.effective_to,
            period=Period(self.period),
            scope=PlaceScope(**scope),
            note=self.note,
        )


def scope_of(person: Person, sellers: SellerQuerySet) -> Scope:
    """Return how far ``person`` may read in the lake: the same rule as ``visible_to``."""
    if not person.is_authenticated or not person.is_active:
        return Scope()
    match Reach(person.reach):
        case Reach.ALL:
            return EVERYTHING
        case Reach.MARKETS:
            return Scope(frozenset(person.markets), None)
        case _:
            return Scope(None, frozenset(sellers.visible_to(person).values_list("pk", flat=True)))

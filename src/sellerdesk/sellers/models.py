from typing import Any, cast

from django.db import models
from django.utils.translation import gettext_lazy as _

from sellerdesk.people.models import Person, Reach, Vendor
from sellerdesk.ui.search import normalise
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
        """Return those whose shadow text holds every word of ``words``."""
        rows = self
        for word in normalise(words).split()[:8]:
            rows = rows.filter(search__contains=word)
        return rows


class Seller(models.Model):
    """An account of the lake, mirrored for lists and search, with who looks after it.

    The lake's side is overwritten by ``sync_sellers``; ``owner`` and ``vendor`` are the desk's own. Score
    fields are those of ``policy``, the first live policy of the account's market; ``share`` is the place of
    the score on the policy's scale from 0 to 1, ``change`` the difference to seven days before, ``trend`` the
    scores of thirteen weeks. An account that left the lake is kept but not ``listed``.
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

    owner = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="sellers")
    vendor = models.ForeignKey(Vendor, models.SET_NULL, null=True, blank=True, related_name="sellers")

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
    worst_lost = models.FloatField(null=True)
    trend = models.JSONField(default=list)

    objects = SellerQuerySet.as_manager()

    class Meta:
        ordering = ("search", "id")
        indexes = (
            models.Index(fields=("listed", "search"), name="seller_by_name"),
            models.Index(fields=("listed", "share"), name="seller_by_share"),
            models.Index(fields=("listed", "change"), name="seller_by_change"),
            models.Index(fields=("market",), name="seller_by_market"),
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

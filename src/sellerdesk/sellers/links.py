"""Links by which a seller reads the own scorecard without signing in: made, read and taken back."""

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

from django.db import models, transaction

from sellerdesk.people.models import Person, Role
from sellerdesk.ui.models import record

LASTING = (7, 30, 90)  # days
GIVING_ROLES = frozenset({Role.ADMINISTRATOR, Role.PROGRAMME_MANAGER, Role.LEAD, Role.ACCOUNT_MANAGER})
_BYTES = 32


class SellerLinkQuerySet(models.QuerySet["SellerLink"]):
    """Sets of links."""

    def open_at(self, now: dt.datetime) -> "SellerLinkQuerySet":
        """Return those that still open."""
        return self.filter(revoked_at=None, expires_at__gt=now)

    def of_token(self, token: str, now: dt.datetime) -> "SellerLink | None":
        """Return the link that a token opens; None for one that is wrong, revoked, expired, or of a seller
        that is gone."""
        rows = self.open_at(now).select_related("seller").filter(digest=digest_of(token))
        return rows.filter(seller__listed=True).first()


class SellerLink(models.Model):
    """A way for one seller to read the own scorecard until it expires or is revoked. The token itself is not
    kept, only its digest: who reads the database cannot open a link."""

    seller = models.ForeignKey("sellers.Seller", models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    once = models.CharField(max_length=40, unique=True)  # of the form that made it: sent twice, made once
    language = models.CharField(max_length=10)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    seen = models.PositiveIntegerField(default=0)
    seen_at = models.DateTimeField(null=True)

    objects = SellerLinkQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at", "-id")

    def __str__(self) -> str:
        return f"{self.seller_id} until {self.expires_at:%Y-%m-%d}"


@dataclass(frozen=True, slots=True)
class Terms:
    """In which language a link speaks and how many days it lasts; ``once`` names the form that asks."""

    language: str
    days: int
    once: str


def may_give(person: Person) -> bool:
    """Whether ``person`` may hand out links to the sellers that they see."""
    return person.role in GIVING_ROLES


def give(seller: str, terms: Terms, *, by: Person, now: dt.datetime) -> str | None:
    """Make a link to ``seller`` and return its token, which is shown once; None where this form has made
    one already."""
    token, expires = secrets.token_urlsafe(_BYTES), now + dt.timedelta(days=terms.days)
    with transaction.atomic():
        link, made = SellerLink.objects.get_or_create(
            once=terms.once,
            defaults={
                "seller_id": seller,
                "digest": digest_of(token),
                "language": terms.language,
                "by": by,
                "made_at": now,
                "expires_at": expires,
            },
        )
        if not made:
            return None
        facts = {"link": link.pk, "language": terms.language, "expires_at": expires}
        record("seller_link.made", f"seller:{seller}", by=by.key, at=now, **facts)
    return token


def revoke(link: SellerLink, *, by: Person, now: dt.datetime) -> bool:
    """Take a link back; False where it was taken back before."""
    with transaction.atomic():
        if not SellerLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=now):
            return False
        record("seller_link.revoked", f"seller:{link.seller_id}", by=by.key, at=now, link=link.pk)
    return True


def saw(link: SellerLink, *, now: dt.datetime) -> None:
    """Count a look at the scorecard, and record the first one of each day."""
    first = link.seen_at is None or link.seen_at.date() != now.date()
    with transaction.atomic():
        SellerLink.objects.filter(pk=link.pk).update(seen=models.F("seen") + 1, seen_at=now)
        if first:
            record("seller_link.opened", f"seller:{link.seller_id}", by=f"link:{link.pk}", at=now)


def digest_of(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()

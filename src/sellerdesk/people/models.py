from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person does here. It decides what they may do; ``Reach`` decides on which accounts."""

    ADMINISTRATOR = "administrator", _("Administrator")
    PROGRAMME_MANAGER = "programme_manager", _("Programme manager")
    LEAD = "lead", _("Account management lead")
    ACCOUNT_MANAGER = "account_manager", _("Account manager")
    ANALYST = "analyst", _("Analyst")
    VENDOR_LEAD = "vendor_lead", _("Vendor lead")
    VENDOR_ASSOCIATE = "vendor_associate", _("Vendor associate")


class Reach(models.TextChoices):
    """How far a person sees: everything, some markets, the own portfolio, or one vendor's accounts."""

    ALL = "all", _("All accounts")
    MARKETS = "markets", _("Accounts of some markets")
    PORTFOLIO = "portfolio", _("Own portfolio")
    VENDOR = "vendor", _("Accounts of the own vendor")


VENDOR_ROLES = frozenset({Role.VENDOR_LEAD, Role.VENDOR_ASSOCIATE})
EXPORTING_ROLES = frozenset(set(Role) - {Role.VENDOR_ASSOCIATE})


class Vendor(models.Model):
    """An organisation that serves accounts for us. Its people see its accounts and nothing else."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=120)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class PersonManager(BaseUserManager["Person"]):
    """Makes persons; ``createsuperuser`` makes an administrator."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save()
        return person

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        return self.create_user(email, password, role=Role.ADMINISTRATOR, reach=Reach.ALL, **fields)

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    """Somebody who signs in."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=24, choices=Role.choices)
    reach = models.CharField(max_length=12, choices=Reach.choices, default=Reach.PORTFOLIO)
    markets = models.JSONField(default=list, blank=True)
    vendor = models.ForeignKey(Vendor, models.PROTECT, null=True, blank=True, related_name="people")
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.UniqueConstraint(Lower("email"), name="person_email_once"),
            models.CheckConstraint(
                name="person_vendor_scope",
                condition=models.Q(role__in=sorted(VENDOR_ROLES), reach=Reach.VENDOR, vendor__isnull=False)
                | (
                    ~models.Q(role__in=sorted(VENDOR_ROLES))
                    & ~models.Q(reach=Reach.VENDOR)
                    & models.Q(vendor__isnull=True)
                ),
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    @property
    def initials(self) -> str:
        """Up to two letters for the round mark; one sign of a Chinese name."""
        words = self.name.split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:]))[:2].upper()

    @property
    def key(self) -> str:
        """The name under which the log knows this person."""
        return f"person:{self.pk}"

    @property
    def may_export(self) -> bool:
        return self.role in EXPORTING_ROLES

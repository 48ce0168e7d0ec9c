import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext

from sellerdesk.people.models import Person, Vendor
from sellerdesk.sellers.finding import analyse, reindex
from sellerdesk.sellers.marks import Places
from sellerdesk.sellers.mirror import MIRRORED, cells, mirrored
from sellerdesk.sellers.models import Cell, SavedView, Seller, SellerQuerySet, Tally, TargetRow
from sellerdesk.ui.models import record
from sellerloop.lake.reader import Snapshot
from sellerloop.metrics.targets import parse_targets

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Synced:
    """What a synchronisation did."""

    accounts: int
    scored: int
    left: int


def sync(snapshot: Snapshot, *, by: str, now: dt.datetime) -> Synced:
    """Mirror the accounts of ``snapshot`` and their present scores. Owners and vendors stay as they are."""
    rows = mirrored(snapshot)
    with transaction.atomic():
        _mark(rows)
        before = set(Seller.objects.filter(listed=True).values_list("pk", flat=True))
        Seller.objects.update(listed=False)
        Seller.objects.bulk_create(
            rows, batch_size=_BATCH, update_conflicts=True, unique_fields=["id"], update_fields=MIRRORED
        )
        Cell.objects.all().delete()
        Cell.objects.bulk_create(cells(rows), batch_size=_BATCH)
        reindex()
        analyse()
        left = before - {row.pk for row in rows}
        done = Synced(len(rows), sum(row.score is not None for row in rows), len(left))
        record(
            "sellers.synced",
            f"build:{snapshot.info.id}",
            by=by,
            at=now,
            accounts=done.accounts,
            scored=done.scored,
            left=done.left,
        )
    return done


def assign(rows: Iterable[Mapping[str, str | None]], *, by: str, now: dt.datetime) -> int:
    """Set who looks after sellers, all rows or none, and return how many changed.

    A column that is missing leaves what is there; an empty cell means nobody. Raises ValidationError, which
    names every row that does not fit.
    """
    people = {person.email: person for person in Person.objects.filter(is_active=True, vendor=None)}
    vendors = {vendor.code: vendor for vendor in Vendor.objects.all()}
    problems, changed = [], 0
    with transaction.atomic():
        for number, row in enumerate(rows, 1):
            seller = Seller.objects.filter(pk=row.get("account") or "").first()
            owner, vendor = (row.get("owner") or "").lower(), row.get("vendor") or ""
            unknown = [
                *([f"no seller {row.get('account')!r}"] if seller is None else []),
                *([f"no person {owner!r}"] if owner and owner not in people else []),
                *([f"no vendor {vendor!r}"] if vendor and vendor not in vendors else []),
            ]
            problems += [f"row {number}: {problem}" for problem in unknown]
            if seller is None or unknown:
                continue
            before = seller.owner_id, seller.vendor_id
            seller.owner = people.get(owner) if "owner" in row else seller.owner
            seller.vendor = vendors.get(vendor) if "vendor" in row else seller.vendor
            if (seller.owner_id, seller.vendor_id) != before:
                seller.save(update_fields=["owner", "vendor"])
                record("seller.assigned", f"seller:{seller.pk}", by=by, at=now, owner=owner, vendor=vendor)
                changed += 1
        if problems:
            raise ValidationError(problems)
        if changed and TargetRow.objects.exclude(vendor="").exists():
            _mark_again()
    return changed


def hand_over(sellers: SellerQuerySet, owner: Person | None, *, by: Person, now: dt.datetime) -> int:
    """Let ``owner`` look after ``sellers``, and return how many changed hands. Raises ValidationError where
    ``owner`` cannot look after anybody."""
    if owner and (owner.vendor_id is not None or not owner.is_active):
        raise ValidationError(gettext("%(name)s cannot look after sellers.") % {"name": owner.name})
    mail = owner.email if owner else ""
    with transaction.atomic():
        others = sellers.exclude(owner=owner) if owner else sellers.exclude(owner__isnull=True)
        moved = list(others.order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(moved), _BATCH):
            Seller.objects.filter(pk__in=moved[start : start + _BATCH]).update(owner=owner)
        for key in moved:
            record("seller.assigned", f"seller:{key}", by=by.key, at=now, owner=mail)
    return len(moved)


def replace_targets(rows: Iterable[Mapping[str, object]], *, by: str, now: dt.datetime) -> int:
    """Make the rows of a table the targets in force, all or none, and return how many there are.

    Raises TargetError, which names every problem of every row.
    """
    targets = parse_targets(rows)
    made = [
        TargetRow(
            metric=target.metric,
            op=target.op,
            value=target.value,
            owner=target.owner,
            effective_from=target.effective_from,
            effective_to=target.effective_to,
            period=target.period.value,
            note=target.note,
            **{name: value or "" for name, value in asdict(target.scope).items()},
        )
        for target in targets
    ]
    with transaction.atomic():
        TargetRow.objects.all().delete()
        TargetRow.objects.bulk_create(made)
        _mark_again()
        record("targets.replaced", "targets:all", by=by, at=now, targets=len(made))
    return len(made)


def save_view(name: str, query: str, *, shared: bool, by: Person, now: dt.datetime) -> SavedView:
    """Keep ``query`` under ``name``; of one person's views each name stands once."""
    with transaction.atomic():
        view, _made = SavedView.objects.update_or_create(
            owner=by, name=name, defaults={"query": query, "shared": shared, "made_at": now}
        )
        record("view.saved", f"view:{view.pk}", by=by.key, at=now, name=name, query=query, shared=shared)
    return view


def drop_view(view: SavedView, *, by: Person, now: dt.datetime) -> None:
    """Forget a view."""
    with transaction.atomic():
        record("view.removed", f"view:{view.pk}", by=by.key, at=now, name=view.name, query=view.query)
        view.delete()


def _mark(sellers: Collection[Seller]) -> None:
    """Write what the targets in force say of ``sellers``, and the counts of it."""
    vendors = dict(Vendor.objects.values_list("pk", "code"))
    served = dict(Seller.objects.exclude(vendor=None).values_list("pk", "vendor"))
    places = Places([row.as_target() for row in TargetRow.objects.all()])
    for seller in sellers:
        places.mark(seller, vendors.get(served.get(seller.pk, 0), ""))
    Tally.objects.all().delete()
    Tally.objects.bulk_create(places.tallies(), batch_size=_BATCH)


def _mark_again() -> None:
    """Bring marks up to date after targets or vendors changed."""
    listed = list(Seller.objects.filter(listed=True))
    before = {seller.pk: seller.marks for seller in listed}
    _mark(listed)
    changed = [seller for seller in listed if seller.marks != before[seller.pk]]
    if changed:
        Seller.objects.bulk_create(
            changed, batch_size=_BATCH, update_conflicts=True, unique_fields=["id"], update_fields=["marks"]
        )
        reindex()

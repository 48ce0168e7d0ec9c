"""What the list of sellers shows: a page of rows, how many there are, and the columns to choose from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from sellerdesk.people.models import Person, Reach, Role
from sellerdesk.sellers import lake
from sellerdesk.sellers.cells import Cells, Total, counted
from sellerdesk.sellers.forms import COUNTED, FilterForm
from sellerdesk.sellers.models import Band, Seller
from sellerdesk.sellers.scorecard import TONES
from sellerdesk.ui.tables import Column
from sellerloop.metrics.spec import Metric

ASSIGNERS = frozenset({Role.LEAD, Role.PROGRAMME_MANAGER, Role.ADMINISTRATOR})


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the bar that shows how scores are spread."""

    band: str
    label: str
    tone: str
    count: int
    left: float
    width: float
    chosen: bool


def metrics_known() -> Mapping[str, Metric]:
    """Return every metric of the published policies, by id."""
    snapshot = lake.current()
    policies = snapshot.policies.values() if snapshot else ()
    return {name: metric for resolved in policies for name, metric in resolved.metrics.items()}


def form_of(data: Any, person: Person) -> FilterForm:
    """Return the filters that ``data`` asks for, over what ``person`` may see."""
    visible = Seller.objects.visible_to(person)
    names = {name: gettext(metric.name) for name, metric in metrics_known().items()}
    return FilterForm(data, visible, Cells.seen_by(person, visible), names)


def total_of(form: FilterForm) -> Total:
    """Count what the filters find: from the cells where they can tell, else one by one up to a bound."""
    chosen = form.in_force
    if set(chosen) <= set(COUNTED):
        return form.cells.total(chosen)
    return counted(form.rows(without=("band",)), chosen.get("band", ""))


def spread_of(total: Total, chosen: str) -> list[Part]:
    """Return the parts of the bar of scores."""
    whole, parts, left = sum(total.bands.values()), [], 0.0
    for band in Band if whole else ():
        count = total.bands.get(band, 0)
        width = count / whole * 100
        parts.append(Part(band, str(band.label), TONES[band], count, left, width, band == chosen))
        left += width
    return parts


def columns(form: FilterForm) -> list[Column]:
    """Return the columns of the list; one shows the metric that was asked for."""
    metric = metrics_known().get(form.metric_shown)
    return [
        Column("seller", gettext("Seller"), sort="name", fixed=True),
        Column("market", gettext("Market"), room="wide"),
        Column("score", gettext("Score"), sort="share", numeric=True),
        Column("change", gettext("7 days"), sort="change", numeric=True),
        *([Column("metric", gettext(metric.name), numeric=True, fixed=True)] if metric else []),
        Column("trend", gettext("13 weeks"), room="mid"),
        Column("worst", gettext("Costs most"), room="mid"),
        Column("owner", gettext("Account manager"), room="wide"),
        Column("standing", gettext("Standing")),
    ]


def owners_for(person: Person) -> list[Person]:
    """Return to whom ``person`` may give sellers: everybody of the own house, or the colleagues that the
    person works with. None for those who give none away."""
    if person.role not in ASSIGNERS:
        return []
    staff = Person.objects.filter(is_active=True, vendor=None)
    if person.reach != Reach.ALL:
        theirs = Seller.objects.visible_to(person).exclude(owner=None).order_by()
        staff = staff.filter(pk__in=[person.pk, *theirs.values_list("owner", flat=True).distinct()])
    return list(staff)

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sellerdesk.people.models import Person
from sellerdesk.sellers.models import FAIR_FROM, STRONG_FROM, Band, SellerQuerySet
from sellerdesk.sellers.words import code_name
from sellerdesk.ui import formats
from sellerdesk.ui.paging import Order

ORDERS = {
    "change": (_("Biggest fall first"), Order("change")),
    "-change": (_("Biggest rise first"), Order("change", descending=True)),
    "share": (_("Lowest score first"), Order("share")),
    "-share": (_("Highest score first"), Order("share", descending=True)),
    "name": (_("Name, A to Z"), Order("search")),
    "-name": (_("Name, Z to A"), Order("search", descending=True)),
}
FIRST = "change"
NOBODY = "-"
BANDS = {
    Band.STRONG: Q(share__gte=STRONG_FROM),
    Band.FAIR: Q(share__gte=FAIR_FROM, share__lt=STRONG_FROM),
    Band.WEAK: Q(share__lt=FAIR_FROM),
    Band.NONE: Q(share__isnull=True),
}
Choices = Iterable[tuple[str, object]]


class FilterForm(forms.Form):
    """What the list is narrowed to; it lives in the address, so a view can be kept and shared.

    Choices come from what the person may see: a filter never names what is not theirs. A value that is no
    choice is passed over, so an old address still opens.
    """

    q = forms.CharField(label=_("Name or number"), required=False, max_length=100)
    market = forms.ChoiceField(label=_("Market"), required=False)
    category = forms.ChoiceField(label=_("Category"), required=False)
    tier = forms.ChoiceField(label=_("Service tier"), required=False)
    band = forms.ChoiceField(label=_("Score"), required=False)
    standing = forms.ChoiceField(label=_("Standing"), required=False)
    owner = forms.ChoiceField(label=_("Account manager"), required=False)
    sort = forms.ChoiceField(label=_("Order"), required=False)

    def __init__(self, data: Any, visible: SellerQuerySet) -> None:
        super().__init__(data)
        self.visible = visible
        self._offer("market", ((code, formats.market(code)) for code in self._values("market")))
        self._offer("category", ((code, code_name(code)) for code in self._values("category")))
        self._offer("tier", ((code, code_name(code)) for code in self._values("tier")))
        self._offer("standing", ((code, code_name(code)) for code in self._values("standing")))
        self._offer("band", Band.choices)
        self._offer("owner", self._owners())
        self.fields["sort"].choices = [(key, label) for key, (label, _order) in ORDERS.items()]  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.widget.attrs |= {"data-submit": True, "form": "filters", "autocomplete": "off"}
        self.full_clean()

    @property
    def narrowing(self) -> list[forms.BoundField]:
        """The fields that have anything to choose between; the order is none of them."""
        found = [self[name] for name in self.fields if name != "sort"]
        return [field for field in found if len(getattr(field.field, "choices", "any")) > 2]

    @property
    def order(self) -> Order:
        return ORDERS[self.cleaned_data.get("sort") or FIRST][1]

    @property
    def in_force(self) -> dict[str, str]:
        """The filters that narrow the list, by name; order is none."""
        return {name: value for name, value in self.cleaned_data.items() if value and name != "sort"}

    def rows(self) -> SellerQuerySet:
        """Return the visible sellers that pass every filter."""
        chosen = self.in_force
        rows = self.visible.found(chosen.get("q", ""))
        for name in ("market", "category", "tier", "standing"):
            if value := chosen.get(name):
                rows = rows.filter(**{name: value})
        if band := chosen.get("band"):
            rows = rows.filter(BANDS[Band(band)])
        if owner := chosen.get("owner"):
            rows = rows.filter(owner__isnull=True) if owner == NOBODY else rows.filter(owner=int(owner))
        return rows

    def _values(self, column: str) -> list[str]:
        found = self.visible.exclude(**{column: ""}).order_by(column).values_list(column, flat=True)
        return list(found.distinct())

    def _owners(self) -> Choices:
        people = Person.objects.filter(sellers__in=self.visible).distinct().values_list("pk", "name")
        return [(NOBODY, gettext("Nobody")), *((str(key), name) for key, name in people)]

    def _offer(self, name: str, choices: Choices) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", gettext("All")), *choices]

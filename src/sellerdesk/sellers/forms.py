from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sellerdesk.people.models import Person
from sellerdesk.sellers.cells import Cells
from sellerdesk.sellers.finding import marked
from sellerdesk.sellers.marks import State, mark
from sellerdesk.sellers.models import BANDS, Band, Seller, SellerQuerySet
from sellerdesk.sellers.words import code_name
from sellerdesk.ui import formats
from sellerdesk.ui.paging import Order, Segment, segments

BEST, FIRST, NOBODY = "best", "change", "-"
ORDERS = {
    "change": (_("Biggest fall first"), Order("change")),
    "-change": (_("Biggest rise first"), Order("change", descending=True)),
    "share": (_("Lowest score first"), Order("share")),
    "-share": (_("Highest score first"), Order("share", descending=True)),
    "name": (_("Name, A to Z"), Order("search")),
    "-name": (_("Name, Z to A"), Order("search", descending=True)),
}
MOVES = {
    "fell": (_("Score fell"), Q(change__lt=0)),
    "rose": (_("Score rose"), Q(change__gt=0)),
    "down": (_("Standing fell"), Q(crossed=-1)),
    "up": (_("Standing rose"), Q(crossed=1)),
}
COUNTED = ("market", "language", "category", "tier", "standing", "band")  # what cells can count
_EQUAL = ("market", "category", "tier", "language", "standing")
_PLAIN = ("q", "market", "band", "move", "metric", "state", "owner")
Choices = Iterable[tuple[str, object]]


class FilterForm(forms.Form):
    """What the list is narrowed to; it lives in the address, so a view can be kept and shared.

    Choices come from what the person may see: a filter never names what is not theirs. A value that is no
    choice is passed over, so an old address still opens, and ``passed_over`` names it.
    """

    q = forms.CharField(label=_("Name or number"), required=False, max_length=100)
    market = forms.ChoiceField(label=_("Market"), required=False)
    band = forms.ChoiceField(label=_("Score"), required=False)
    move = forms.ChoiceField(label=_("In 7 days"), required=False)
    metric = forms.ChoiceField(label=_("Metric"), required=False)
    state = forms.ChoiceField(label=_("Metric is"), required=False)
    owner = forms.ChoiceField(label=_("Account manager"), required=False)
    category = forms.ChoiceField(label=_("Category"), required=False)
    tier = forms.ChoiceField(label=_("Service tier"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    standing = forms.ChoiceField(label=_("Standing"), required=False)
    low = forms.DecimalField(label=_("Score from"), required=False, max_digits=9)
    high = forms.DecimalField(label=_("Score to"), required=False, max_digits=9)
    sort = forms.ChoiceField(label=_("Sort by"), required=False)

    def __init__(
        self, data: Any, visible: SellerQuerySet, cells: Cells | None = None, metrics: Mapping[str, str] = {}
    ) -> None:
        super().__init__(data)
        self.visible = visible
        self.cells = cells or Cells.of(visible)
        for name, word in (("market", formats.market), ("language", formats.language_name)):
            self._offer(name, ((code, word(code)) for code in self.cells.values(name)))
        for name in ("category", "tier", "standing"):
            self._offer(name, ((code, code_name(code)) for code in self.cells.values(name)))
        self._offer("band", Band.choices)
        self._offer("move", ((key, label) for key, (label, _condition) in MOVES.items()))
        self._offer("metric", sorted(metrics.items(), key=lambda pair: str(pair[1])))
        self._offer("state", State.choices if metrics else ())
        self._offer("owner", self._owners())
        best = [(BEST, gettext("Best match first"))] if self.data.get("q") else []
        sorts = [*best, *((key, label) for key, (label, _order) in ORDERS.items())]
        self.fields["sort"].choices = sorts  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.widget.attrs |= {"data-submit": True, "form": "filters", "autocomplete": "off"}
        self.full_clean()

    @property
    def narrowing(self) -> list[forms.BoundField]:
        """The fields in sight that have anything to choose between."""
        return [field for field in self._choosing() if field.name in _PLAIN]

    @property
    def further(self) -> list[forms.BoundField]:
        """The fields that are asked for less often."""
        return [field for field in self._choosing() if field.name not in _PLAIN]

    @property
    def further_in_force(self) -> bool:
        return any(name not in _PLAIN for name in self.in_force)

    @property
    def in_force(self) -> dict[str, str]:
        """The filters that narrow the list, by name; order is none."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "sort"}
        return {name: str(value) for name, value in given.items() if value not in ("", None)}

    @property
    def told(self) -> dict[str, str]:
        """The filters in force in words, by label."""
        return {
            str(self.fields[name].label): self._word(name, value) for name, value in self.in_force.items()
        }

    @property
    def passed_over(self) -> list[str]:
        """Labels of what was asked for and cannot be done: choices that are gone, texts that are too long."""
        return [str(self.fields[name].label) for name in self.errors if name in self.fields]

    @property
    def sorted_by(self) -> str:
        """The order in force: best matches first where words are searched for, unless chosen otherwise."""
        asked, words = self.cleaned_data.get("sort"), self.in_force.get("q")
        return asked if asked and (asked != BEST or words) else BEST if words else FIRST

    @property
    def query(self) -> str:
        """The address of this view: only what is in force."""
        sort = self.cleaned_data.get("sort")
        return urlencode(self.in_force | ({"sort": sort} if sort else {}))

    @property
    def metric_shown(self) -> str:
        return self.in_force.get("metric", "")

    def rows(self, without: Collection[str] = ()) -> SellerQuerySet:
        """Return the visible sellers that pass every filter, or every one but those ``without``."""
        chosen = {name: value for name, value in self.in_force.items() if name not in without}
        rows = self.visible.found(chosen.get("q", ""))
        rows = rows.filter(**{name: chosen[name] for name in _EQUAL if name in chosen})
        if band := chosen.get("band"):
            rows = rows.filter(BANDS[Band(band)])
        if move := chosen.get("move"):
            rows = rows.filter(MOVES[move][1])
        if owner := chosen.get("owner"):
            rows = rows.filter(owner__isnull=True) if owner == NOBODY else rows.filter(owner=int(owner))
        if "low" in chosen:
            rows = rows.filter(score__gte=Decimal(chosen["low"]))
        if "high" in chosen:
            rows = rows.filter(score__lte=Decimal(chosen["high"]))
        state, metric = chosen.get("state"), chosen.get("metric", "")
        if state and (metric or state != State.WORST):
            rows = rows.filter(marked([mark(state, metric)]))
        return rows

    def parts(self) -> list[Segment[Seller]]:
        """Return the rows in the order in force, as pages read them."""
        if self.sorted_by == BEST:
            rows = self.rows(without=("q",)).select_related("owner")
            return rows.ranked(self.in_force["q"], self.visible)
        return segments(self.rows().select_related("owner"), ORDERS[self.sorted_by][1])

    def _choosing(self) -> list[forms.BoundField]:
        found = [self[name] for name in self.fields if name != "sort"]
        return [field for field in found if len(getattr(field.field, "choices", "any")) > 2]

    def _owners(self) -> Choices:
        theirs = self.visible.order_by().filter(owner=OuterRef("pk"))
        people = Person.objects.filter(Exists(theirs)).values_list("pk", "name")
        return [(NOBODY, gettext("Nobody")), *((str(key), name) for key, name in people)]

    def _word(self, name: str, value: str) -> str:
        choices = dict(getattr(self.fields[name], "choices", ()))
        return str(choices.get(value, value))

    def _offer(self, name: str, choices: Choices) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", gettext("All")), *choices]


class ViewForm(forms.Form):
    """A name for the view in sight."""

    name = forms.CharField(label=_("Name"), max_length=80)
    shared = forms.BooleanField(label=_("Share with colleagues"), required=False)

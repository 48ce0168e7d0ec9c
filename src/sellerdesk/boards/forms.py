from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sellerdesk.boards.canvas import Canvas
from sellerdesk.boards.layout import MOST_SIGNS, Kind, Tile, new_id
from sellerdesk.boards.models import Board, Sharing
from sellerdesk.metrics.segments import place_name

KINDS = {
    Kind.FIGURE: _("Figure"),
    Kind.TREND: _("Line over time"),
    Kind.DISTRIBUTION: _("How sellers are spread"),
    Kind.SEGMENTS: _("Table of parts"),
    Kind.SELLERS: _("Sellers that pull most"),
    Kind.NOTE: _("Note"),
}
WIDTHS = {1: _("a quarter"), 2: _("half"), 3: _("three quarters"), 4: _("full width")}
_BY = {"market": _("Market"), "category": _("Category"), "tier": _("Service tier")}
_DEFAULT = {Kind.FIGURE: 1, Kind.NOTE: 1, Kind.SEGMENTS: 4}
_SPLIT = ":"  # policy:metric
Choices = Iterable[tuple[str, Any]]


class NameForm(forms.Form):
    """The name of a new board."""

    name = forms.CharField(label=_("Name"), max_length=80)


class BoardForm(NameForm):
    """A board's name and who sees it."""

    sharing = forms.ChoiceField(label=_("Who sees it"), choices=Sharing.choices, required=False)

    def __init__(self, data: Any, board: Board, *, owner: bool) -> None:
        super().__init__(data, initial={"name": board.name, "sharing": board.sharing})
        if not owner:
            del self.fields["sharing"]


class TileForm(forms.Form):
    """A new tile. What may be chosen is what the person sees; a metric stands with its policy."""

    kind = forms.ChoiceField(label=_("Show"), choices=[(kind.value, name) for kind, name in KINDS.items()])
    metric = forms.ChoiceField(label=_("Metric"), required=False)
    market = forms.ChoiceField(label=_("Market"), required=False)
    category = forms.ChoiceField(label=_("Category"), required=False)
    tier = forms.ChoiceField(label=_("Service tier"), required=False)
    by = forms.ChoiceField(label=_("Parts of the table"), required=False, choices=list(_BY.items()))
    width = forms.TypedChoiceField(
        label=_("Width"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("as it suits")), *((str(n), name) for n, name in WIDTHS.items())],
    )
    text = forms.CharField(
        label=_("Text of a note"),
        required=False,
        max_length=MOST_SIGNS,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any, canvas: Canvas) -> None:
        super().__init__(data)
        policies = canvas.snapshot.policies if canvas.snapshot else {}
        several = len(policies) > 1
        self._offer(
            "metric",
            (
                (f"{policy}{_SPLIT}{name}", _label(gettext(metric.name), resolved.policy.title, several))
                for policy, resolved in policies.items()
                for name, metric in resolved.metrics.items()
            ),
        )
        for word, own in canvas.places.items():
            every = [("", gettext("All"))]
            self._offer(word, [*every, *((code, place_name(word, code)) for code in sorted(own))])

    def clean(self) -> dict[str, Any]:
        """A note needs its text, everything else a metric."""
        given: dict[str, Any] = super().clean() or {}
        kind = given.get("kind")
        if kind == Kind.NOTE and not given.get("text", "").strip() and "text" not in self.errors:
            self.add_error("text", gettext("Write what the note says"))
        if kind and kind != Kind.NOTE and not given.get("metric") and "metric" not in self.errors:
            self.add_error("metric", gettext("Choose a metric"))
        return given

    def tile(self) -> Tile:
        """Return the tile of a valid form."""
        given: Mapping[str, Any] = self.cleaned_data
        kind = Kind(given["kind"])
        width = given["width"] or _DEFAULT.get(kind, 2)
        if kind is Kind.NOTE:
            return Tile(id=new_id(), kind=kind, width=width, text=given["text"].strip())
        policy, _colon, metric = given["metric"].partition(_SPLIT)
        by: Any = (given["by"] or "market") if kind is Kind.SEGMENTS else ""
        place = {word: given[word] for word in ("market", "category", "tier")}
        return Tile(id=new_id(), kind=kind, width=width, policy=policy, metric=metric, by=by, **place)

    def _offer(self, name: str, choices: Choices) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)


def _label(name: str, policy: str, several: bool) -> str:
    return f"{name} ({gettext(policy)})" if several else name

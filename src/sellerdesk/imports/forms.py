from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sellerdesk.imports.mappings import Known
from sellerdesk.ui import formats


def mapping_choices(known: Mapping[str, Known], empty: object) -> list[tuple[str, object]]:
    """Return the mappings to choose from, the first choice being none of them."""
    return [("", empty), *((name, f"{name}{formats.colon()}{each.title}") for name, each in known.items())]


class NewForm(forms.Form):
    """Where the files are, and how they are read. The files themselves are read from the request."""

    path = forms.CharField(label=_("File or folder on the server"), required=False, max_length=1000)
    mapping = forms.ChoiceField(label=_("Mapping"), required=False)

    def __init__(self, data: Any, known: Mapping[str, Known]) -> None:
        super().__init__(data)
        choice: Any = self.fields["mapping"]
        choice.choices = mapping_choices(known, _("Find out by the names of the files"))


class ChooseForm(forms.Form):
    """Another mapping, its choices, and when rows became known that do not say so."""

    mapping = forms.ChoiceField(label=_("Mapping"))
    known_at = forms.DateTimeField(
        label=_("Known since"),
        required=False,
        help_text=_("For rows that do not say when they became known: of two versions the later one counts."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
    )

    def __init__(self, data: Any, known: Mapping[str, Known], chosen: str, **more: Any) -> None:
        super().__init__(data, **more)
        self.known = known
        choice: Any = self.fields["mapping"]
        choice.choices = mapping_choices(known, _("Choose a mapping"))
        parameters = known[chosen].mapping.parameters if chosen in known else {}
        for name, parameter in parameters.items():
            self.fields[f"set_{name}"] = forms.ChoiceField(
                label=gettext(parameter.meaning),
                choices=[(each, each) for each in parameter.choices],
                initial=parameter.default,
                required=False,
            )

    @property
    def read_so(self) -> list[tuple[str, str]]:
        """What was chosen of the mapping's own choices, each with what it decides."""
        return [
            (str(field.label), str(field.value() or field.initial))
            for field in self
            if field.name.startswith("set_")
        ]

    @property
    def choices(self) -> dict[str, str]:
        """The choices that the chosen mapping has; others belonged to the one before."""
        parameters = self.known[self.cleaned_data["mapping"]].mapping.parameters
        given = {name: self.cleaned_data.get(f"set_{name}") for name in parameters}
        return {name: value for name, value in given.items() if value}

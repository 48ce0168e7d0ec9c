from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from sellerdesk.sellers.links import LASTING, Terms
from sellerdesk.ui import formats


class LinkForm(forms.Form):
    """What a new link to a scorecard is to be like."""

    language = forms.ChoiceField(label=_("Language of the seller"), choices=settings.LANGUAGES)
    days = forms.TypedChoiceField(label=_("Lasts"), coerce=int)
    once = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["days"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(days, formats.days(days)) for days in LASTING]

    @property
    def terms(self) -> Terms:
        """What was asked for; the form has to be valid."""
        chosen = self.cleaned_data
        return Terms(chosen["language"], chosen["days"], chosen["once"])

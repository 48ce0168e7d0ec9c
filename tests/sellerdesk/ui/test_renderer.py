import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from pytest_django.asserts import assertHTMLEqual

from sellerdesk.ui.renderer import Renderer

GROUPED = [("a", [("a1", "A & one"), ("a2", "<b>")]), ("", "Any"), (7, "seven"), (None, "nothing")]


class Wishes(forms.Form):
    flat = forms.ChoiceField(choices=[("x", "X"), ("y", "'\"Y")])
    grouped = forms.ChoiceField(choices=GROUPED, disabled=True)
    several = forms.MultipleChoiceField(choices=GROUPED)
    words = forms.CharField(required=False)


@pytest.mark.parametrize(
    "data", [None, {}, {"flat": "y", "grouped": "a2", "several": ["a1", "7"], "words": "<"}]
)
def test_controls_are_those_of_django(data: dict[str, object] | None) -> None:
    def written(renderer: DjangoTemplates) -> list[str]:
        form = Wishes(data, renderer=renderer)
        return [field.as_widget(attrs={"class": 'a"b', "data-on": True, "data-off": False}) for field in form]

    for ours, theirs in zip(written(Renderer()), written(DjangoTemplates()), strict=True):
        assertHTMLEqual(ours, theirs)

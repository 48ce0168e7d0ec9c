"""How form controls become HTML: as Django does it, except that lists of choices are written directly.

Django renders every option of a list by templates of its own; a page with a few filters spends a third of its
time there.
"""

from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_SELECT = "django/forms/widgets/select.html"


class Renderer(DjangoTemplates):
    """Renders forms; choices without a template for each."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        """Return the HTML of ``template_name`` filled with ``context``."""
        if template_name == _SELECT:
            return _select(context["widget"])
        return super().render(template_name, context, request)


def _select(widget: dict[str, Any]) -> SafeString:
    groups = format_html_join(
        "", "{}", ((_group(name, options),) for name, options, _ in widget["optgroups"])
    )
    return format_html('<select name="{}"{}>{}</select>', widget["name"], _attrs(widget["attrs"]), groups)


def _group(name: str | None, options: list[dict[str, Any]]) -> SafeString:
    choices = format_html_join(
        "\n",
        '<option value="{}"{}>{}</option>',
        ((str(each["value"]), _attrs(each["attrs"]), each["label"]) for each in options),
    )
    return format_html('<optgroup label="{}">{}</optgroup>', name, choices) if name else choices


def _attrs(attrs: dict[str, Any]) -> SafeString:
    named = ((name, value) for name, value in attrs.items() if value is not False and value is not True)
    switched = ((name,) for name, value in attrs.items() if value is True)
    return format_html_join("", ' {}="{}"', named) + format_html_join("", " {}", switched)

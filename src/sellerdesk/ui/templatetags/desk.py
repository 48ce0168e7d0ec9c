"""The components of every page: icons, figures, marks, fields and the formats of ``ui.formats``."""

from typing import Any
from urllib.parse import urlencode

from django import template
from django.forms import BoundField, CheckboxInput, Select
from django.utils.html import format_html
from django.utils.safestring import SafeString

from sellerdesk.ui import formats
from sellerdesk.ui.icons import ICONS

register = template.Library()

for _filter in (
    formats.compact,
    formats.day,
    formats.days,
    formats.duration,
    formats.language_name,
    formats.machine_time,
    formats.market,
    formats.moment,
    formats.number,
    formats.say,
    formats.signed,
):
    register.filter(_filter.__name__, _filter)


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """A decorative line icon; the word beside it, or the control's label, carries the meaning."""
    return format_html(
        '<svg class="i {}" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="{}"/></svg>',
        extra,
        ICONS[name],
    )


@register.filter
def control(field: BoundField) -> SafeString:
    """A form control with the kit's class and its help and errors named to screen readers."""
    widget = field.field.widget
    kind = "form-control"
    if isinstance(widget, CheckboxInput):
        kind = "form-check-input"
    elif isinstance(widget, Select):
        kind = "form-select"
    attrs = {"class": f"{kind} is-invalid" if field.errors else kind}
    described = [f"{field.auto_id}_error"] if field.errors else []
    described += [f"{field.auto_id}_help"] if field.help_text else []
    if described:
        attrs["aria-describedby"] = " ".join(described)
    widget.attrs.pop("placeholder", None)  # the label says it
    return field.as_widget(attrs=attrs)


@register.filter
def is_checkbox(field: BoundField) -> bool:
    return isinstance(field.field.widget, CheckboxInput)


@register.simple_tag(takes_context=True)
def with_query(context: dict[str, Any], **changes: object) -> str:
    """The address of this page with some parameters changed, and dropped where they become empty."""
    query = {key: value for key, value in context["request"].GET.items() if key not in changes}
    query |= {key: str(value) for key, value in changes.items() if value not in (None, "")}
    return "?" + urlencode(query)

"""The components of every page: icons, figures, marks, fields and the formats of ``ui.formats``."""

from typing import Any
from urllib.parse import urlencode

from django import template
from django.forms import BoundField, CheckboxInput, Select
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from sellerdesk.ui import charts, formats
from sellerdesk.ui.figures import Figure
from sellerdesk.ui.icons import ICONS
from sellerdesk.ui.navigation import Way, address, ways

register = template.Library()

for _filter in (
    formats.compact,
    formats.day,
    formats.days,
    formats.duration,
    formats.language_name,
    formats.listed,
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


@register.simple_tag(takes_context=True)
def navigation(context: dict[str, Any]) -> list[Way]:
    """The places that this person may go to."""
    return ways(context["user"].role)


@register.simple_tag
def page_address(page: str) -> str:
    """The address of a page that another app may or may not have."""
    return address(page)


@register.inclusion_tag("ui/figure.html")
def figure(figure: Figure) -> dict[str, Any]:
    """A value with everything behind it one hover or key away, and always in its description."""
    return {"figure": figure}


@register.simple_tag
def spark(values: charts.Values, label: str, tone: str = "") -> SafeString:
    """A small line of a value over time; what is missing is a gap."""
    line = charts.spark(values)
    lines = (f'<polyline points="{run}"/>' for run in line.runs)
    dots = (f'<circle cx="{x:g}" cy="{y:g}" r="1.4"/>' for x, y in line.dots)
    last = f'<circle cx="{line.last[0]:g}" cy="{line.last[1]:g}" r="2.4"/>' if line.last else ""
    shapes = mark_safe("".join((*lines, *dots, last)))  # noqa: S308  (numbers only)
    frame = '<svg class="spark {}" viewBox="0 0 92 24" role="img" aria-label="{}">{}</svg>'
    return format_html(frame, tone, label, shapes)


@register.inclusion_tag("ui/ring.html")
def ring(share: float | None, value: str, under: str, label: str, tone: str = "") -> dict[str, Any]:
    """A score on its scale."""
    return {"shape": charts.ring(share), "value": value, "under": under, "label": label, "tone": tone}


@register.inclusion_tag("ui/empty.html")
def empty(title: str, text: str, href: str = "", action: str = "") -> dict[str, Any]:
    """A list with nothing in it: why, and what to do."""
    return {"title": title, "text": text, "href": href, "action": action}


@register.simple_tag
def pill(word: str, tone: str) -> SafeString:
    """A status: a dot and a word, never a colour alone."""
    return format_html('<span class="pill {}">{}</span>', tone, word)


@register.filter
def control(field: BoundField) -> SafeString:
    """A form control with the kit's class and its help and errors named to screen readers."""
    widget = field.field.widget
    kind = "form-control"
    if isinstance(widget, CheckboxInput):
        kind = "form-check-input"
    elif isinstance(widget, Select):
        kind = "form-select"
    attrs: dict[str, str | bool] = {"class": f"{kind} is-invalid" if field.errors else kind}
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

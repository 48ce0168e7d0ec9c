"""The parts of every page: icons, figures, marks, help, dialogs, fields and the formats of ``ui.formats``.

Pictures stand in ``charts``, lists and tables in ``lists``, courses of things in ``steps``; this library
offers the pictures too, so that most pages load it alone.
"""

from typing import Any
from urllib.parse import urlencode

from django import template
from django.forms import BoundField, CheckboxInput, Select
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from sellerdesk.ui import formats, tour
from sellerdesk.ui.figures import Figure
from sellerdesk.ui.icons import ICONS
from sellerdesk.ui.navigation import Way, address, ways
from sellerdesk.ui.templatetags import charts

register = template.Library()

register.tags.update(charts.register.tags)
register.filters.update(charts.register.filters)
for _filter in (
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


_LINKED = '<a class="figure-value" href="{0}" aria-describedby="{1}" data-tip="{1}">{2}</a>'
_ALONE = '<span class="figure-value" tabindex="0" aria-describedby="{1}" data-tip="{1}">{2}</span>'
_HISTORY = '<a class="figure-history" href="{}" aria-label="{}" title="{}">{}</a>'
_PART = '<span class="tip-part"><span class="mut">{}</span> <span>{}</span></span>'
_FIGURE = (
    '<span class="figure">{}{}<span class="tip" id="{}" role="tooltip" popover="manual">'
    '<span class="tip-name">{}</span>{}</span></span>'
)


@register.simple_tag
def figure(figure: Figure) -> SafeString:
    """A value with everything behind it one hover or key away, and always in its description."""
    value = format_html(_LINKED if figure.rows else _ALONE, figure.rows, figure.id, figure.text)
    history: str = ""
    if figure.history:
        label = gettext("History of %(name)s") % {"name": figure.name}
        history = format_html(_HISTORY, figure.history, label, gettext("History"), icon("history"))
    parts = format_html_join("", _PART, figure.parts)
    return format_html(_FIGURE, value, history, figure.id, figure.name, parts)


@register.inclusion_tag("ui/empty.html")
def empty(title: str, text: str, href: str = "", action: str = "") -> dict[str, Any]:
    """A list with nothing in it: why, and what to do."""
    return {"title": title, "text": text, "href": href, "action": action}


@register.simple_tag
def pill(word: str, tone: str) -> SafeString:
    """A status: a dot and a word, never a colour alone."""
    return format_html('<span class="pill {}">{}</span>', tone, word)


_CERTAINTY = {
    "assumed": (_("assumed"), _("Nobody published this value; it is our assumption until it is known.")),
    "estimated": (_("estimated"), _("Computed from a sample or a model, not counted.")),
    "reported": (
        pgettext_lazy("by the platform", "reported"),
        _("As the platform reports it; not computed here."),
    ),
}


@register.simple_tag
def mark(kind: str) -> SafeString:
    """A word on how sure a value is: ``assumed``, ``estimated`` or ``reported``, with what that means."""
    word, meaning = _CERTAINTY[kind]
    return format_html('<span class="mark-{}" title="{}">{}</span>', kind, meaning, word)


@register.inclusion_tag("ui/tour.html", takes_context=True)
def tour_strip(context: template.Context) -> dict[str, Any]:
    """The steps of the first day, in demo mode, until the person puts them away."""
    request = context.get("request")
    if request is None or not tour.is_open(request):
        return {}
    steps, first = tour.steps(), context.get("section") == "home"
    return {"steps": steps, "open": first, "request": request, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("ui/help.html")
def help(text: str, about: str = "") -> dict[str, Any]:
    """A question mark that opens an explanation where it is needed; ``about`` names what it explains."""
    return {"text": text, "about": about}


@register.simple_tag
def keys(keys: str) -> SafeString:
    """The keys to press: ``g s`` is g, then s; ``Ctrl+K`` both at once."""
    parts = (
        format_html("<kbd>{}</kbd>", key) if key != "+" else "+" for key in keys.replace("+", " + ").split()
    )
    return format_html('<span class="keys">{}</span>', mark_safe(" ".join(parts)))  # noqa: S308  (escaped)


@register.simple_block_tag
def dialog(content: str, id: str, title: str) -> SafeString:
    """A dialog with its title and a way out. A link with ``data-dialog`` names its id; without a script the
    link's own address is followed: a page of the same content, or ``#id``, which shows it as it is."""
    return render_to_string("ui/dialog.html", {"content": content, "id": id, "title": title})


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

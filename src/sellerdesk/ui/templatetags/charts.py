"""The pictures: drawn on the server as SVG, each with its words and, where it has axes, its table."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from sellerdesk.ui import charts, formats
from sellerdesk.ui.bars import Contributions, Distribution, Fall
from sellerdesk.ui.panels import Panels
from sellerdesk.ui.plots import Plot

register = template.Library()


@register.filter
def px(value: float) -> str:
    """A length for an SVG attribute, whatever the language in force."""
    return f"{round(float(value), 2):g}"


@register.simple_tag
def spark(values: charts.Values, label: str, tone: str = "", spots: Sequence[charts.Spot] = ()) -> SafeString:
    """A small line of a value over time; gaps are missing values, ``spots`` change points and actions."""
    if spots:
        label = f"{label} ({formats.listed([spot.name for spot in spots])})"
    frame = '<svg class="spark {}" viewBox="0 0 92 24" role="img" aria-label="{}">{}{}</svg>'
    step = (92 - 6) / max(len(values) - 1, 1)
    marks = format_html_join(
        "",
        '<line class="spot-{}" x1="{}" x2="{}" y1="0" y2="24"/>',
        ((spot.kind, px(3 + spot.index * step), px(3 + spot.index * step)) for spot in spots),
    )
    return format_html(frame, tone, label, marks, _stroke(charts.spark(values)))


def _stroke(line: charts.Line, dot: float = 1.4, end: float = 2.4) -> SafeString:
    lines = (f'<polyline points="{run}"/>' for run in line.runs)
    dots = (f'<circle cx="{x:g}" cy="{y:g}" r="{dot}"/>' for x, y in line.dots)
    last = f'<circle cx="{line.last[0]:g}" cy="{line.last[1]:g}" r="{end}"/>' if line.last else ""
    return mark_safe("".join((*lines, *dots, last)))  # noqa: S308  (numbers only)


register.filter("stroke", _stroke)


@register.inclusion_tag("ui/ring.html")
def ring(share: float | None, value: str, under: str, label: str, tone: str = "") -> dict[str, Any]:
    """A score on its scale."""
    return {"shape": charts.ring(share), "value": value, "under": under, "label": label, "tone": tone}


@register.inclusion_tag("ui/waterfall.html")
def waterfall(fall: Fall) -> dict[str, Any]:
    """The way from a maximum to what is left, one step a part; the steps add up."""
    return {"fall": fall}


@register.inclusion_tag("ui/contributions.html")
def contributions(sum: Contributions, total: str = "") -> dict[str, Any]:
    """What made a change, signed around zero; ``total`` names the sum that the bars add up to."""
    return {"sum": sum, "total": total}


@register.inclusion_tag("ui/distribution.html")
def distribution(spread: Distribution, name: str, unit: str = "") -> dict[str, Any]:
    """How many lie where, with "you are here"; ``unit`` names what is counted."""
    return {"spread": spread, "name": name, "unit": unit}


@register.inclusion_tag("ui/line_chart.html")
def line_chart(plot: Plot) -> dict[str, Any]:
    """Lines over days with axes, targets, marks, intervals, a table and the same in words."""
    row = '<tr><td class="nowrap">{}</td>' + '<td class="num">{}</td>' * len(plot.head) + "</tr>"
    rows = format_html_join("", row, ((formats.day(day), *values) for day, values in plot.rows))
    return {"plot": plot, "rows": rows}


@register.inclusion_tag("ui/multiples.html")
def multiples(panels: Panels) -> dict[str, Any]:
    """Many small lines side by side, on one scale or each on its own, and the page says which."""
    return {"panels": panels}

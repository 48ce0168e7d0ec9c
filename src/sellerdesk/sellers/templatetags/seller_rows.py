"""The rows of the list of sellers. A page has fifty with up to ten cells each: written here, they cost a
part of what a template takes for them."""

from collections.abc import Iterator
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from sellerdesk.sellers.models import Seller
from sellerdesk.sellers.templatetags.sellers import Now, metric_value, standing
from sellerdesk.sellers.words import code_name
from sellerdesk.ui import formats
from sellerdesk.ui.tables import Table
from sellerdesk.ui.templatetags.charts import spark
from sellerdesk.ui.templatetags.desk import pill
from sellerloop.metrics.spec import Metric

register = template.Library()

_PICK = (
    '<td class="pick-cell"><input class="form-check-input" type="checkbox" name="pick" value="{}" form="bulk"'
    ' aria-label="{}" data-pick></td>'
)
_NAME = '<td><a class="row-link" href="{}"><bdi>{}</bdi></a><div class="mut small">{}{}</div></td>'
_SCORE = '<td class="num"><span class="strong">{}</span>{}</td>'
_CHANGE = '<td class="num {}"><a class="quiet-number" href="{}">{}</a></td>'
_WORST = (
    '<td class="mid"><a class="quiet text-wrap" href="{}">{}</a> <span class="mut small num">{}</span></td>'
)
_NOTHING = f'<span class="mut">{formats.DASH}</span>'
_Cell = tuple[str, SafeString]


@register.simple_tag
def seller_rows(sellers: list[Seller], table: Table, metric: Metric | None, picked: bool) -> SafeString:
    """The rows of ``table``; ``picked`` puts a box before each, ``metric`` shows its value."""
    return mark_safe("".join(_row(seller, table, metric, picked) for seller in sellers))  # noqa: S308


def _row(seller: Seller, table: Table, metric: Metric | None, picked: bool) -> str:
    now, home = standing(seller), reverse("sellers:scorecard", args=[seller.pk])
    kind = f" · {code_name(seller.category)}" if seller.category else ""
    cells = [format_html(_PICK, seller.pk, seller.name)] if picked else []
    cells.append(format_html(_NAME, home, seller.name, seller.pk, kind))
    value = metric_value(seller, metric) if metric else ""
    shown: dict[str, Any] = {**table.shown}
    cells += (cell for key, cell in _cells(seller, now, home, value) if shown.get(key))
    return f"<tr>{''.join(cells)}</tr>\n"


def _cells(seller: Seller, now: Now, home: str, value: str) -> Iterator[_Cell]:
    yield "market", format_html('<td class="wide nowrap">{}</td>', formats.market(seller.market))
    scale = format_html('<span class="mut small"> / {}</span>', now.scale) if now.scale else ""
    yield "score", format_html(_SCORE, now.score, scale)
    if seller.change:
        yield "change", format_html(_CHANGE, now.change_tone, f"{home}change/", now.change)
    else:
        yield "change", format_html('<td class="num mut">{}</td>', now.change)
    yield "metric", format_html('<td class="num strong">{}</td>', value)
    trend = spark(seller.trend, now.trend_label, now.tone)
    yield "trend", format_html('<td class="mid">{}</td>', trend)
    if seller.worst_lost:
        rows = f"{home}metrics/{seller.worst_metric}/"
        yield "worst", format_html(_WORST, rows, now.worst, now.worst_lost)
    else:
        yield "worst", mark_safe(f'<td class="mid">{_NOTHING}</td>')  # noqa: S308
    owner = seller.owner.name if seller.owner else formats.DASH
    yield "owner", format_html('<td class="wide mut">{}</td>', owner)
    word = pill(now.word, now.tone) if now.word else mark_safe(_NOTHING)  # noqa: S308
    yield "standing", format_html("<td>{}</td>", word)

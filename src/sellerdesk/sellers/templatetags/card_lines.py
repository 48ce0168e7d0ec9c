"""The lines of a scorecard's metrics and the rows behind one of them. Where a template writes these hundreds
of cells, they are a third of what their pages cost."""

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import groupby

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, pgettext

from sellerdesk.sellers.lines import Line
from sellerdesk.sellers.tables import ShownRow
from sellerdesk.sellers.templatetags.sellers import minus_points, points, share
from sellerdesk.ui import formats
from sellerdesk.ui.templatetags.charts import spark
from sellerdesk.ui.templatetags.desk import figure, pill

register = template.Library()

_GROUP = '<tr class="group"><th scope="rowgroup" colspan="{}">{}</th></tr>'
_NAME = '<th scope="row"><a class="row-link" href="{}">{}</a><div class="mut small">{}{}{}</div></th>'
_MARK = '<span class="mark-assumed">{}</span>'
_VALUE = '<td class="num">{}<div class="mut small">{}</div>{}</td>'
_WHY = '<span class="why">{}</span>'
_INTERVAL = '<div class="mut small mid">{}</div>'
_CHANGE = '<td class="num mid text-wrap {}">{}</td>'
_TREND = '<td class="mid"><a class="spark-link" href="{}#history">{}</a></td>'
_TARGET = '<td class="num mid"><span class="{}">{}</span><div class="small mut">{}</div></td>'
_NO_TARGET = mark_safe(f'<td class="num mid"><span class="mut">{formats.DASH}</span></td>')  # noqa: S308
_FULL = '<td class="num mid mut">{}{}</td>'
_POINTS = (
    '<td class="num mid strong">{}</td><td class="num mid mut">{}</td><td class="num {}">{}</td>'
    '<td class="mid">{}</td>'
)
_ROW = '<tr><th scope="row" class="key-cell">{}</th><td>{}{}</td>{}</tr>\n'
_OPEN = '<a class="row-link" href="{}?as_of={}">{}</a>'
_REASON = '<div class="mut small why">{}</div>'


@register.simple_tag
def card_lines(lines: Sequence[Line], target: bool, peers: bool, score: bool) -> SafeString:
    """The rows of the table; ``target``, ``peers`` and ``score`` say which columns it has."""
    found: list[str] = []
    for scored, group in groupby(lines, lambda line: line.scored):
        if score and not scored:
            found.append(format_html(_GROUP, 9 + target + peers, gettext("Outside the score")))
        found += (f"<tr>{''.join(_cells(line, target, peers, score))}</tr>\n" for line in group)
    return mark_safe("".join(found))  # noqa: S308  (cells are escaped)


def _cells(line: Line, target: bool, peers: bool, score: bool) -> Iterator[SafeString]:
    number = line.figure
    mark = format_html(_MARK, number.mark) if number.mark else ""
    yield format_html(_NAME, number.rows, number.name, line.code, " · " if line.code and mark else "", mark)
    under = format_html(_WHY, number.reason) if number.value is None else number.sample
    interval = format_html(_INTERVAL, number.interval) if number.interval else ""
    yield format_html(_VALUE, figure(number), under, interval)
    yield format_html(_CHANGE, line.change_tone, line.change or formats.DASH)
    yield format_html(_TREND, number.rows, spark(line.trend, line.trend_label, line.tone))
    if target:
        yield _target(line)
    if score:
        assumed = format_html('<div class="small">{}</div>', format_html(_MARK, gettext("assumed")))
        yield format_html(_FULL, line.full or formats.DASH, assumed if line.full_assumed else "")
    if peers:
        yield format_html('<td class="num mid mut">{}</td>', line.peers or formats.DASH)
    if score:
        tone = f"strong {line.tone}" if line.lost else "mut"
        status = pill(line.status, line.tone) if line.status else ""
        lost = minus_points(line.lost)
        yield format_html(_POINTS, points(line.points), share(line.weight), tone, lost, status)


def _target(line: Line) -> SafeString:
    if not line.target:
        return _NO_TARGET
    met = {"ok": pgettext("target", "reached"), "bad": pgettext("target", "missed")}
    return format_html(_TARGET, line.target_tone, line.target, met.get(line.target_tone, ""))


@register.simple_tag
def row_lines(rows: Sequence[ShownRow], as_of: dt.date) -> SafeString:
    """The rows of a table; each leads to the page of its order or chat as of a day."""
    return format_html_join("", "{}", ((_row(row, as_of.isoformat()),) for row in rows))


def _row(row: ShownRow, day: str) -> SafeString:
    key = format_html(_OPEN, row.href, day, row.key) if row.href else row.key
    reason = format_html(_REASON, row.reason) if row.reason else ""
    cells = format_html_join("", '<td class="text-nowrap">{}</td>', ((cell,) for cell in row.cells))
    return format_html(_ROW, key, pill(row.outcome, row.tone), reason, cells)

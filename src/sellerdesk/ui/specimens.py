"""Made-up values of the gallery, one set a section. Names of shops are names; words are in one's language."""

import datetime as dt
import math
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext

from sellerdesk.ui import bars, formats, panels, plots, steps, tables
from sellerdesk.ui.charts import Spot
from sellerdesk.ui.figures import Figure
from sellerdesk.ui.forms import PreferencesForm
from sellerdesk.ui.paging import Page

LAST = dt.date(2026, 11, 21)
DAYS = [LAST - dt.timedelta(days=back) for back in range(41, -1, -1)]
ZONE = "Asia/Ho_Chi_Minh"
_SHOPS = (
    ("VN-17", "Hà Nội Home & Kitchen", 3.40, -0.43, "bad"),
    ("CN-4", "杭州雅居家居旗舰店", 4.71, 0.02, "ok"),
    (
        "US-250",
        "The Extraordinarily Long-Named Outdoor & Camping Equipment Company of Minnesota",
        4.05,
        0.0,
        "warn",
    ),
)


def all_of_them(request: HttpRequest) -> dict[str, Any]:
    """Return the specimens of every section."""
    return {
        "figures": _figures(),
        **_scores(),
        **_lines(),
        **_charts(),
        **_courses(),
        **_lists(request),
        "form": PreferencesForm({"theme": "purple"}),
        "clean_form": PreferencesForm(initial={"theme": "light"}),
    }


def _figures() -> list[tuple[str, Figure]]:
    common: dict[str, Any] = {
        "name": gettext("On-time delivery rate"),
        "unit": "percent",
        "period": formats.period(LAST - dt.timedelta(days=28), LAST),
        "fresh": gettext("data to %(time)s") % {"time": f"{formats.day(LAST)}, 06:00 ({ZONE})"},
        "formula": gettext("Share of delivered orders that arrived by their promised time"),
        "rule": "tts-sps 2026.3",
        "count_unit": ngettext("order", "orders", 2),
    }
    return [
        (
            gettext("With rows and history"),
            Figure("g1", value=93.51, count=4812, rows="#figures", history="#charts", **common),
        ),
        (
            gettext("Small sample, with its interval"),
            Figure("g2", value=88.2, count=17, low=65.7, high=96.7, **common),
        ),
        (
            gettext("No value, with the reason"),
            Figure("g3", value=None, count=3, reason=gettext("Too few orders to judge"), **common),
        ),
        (gettext("Assumed"), Figure("g4", value=96.0, mark=gettext("assumed"), **common)),
        (gettext("Nought"), Figure("g5", value=0.0, count=412, **common)),
    ]


def _scores() -> dict[str, Any]:
    words = {
        "late": gettext("On-time delivery rate"),
        "chat": gettext("Chat dissatisfaction rate"),
        "returns": gettext("Return rate"),
        "reviews": gettext("Negative review rate"),
    }
    lost = [
        bars.Part(words["late"], -0.94, "#lines", gettext("most of it at one warehouse")),
        bars.Part(words["chat"], -0.37, "#lines"),
        bars.Part(words["returns"], -0.17),
        bars.Part(words["reviews"], -0.12),
    ]
    changed = [
        bars.Part(words["late"], -0.342, "#lines"),
        bars.Part(words["chat"], -0.068, "#lines"),
        bars.Part(words["returns"], -0.071),
        bars.Part(words["reviews"], 0.051),
    ]
    return {
        "fall": bars.waterfall(
            bars.Part(gettext("Maximum"), 5), lost, bars.Part(gettext("Score"), 3.40, tone="warn"), high=5
        ),
        "nothing_lost": bars.waterfall(
            bars.Part(gettext("Maximum"), 5), [], bars.Part(gettext("Score"), 5, tone="ok"), high=5
        ),
        "changed": bars.contributions(changed, -0.43),
        "gained": bars.contributions(
            [bars.Part(words["late"], 2.6), bars.Part(words["chat"], 0.4)], 3.0, unit="percent", digits=1
        ),
        "nothing_changed": bars.contributions([bars.Part(words["late"], 0.0)], 0.0),
    }


def wave(low: float, high: float, *, fall: int = 27, seed: float = 1.0) -> list[float | None]:
    """Return a made-up course that falls after day ``fall``, with the same values each time."""
    found: list[float | None] = []
    for i in range(len(DAYS)):
        level = high if i < fall else max(low, high - (i - fall) * (high - low) / 8)
        found.append(round(level + math.sin(i * 1.7 * seed) * (high - low) * 0.12, 3))
    return found


def with_gap(values: list[float | None]) -> list[float | None]:
    return [*values[:9], None, None, None, *values[12:20], None, values[21], None, *values[23:]]


def _lines() -> dict[str, Any]:
    names = (
        "Hà Nội Home & Kitchen",
        "杭州雅居家居旗舰店",
        "Biti's Official",
        "Mộc Lan Beauty",
        "Saigon Gadgets",
    )
    drawn = [wave(86 - 2 * i, 97 - i, seed=1 + i / 7) for i in range(len(names))]
    made = [
        panels.Panel(
            name, values, formats.measure(values[-1], "percent"), name, "#lines", "bad" if i == 0 else ""
        )
        for i, (name, values) in enumerate(zip(names, drawn, strict=True))
    ]
    return {
        "wave": wave(3.4, 3.83),
        "gaps": with_gap(wave(3.4, 3.83)),
        "alone": [None, None, 3.5, None],
        "nothing": [None, None, None],
        "flat": [4.0] * 12,
        "spots": [Spot(27, "change", gettext("Change point")), Spot(33, "action", gettext("Second courier"))],
        "shared": panels.multiples(made, DAYS, unit="percent"),
        "apart": panels.multiples(made[:3], DAYS, unit="percent", shared=False),
    }


def _charts() -> dict[str, Any]:
    rate, region = gettext("On-time delivery rate"), gettext("Market")
    values = with_gap(wave(88, 95.6))
    low, high = ([None if v is None else v + by for v in values] for by in (-1.8, 1.5))
    marks = [
        plots.Mark(DAYS[27], gettext("Change point"), "change", DAYS[26], DAYS[28], "#courses"),
        plots.Mark(DAYS[33], gettext("Second courier"), "action"),
    ]
    levels = [plots.Level(94, gettext("target"))]
    edges, counts = [float(edge) for edge in range(70, 101, 3)], [2, 3, 9, 14, 31, 52, 88, 120, 71, 28]
    return {
        "one": plots.plot(
            rate,
            DAYS,
            [plots.Series(rate, values, low=low, high=high)],
            unit="percent",
            levels=levels,
            marks=marks,
            bounds=(0, 100),
        ),
        "several": plots.plot(
            rate,
            DAYS,
            [
                plots.Series(rate, wave(88, 95.6)),
                plots.Series(region, wave(93, 94, seed=0.4), tone="mut"),
                plots.Series(gettext("Peers"), wave(91, 92.5, seed=0.7), tone="warn"),
            ],
            unit="percent",
            bounds=(0, 100),
        ),
        "from_zero": plots.plot(
            gettext("Orders"), DAYS, [plots.Series(gettext("Orders"), wave(120, 260))], zero=True
        ),
        "no_line": plots.plot(rate, DAYS, [plots.Series(rate, [None] * len(DAYS))], unit="percent"),
        "spread": bars.distribution(
            edges, counts, unit="percent", here=87.4, levels=[(94, gettext("target"))]
        ),
        "spread_plain": bars.distribution(edges, counts, unit="percent"),
    }


def _courses() -> dict[str, Any]:
    at = dt.datetime(2026, 11, 7, 2, 10, tzinfo=dt.UTC)
    day = dt.timedelta(days=1)
    return {
        "events": [
            steps.Event(at, gettext("Order paid"), "583920011245", "ok", "check"),
            steps.Event(at + day, gettext("Handed to the carrier"), "SPX Express", by="Bắc Ninh"),
            steps.Event(
                at + 3 * day,
                gettext("Promised time passed"),
                gettext("Counts against"),
                "bad",
                "warning",
                "#lists",
            ),
            steps.Event(at + 5 * day, gettext("Delivered"), "", "warn", "order"),
        ],
        "days": [steps.Event(LAST, gettext("Imported")), steps.Event(LAST - day, gettext("Built"))],
        "zone_shown": ZONE,
        "begun": steps.loop(0),
        "running": steps.loop(
            3,
            [formats.day(LAST - 14 * day), gettext("carrier"), gettext("Second courier"), "3 / 7"],
            ["#charts"],
        ),
        "closed": steps.loop(5),
        "passed": [
            steps.Stage(gettext("Draft"), "done"),
            steps.Stage(gettext("Checked"), "skipped"),
            steps.Stage(gettext("In force"), "now"),
        ],
    }


@dataclass(frozen=True, slots=True)
class _Shop:
    id: str
    name: str
    score: float
    change: float
    tone: str


class SampleFilters(forms.Form):
    """Filters as a list has them."""

    q = forms.CharField(required=False, max_length=100)
    market = forms.ChoiceField(required=False, choices=[("", ""), ("VN", "VN"), ("CN", "CN")])

    @property
    def narrowing(self) -> list[forms.BoundField]:
        return [self["q"], self["market"]]

    @property
    def in_force(self) -> dict[str, str]:
        return {name: value for name, value in self.cleaned_data.items() if value}


def _lists(request: HttpRequest) -> dict[str, Any]:
    columns = [
        tables.Column("seller", gettext("Seller"), sort="name", fixed=True),
        tables.Column("score", gettext("Score"), sort="share", numeric=True),
        tables.Column("change", gettext("7 days"), sort="change", numeric=True),
        tables.Column("standing", gettext("Standing"), room="mid"),
    ]
    form = SampleFilters({"q": "ha noi", "market": "VN"})
    form.fields["q"].label, form.fields["market"].label = gettext("Name or number"), gettext("Market")
    form.fields["market"].choices = [(code, formats.market(code)) for code in ("VN", "CN", "US")]  # type: ignore[attr-defined]
    form.full_clean()
    return {
        "filters": form,
        "table": tables.table(request, "gallery", columns, request.GET.get("sort", "change")),
        "shops": [_Shop(*shop) for shop in _SHOPS],
        "found": 1204,
        "page": Page((), "before", "after"),
    }

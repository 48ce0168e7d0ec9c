"""Line charts: values where they belong, gaps as gaps, an honest axis, the same in words and as a table."""

import datetime as dt

from sellerdesk.ui.plots import Level, Mark, Series, plot

DAYS = [dt.date(2026, 11, 1) + dt.timedelta(days=i) for i in range(10)]
VALUES = [95.0, 96.0, None, 94.0, 93.0, 90.0, None, None, 91.0, 92.0]


def test_a_missing_value_is_a_gap_in_the_line_and_its_interval_and_a_dash_in_the_table() -> None:
    low, high = ([None if v is None else v + by for v in VALUES] for by in (-1, 1))
    chart = plot("Rate", DAYS, [Series("Rate", VALUES, low=low, high=high)], unit="percent")
    for _kind, sheet in chart.sheets:
        assert len(sheet.strokes[0].line.runs) == 3 and len(sheet.strokes[0].areas) == 3
    assert chart.rows[0] == (DAYS[9], ("92.0\u202f%",)) and chart.rows[2] == (DAYS[7], ("–",))
    assert chart.sentences == (
        "Rate: 95.0\u202f% on 1 Nov 2026, 92.0\u202f% on 10 Nov 2026; lowest 90.0\u202f% on 6 Nov 2026,"
        " highest 96.0\u202f% on 2 Nov 2026.",
    )


def test_an_axis_that_does_not_begin_at_nought_says_so() -> None:
    assert "begins at" in plot("Rate", DAYS, [Series("Rate", VALUES)], unit="percent").cut
    assert plot("Rate", DAYS, [Series("Rate", VALUES)], unit="percent", zero=True).cut == ""


def test_the_axis_stays_within_the_measure_and_reaches_to_a_near_target() -> None:
    chart = plot("Rate", DAYS, [Series("Rate", VALUES)], levels=[Level(98, "target")], bounds=(0, 100))
    sheet = chart.sheets[0][1]
    assert [tick.value for tick in sheet.levels] == ["target"] and float(sheet.values[-1].value) >= 98
    far = plot("Rate", DAYS, [Series("Rate", VALUES)], levels=[Level(20, "far")], bounds=(0, 100))
    assert far.sheets[0][1].levels == ()


def test_lines_differ_without_colour_and_marks_stand_on_their_days() -> None:
    marks = [Mark(DAYS[3], "seen", "change", DAYS[2], DAYS[4]), Mark(dt.date(2025, 1, 1), "long ago")]
    chart = plot("Two", DAYS, [Series("a", VALUES), Series("b", VALUES)], marks=marks)
    strokes, pins = chart.sheets[0][1].strokes, chart.sheets[0][1].pins
    assert strokes[0].dash != strokes[1].dash and len(pins) == 1 and [m.name for m in chart.marks] == ["seen"]
    assert pins[0].left < pins[0].at < pins[0].left + pins[0].width


def test_nothing_known_is_said_instead_of_drawn() -> None:
    assert plot("Rate", DAYS, [Series("Rate", [None] * 10)]).empty
    assert plot("Rate", [], [Series("Rate", [])]).empty
    assert not plot("Rate", DAYS[:1], [Series("Rate", [4.0])]).empty

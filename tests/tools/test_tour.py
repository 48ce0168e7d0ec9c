"""Tours are renewed line by line: what was left out stays out."""

import pytest

from tools import tour

OUTPUT = " kind   read\n order  7\n   o1   3\n item   9\n chat   1\n"
CASES = {
    "all": (["old"], [" kind   read", " order  7", "   o1   3", " item   9", " chat   1"]),
    "beginning": ([" kind   read", "…"], [" kind   read", "…"]),
    "middle": (["…", " order  5", "   o0   2", "…"], ["…", " order  7", "   o1   3", "…"]),
    "end": (["…", " item   0"], ["…", " item   9", " chat   1"]),
}


@pytest.mark.parametrize("name", CASES)
def test_new_lines_stand_where_the_old_ones_stood(name, tmp_path, monkeypatch):
    shown, expected = CASES[name]
    monkeypatch.setattr(tour, "_run", lambda command, folder: OUTPUT)
    lines = "\n".join(("```console", "$ count", *shown, "```"))
    found = tour.Tour(tmp_path).renewed(f"Text.\n\n{lines}\n")
    assert found == "\n".join(("Text.", "", "```console", "$ count", *expected, "```", ""))


def test_a_command_runs_as_often_as_a_page_shows_it(tmp_path, monkeypatch):
    ran = []
    monkeypatch.setattr(tour, "_run", lambda command, folder: ran.append(command) or "")
    page = "```console\n$ import\n$ import\n$ build\n```\n"
    both = tour.Tour(tmp_path)
    assert both.renewed(page) == both.renewed(page) == page
    assert ran == ["import", "import", "build"]

"""Sizes, the ratchet and circles of imports."""

import tomllib

import pytest

from tools import shape
from tools.rules.shape import check

LONG_FILE = "x = 1\n" * 401
LONG_FUNCTION = "def f():\n" + "    x = 1\n" * 50


def test_small_files_pass(plant):
    assert check(plant({"src/a.py": "x = 1\n"})) == []


@pytest.mark.parametrize("path", ["src/a.py", "tests/test_a.py", "tools/a.py", "bench/a.py"])
@pytest.mark.parametrize(
    ("text", "said"), [(LONG_FILE, "401 lines; files"), (LONG_FUNCTION, "51 lines; func")]
)
def test_a_file_or_function_beyond_the_hard_stop_is_caught(plant, path, text, said):
    small = {f"src/b{n}.py": "def f():\n    pass\n" for n in range(30)}
    found = check(plant({**small, path: text}))
    assert [finding.text[: len(said)] for finding in found] == [said]


def test_migrations_and_named_tables_of_data_may_be_long(plant):
    config = plant({}).text(shape.CONFIG).replace("files = []", 'files = ["src/table.py"]')
    small = {f"src/b{n}.py": "x = 1\n" for n in range(3)}
    files = {"src/a/migrations/0001.py": LONG_FILE, "src/table.py": LONG_FILE, shape.CONFIG: config}
    assert check(plant({**small, **files})) == []


def test_an_exemption_whose_file_is_gone_is_caught(plant):
    config = plant({}).text(shape.CONFIG).replace("files = []", 'files = ["src/gone.py"]')
    assert "which is gone" in check(plant({"src/a.py": "x = 1\n", shape.CONFIG: config}))[0].text


def test_a_median_or_p95_beyond_the_budget_is_caught(plant):
    files = {f"src/a{n}.py": "x = 1\n" * 310 for n in range(3)}
    assert {finding.text.split()[0] for finding in check(plant(files))} == {"file_median", "file_p95"}


def test_the_ratchet_falls_and_then_holds(plant):
    files = {f"src/a{n}.py": "def f():\n" + "    x = 1\n" * 20 for n in range(3)}
    tree = plant(files)
    shape.record(tree)
    text = tree.text(shape.CONFIG)
    assert tomllib.loads(text)["recorded"] == {"file_p95": 30, "function_p95": 21}
    assert check(tree) == []
    grown = plant(
        {f"src/a{n}.py": "def f():\n" + "    x = 1\n" * 25 for n in range(3)} | {shape.CONFIG: text}
    )
    assert [finding.text for finding in check(grown)] == ["function_p95 is 26; at most 21"]
    shape.record(grown)
    assert tomllib.loads(grown.text(shape.CONFIG))["recorded"]["function_p95"] == 21


def test_a_recorded_height_above_the_budget_is_caught(plant):
    config = plant({}).text(shape.CONFIG)
    before, _, after = config.rpartition("file_p95 = 300")
    config = f"{before}file_p95 = 999{after}"
    assert "above the budget" in check(plant({"src/a.py": "x = 1\n", shape.CONFIG: config}))[0].text


def test_modules_that_import_each_other_are_caught(plant):
    files = {
        "src/p/__init__.py": "",
        "src/p/a.py": "from p import b\n",
        "src/p/b.py": "from .c import X\n",
        "src/p/c.py": "import p.a\n\nX = 1\n",
    }
    found = check(plant(files))
    assert len(found) == 1
    assert all(name in found[0].text for name in ("p.a", "p.b", "p.c"))


def test_the_report_counts(plant):
    tree = plant({"src/a.py": "def f():\n    pass\n", "tests/test_a.py": "def test_a():\n    pass\n\n\n"})
    assert "lines of tests for a line of code 2.00" in shape.report(tree)

"""Imports stand at the top."""

from tools.rules.unhidden import check

STATEMENT = "imp" + "ort json"


def test_an_import_inside_a_function_or_method_is_caught_even_when_ruff_is_told_to_look_away(plant):
    text = (
        f"class A:\n    def f(self):\n        {STATEMENT}  # noqa\n\n\n"
        f"async def g():\n    from x {STATEMENT}\n"
    )
    found = check(plant({"src/sellerdesk/ui/a.py": text}))
    assert [(finding.line, finding.text) for finding in found] == [
        (3, "import inside f()"),
        (7, "import inside g()"),
    ]


def test_an_import_at_the_top_passes(plant):
    assert check(plant({"src/a.py": f"if True:\n    {STATEMENT}\n"})) == []

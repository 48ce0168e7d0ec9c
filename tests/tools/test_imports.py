"""Every contract of the rooms, broken on purpose."""

import pytest

from tools.rules.imports import check

ROOMS = (
    *("sellerloop", "sellersim", "sellerdesk"),
    *(f"sellerloop/{name}" for name in ("clock", "stats", "speech", "policy", "events", "metrics", "scores")),
    *("sellerloop/cli", "sellerloop/lake", "sellerloop/lake/engines"),
    *(f"sellerdesk/{name}" for name in ("config", "home", "boards", "imports", "orders", "policies")),
    *(f"sellerdesk/{name}" for name in ("metrics", "sellers", "jobs", "people", "ui")),
)
HOUSE = {"src/sellerloop/__main__.py": "", **{f"src/{room}/__init__.py": "" for room in ROOMS}}
UPHILL = "The library's stages know only the stages before them"
PLANTED = [
    (UPHILL, "sellerloop/metrics/a.py", "from sellerloop import scores"),
    (UPHILL, "sellerloop/scores/a.py", "import sellerloop.lake"),
    (UPHILL, "sellerloop/policy/a.py", "import sellerloop.events"),
    (UPHILL, "sellerloop/clock/a.py", "import sellerloop.stats"),
    (UPHILL, "sellerloop/signals/__init__.py", ""),
    ("The desk's apps stand in order", "sellerdesk/people/a.py", "import sellerdesk.sellers"),
    ("The desk's apps stand in order", "sellerdesk/cases/__init__.py", ""),
    ("no web framework and no desk", "sellerloop/scores/a.py", "import django.db"),
    ("no web framework and no desk", "sellersim/a.py", "import sellerdesk"),
    ("The library knows no simulator", "sellerloop/cli/a.py", "import sellersim"),
    ("The simulator sees events and nothing else", "sellersim/a.py", "import sellerloop.metrics"),
    ("The simulator sees events and nothing else", "sellersim/a.py", "from sellerloop import policy"),
    ("Only the lake opens doors", "sellerloop/scores/a.py", "import duckdb"),
    ("Only the lake opens doors", "sellerloop/events/a.py", "from urllib.request import urlopen"),
    ("Only the lake opens doors", "sellerloop/metrics/a.py", "import pandas"),
    ("no analytic engine at the desk", "sellerdesk/sellers/a.py", "import duckdb"),
    ("no analytic engine at the desk", "sellerdesk/ui/a.py", "import sellerloop.lake.engines"),
]


@pytest.mark.parametrize(("contract", "path", "text"), PLANTED)
def test_a_broken_contract_is_caught(plant, contract, path, text):
    said = "\n".join(finding.text for finding in check(plant({**HOUSE, f"src/{path}": f"{text}\n"})))
    assert contract.split()[-1] in said
    assert path.removesuffix(".py").removesuffix("/__init__").replace("/", ".") in said


def test_a_knot_among_siblings_is_caught(plant):
    knot = {
        "src/sellerloop/scores/a/__init__.py": "import sellerloop.scores.b\n",
        "src/sellerloop/scores/b/__init__.py": "import sellerloop.scores.a\n",
    }
    assert any("sellerloop.scores" in finding.text for finding in check(plant({**HOUSE, **knot})))


def test_what_the_rooms_allow_passes(plant):
    allowed = {
        "src/sellerloop/events/a.py": "import sellerloop.policy\n",
        "src/sellerloop/lake/engines/a.py": "import duckdb\n",
        "src/sellersim/a.py": "import sellerloop.events.a\n",
        "src/sellerdesk/sellers/a.py": "import sellerloop.lake\nimport django.db\n",
    }
    assert check(plant({**HOUSE, **allowed})) == []

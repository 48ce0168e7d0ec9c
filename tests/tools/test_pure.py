"""No clock, no dice, no files in the library."""

import pytest

from tools.rules.pure import check

IMPURE = [
    "from datetime import datetime as d\n\nX = d.no" + "w()\n",
    "import datetime as dt\n\nX = dt.date.tod" + "ay()\n",
    "import datetime\n\nX = datetime.datetime.utc" + "now()\n",
    "import ti" + "me\n\nX = ti" + "me.monotonic()\n",
    "from ti" + "me import perf_counter\n",
    "import ran" + "dom\n",
    "from sec" + "rets import token_hex\n",
    "import numpy as np\n\nX = np.ran" + "dom.default_rng(1)\n",
    "from numpy.ran" + "dom import default_rng\n",
    "from uuid import uuid" + "4\n",
    "import os\n\nX = os.env" + "iron\n",
    "X = op" + 'en("x")\n',
]


@pytest.mark.parametrize("text", IMPURE)
def test_a_clock_dice_or_file_in_the_library_is_caught(plant, text):
    assert check(plant({"src/sellerloop/scores/a.py": text}))


@pytest.mark.parametrize("room", ["sellerloop/lake", "sellerloop/cli", "sellerdesk/ui", "sellersim"])
def test_rooms_with_doors_may(plant, room):
    assert check(plant({f"src/{room}/a.py": "".join(IMPURE)})) == []


def test_arithmetic_with_dates_passes(plant):
    text = "import datetime as dt\nfrom uuid import UUID\n\n\ndef f(now: dt.datetime) -> dt.time:\n"
    assert check(plant({"src/sellerloop/clock/a.py": text + "    return now.time()\n"})) == []

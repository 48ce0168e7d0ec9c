"""Scores cost at most 1.3 times hand-written SQL, 7 times the raw scan and a fifth of pandas, within 2 GB.

One question (``task``) is answered by the product (``ours``), by SQL written for it by hand (``sql``), by
pandas (``frames``), and stood beside the bare reading of its columns (``scan``).
"""

import importlib


def main(arguments: list[str]) -> int:
    """Run the race; the contestants are imported only here, so that each can be measured alone."""
    code: int = importlib.import_module("bench.scores.race").main(arguments)
    return code

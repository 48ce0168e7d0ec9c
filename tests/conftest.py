"""Shared by all tests: where the real data lies, and which Hypothesis profile runs."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("fixed", derandomize=True, deadline=None, max_examples=60)
settings.load_profile("fixed")


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real data sets (``SELLERLOOP_DATA``); tests that need it skip, and say so, without it."""
    root = Path(__file__).parent.parent
    folder = Path(os.environ.get("SELLERLOOP_DATA", root / ".." / "shared" / "data")).resolve()
    if not folder.is_dir():
        pytest.skip(f"no real data: SELLERLOOP_DATA names no folder ({folder.name})")
    return folder

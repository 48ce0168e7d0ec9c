import os
import subprocess
import sys

HEAVY = ("ibis", "pandas", "sklearn", "lightgbm", "pyspark", "ortools", "scipy", "matplotlib")
PROGRAM = f"""
import sys
from sellerdesk.config.wsgi import application
from django.urls import get_resolver
get_resolver().url_patterns
import sellerdesk.sellers.views, sellerdesk.people.views
print(sorted(set({HEAVY!r}) & set(sys.modules)))
"""


def test_the_web_process_carries_no_heavy_library() -> None:
    variables = os.environ | {"PYTHONPATH": "src", "SELLERDESK_SECRET_KEY": "k" * 50}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=variables, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"

"""The product runs with what requirements/core.txt installs, whatever tests and benchmarks brought along."""

import os
import subprocess
import sys
from pathlib import Path

from tests.recipes import ROOT

_GATE = """
import re, sys
from importlib.metadata import packages_distributions

_NAME = re.compile(r"^([A-Za-z0-9_.-]+)==", re.M)
_plain = lambda name: re.sub("[-_.]+", "-", name).lower()
_LOCKS = [open(f"{ROOT}/requirements/{name}.txt").read() for name in ("build", "core")]
_OURS = {_plain(name) for lock in _LOCKS for name in _NAME.findall(lock)}
_BARRED = {
    module
    for module, names in packages_distributions().items()
    if not any(_plain(name) in _OURS | {"sellerloop", "pip"} for name in names)
}


class Gate:
    def find_spec(self, name, path=None, target=None):
        if name in _BARRED:
            raise ModuleNotFoundError(f"{name} is not part of the product", name=name)


sys.meta_path.insert(0, Gate())
"""
_VISIT = """
import django; django.setup()
from django.conf import settings
from django.test import Client
from sellerdesk.people.models import Person
from sellerdesk.sellers.models import Seller

client = Client(SERVER_NAME="127.0.0.1")
client.force_login(Person.objects.get(email="programme@demo.example"), settings.AUTHENTICATION_BACKENDS[0])
seller = Seller.objects.first().pk
for path in ("", f"{seller}/", f"{seller}/metrics/tts.nrr/", f"{seller}/metrics/tts.nrr/export/"):
    answer = client.get(f"/sellers/{path}")
    print(path, answer.status_code, len(b"".join(answer)))
"""


def test_the_whole_path_needs_only_the_locked_runtime(tmp_path: Path) -> None:
    """pandas, Spark and pytest are not importable: simulate, import, build, score, explain and see pages."""
    (tmp_path / "gate").mkdir()
    gate = _GATE.replace("{ROOT}", str(ROOT))
    (tmp_path / "gate/sitecustomize.py").write_text(gate, "utf-8")
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(tmp_path / "gate"), str(ROOT / "src")]),
        "SELLERLOOP_LAKE": str(tmp_path / "lake"),
        "SELLERDESK_VAR": str(tmp_path / "var"),
        "SELLERDESK_DEMO": "on",
        "DJANGO_SETTINGS_MODULE": "sellerdesk.config.settings",
    }

    def python(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments], env=environment, cwd=tmp_path, capture_output=True, text=True
        )
        assert done.returncode == 0, f"{arguments}: {done.stdout}{done.stderr}"
        return done.stdout

    barred = python(
        "-c", "import importlib.util as u\ntry: u.find_spec('pandas')\nexcept ImportError: print('no')"
    )
    assert barred.strip() == "no"
    python("-m", "sellersim", "--out", "demo", "--shops", "6", "--days", "120", "--until", "2026-11-21")
    loop = ("-m", "sellerloop", "--lake", "lake")
    python(*loop, "import", "--mapping", "native", "demo")
    python(*loop, "build")
    assert python(*loop, "score", "--policy", "sps-us", "--format", "json").count("\n") >= 6
    python(*loop, "doctor")
    python(*loop, "up", "--no-demo", "--prepare")
    assert python("-c", _VISIT).count(" 200 ") == 4

"""Pages answer within 60 ms of the server's CPU: list, scorecard and rows, over HTTP on a real desk."""

import argparse
import gzip
import http.cookiejar
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.sellerdesk.world import make_lake

_ROOT = Path(__file__).parent.parent
_TICK = os.sysconf("SC_CLK_TCK")
_WHO = "programme@demo.example"


def main(arguments: list[str]) -> int:
    """Measure the pages of the desk on ``--lake`` (a small made one without it); print a table or JSON."""
    parser = argparse.ArgumentParser(prog="python -m bench pages", description=__doc__)
    parser.add_argument("--lake", type=Path, help="a built lake")
    parser.add_argument("--rounds", type=int, default=30, help="requests per page")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder, _desk(Path(folder), options.lake) as (address, server):
        browser = _sign_in(address)
        pages = {
            path: _measure(browser, address + path, server, options.rounds)
            for path in _paths(browser, address)
        }
    if options.json:
        print(json.dumps({"pages": pages}))
        return 0
    print(f"{'page':44} {'CPU ms':>8} {'kB gz':>8}")
    for path, found in pages.items():
        print(f"{path:44} {found['cpu_ms']:8.1f} {found['kb']:8.1f}")
    return 0


@contextmanager
def _desk(folder: Path, lake: Path | None) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Run the desk in its own process and yield its address and the process."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    environment = os.environ | {
        "PYTHONPATH": str(_ROOT / "src"),
        "SELLERDESK_DEMO": "on",
        "SELLERDESK_VAR": str(folder / "var"),
        "SELLERLOOP_LAKE": str((lake or make_lake(folder / "lake")).resolve()),
    }
    up = [sys.executable, "-m", "sellerloop", "--lake", environment["SELLERLOOP_LAKE"], "up", "--no-demo"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = subprocess.Popen([*up, "--port", str(port)], env=environment, **quiet)
    try:
        _wait(f"http://127.0.0.1:{port}/account/login/")
        yield f"http://127.0.0.1:{port}", server
    finally:
        server.terminate()
        server.wait(10)


def _sign_in(address: str) -> urllib.request.OpenerDirector:
    jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    browser = urllib.request.build_opener(jar)
    page = browser.open(f"{address}/account/login/").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    password = re.search(r'name="password" value="([^"]+)"', page)
    assert token and password, "the sign-in page offers no demo person"
    fields = {"csrfmiddlewaretoken": token[1], "login": _WHO, "password": password[1]}
    browser.open(f"{address}/account/login/", urllib.parse.urlencode(fields).encode())
    return browser


def _paths(browser: urllib.request.OpenerDirector, address: str) -> list[str]:
    """The pages to measure: lists, and the scorecard and rows of the first seller with a score."""
    page = browser.open(f"{address}/sellers/?sort=-share").read().decode()
    seller = re.search(r'class="row-link" href="(/sellers/[^"]+/)"', page)
    assert seller, "the list shows no seller"
    card = seller[1]
    return ["/sellers/", "/sellers/?q=a&sort=-share", card, f"{card}metrics/tts.nrr/", "/account/security/"]


def _measure(
    browser: urllib.request.OpenerDirector, address: str, server: subprocess.Popen[bytes], rounds: int
) -> dict[str, float]:
    for _ in range(12):  # every thread of every process, likely more than once
        body = browser.open(address).read()
    before = _cpu(server.pid)
    for _ in range(rounds):
        browser.open(address).read()
    spent = (_cpu(server.pid) - before) / rounds * 1000
    return {"cpu_ms": round(spent, 1), "kb": round(len(gzip.compress(body)) / 1000, 1)}


def _cpu(pid: int) -> float:
    """User and system seconds of a process and its children so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    own = (int(fields[11]) + int(fields[12])) / _TICK
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return own + sum(_cpu(int(child)) for child in children)


def _wait(address: str) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the desk does not answer")

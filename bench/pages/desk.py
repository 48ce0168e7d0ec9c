"""A desk as people get it from ``sellerloop up``, in a process of its own, with a person signed in."""

import http.cookiejar
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent.parent
_WHO = "programme@demo.example"


@dataclass(frozen=True, slots=True)
class Desk:
    """A running desk: its address, the server's process, a signed-in browser without a screen, the cookie of
    its session, and the environment that it runs in."""

    address: str
    pid: int
    browser: urllib.request.OpenerDirector
    session: str
    environment: dict[str, str]

    def read(self, path: str) -> bytes:
        """Return the body of a page. Raises urllib.error.HTTPError where it is refused."""
        body: bytes = self.browser.open(self.address + path).read()
        return body

    def pages(self) -> dict[str, str]:
        """Return the address of every page by name, as :mod:`bench.pages.inside` finds them."""
        found: dict[str, str] = json.loads(self._inside())
        return found

    def queries(self, *paths: str) -> list[int]:
        """Return how many database queries each page needs, once it is warm."""
        found: list[int] = json.loads(self._inside(*paths))
        return found

    def _inside(self, *arguments: str) -> str:
        command = [sys.executable, "-m", "bench.pages.inside", _WHO, *arguments]
        done = subprocess.run(command, env=self.environment, cwd=_ROOT, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(done.stderr)
        return done.stdout


@contextmanager
def running(home: Path, *, demo: bool) -> Iterator[Desk]:
    """Run ``sellerloop up`` on ``home``; with ``demo`` it makes the demo marketplace first."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    environment = os.environ | {
        "PYTHONPATH": str(_ROOT / "src"),
        "DJANGO_SETTINGS_MODULE": "sellerdesk.config.settings",
        "SELLERDESK_DEMO": "on",
        "SELLERDESK_VAR": str(home / "var"),
        "SELLERLOOP_LAKE": str(home / "lake"),
    }
    up = [sys.executable, "-m", "sellerloop", "--lake", environment["SELLERLOOP_LAKE"], "up"]
    options = ["--port", str(port), *([] if demo else ["--no-demo"])]
    silent = subprocess.DEVNULL
    server = subprocess.Popen([*up, *options], env=environment, stdout=silent, stderr=silent)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(f"{address}/account/login/", server)
        yield Desk(address, server.pid, *_sign_in(address), environment)
    finally:
        server.terminate()
        server.wait(20)


def _sign_in(address: str) -> tuple[urllib.request.OpenerDirector, str]:
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    page = browser.open(f"{address}/account/login/").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    password = re.search(r'name="password" value="([^"]+)"', page)
    assert token and password, "the sign-in page offers no demo person"
    fields = {"csrfmiddlewaretoken": token[1], "login": _WHO, "password": password[1]}
    browser.open(f"{address}/account/login/", urllib.parse.urlencode(fields).encode())
    return browser, next(str(cookie.value) for cookie in jar if cookie.name == "sessionid")


def _wait(address: str, server: subprocess.Popen[bytes]) -> None:
    while server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"the desk ended with {server.returncode}")

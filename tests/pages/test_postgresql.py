"""The same tests of the desk on PostgreSQL, on a cluster that is made for them and thrown away."""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_FOUND = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda path: int(path.parts[-3]))
PG_CTL = _FOUND[-1] if _FOUND else None
# what needs a browser, or has nothing to do with the database
_ELSEWHERE = (
    *("every_page", "gallery", "gaps", "generated", "journey", "postgresql", "tasks", "without_scripts"),
)
QUICK = "fsync=off", "synchronous_commit=off", "full_page_writes=off", "log_min_messages=fatal"

pytestmark = pytest.mark.skipif(
    PG_CTL is None, reason="PostgreSQL is not installed, so the desk is tested on SQLite only"
)


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    """The address of an empty database."""
    folder = Path(
        tempfile.mkdtemp(prefix="sellerdesk-pg-")
    )  # not in pytest's own, which postgres cannot enter
    data, port = folder / "data", _free_port()
    _own(folder)
    _run("initdb", "-D", data, "-A", "trust", "-U", "desk", "--no-sync", "-E", "UTF8", "--locale", "C.UTF-8")
    options = " ".join(f"-c {option}" for option in (*QUICK, "listen_addresses=127.0.0.1", f"port={port}"))
    _run("pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", f"{options} -k {folder}", "start")
    try:
        _run("createdb", "-h", "127.0.0.1", "-p", port, "-U", "desk", "desk")
        yield f"postgresql://desk@127.0.0.1:{port}/desk"
    finally:
        _run("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def test_the_desk_passes_its_tests_on_postgresql(database: str) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_XDIST")}
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-x", "tests/sellerdesk", "tests/pages"),
            *(word for name in _ELSEWHERE for word in ("--ignore", f"tests/pages/test_{name}.py")),
        ],
        cwd=ROOT,
        env=environment | {"SELLERDESK_DATABASE_URL": database},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]


def _own(folder: Path) -> None:
    """PostgreSQL does not run as root; then the folder and the server are the user postgres's."""
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)


def _run(program: str, *arguments: object) -> None:
    assert PG_CTL is not None
    command = [str(PG_CTL.with_name(program)), *map(str, arguments)]
    user = "postgres" if os.geteuid() == 0 else None
    subprocess.run(
        command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, user=user, cwd="/"
    )


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port

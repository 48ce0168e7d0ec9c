import os
import subprocess
import sys
import threading
from pathlib import Path

from sellerloop.cli import tending


def test_a_worker_that_ends_is_started_anew_and_is_asked_to_stop_in_the_end(tmp_path: Path) -> None:
    seen, stop = tmp_path / "seen", threading.Event()
    writes = f"found = open({str(seen)!r}, 'a+'); found.write('x'); found.flush(); found.seek(0)"
    waits = "import time; time.sleep(60 if len(found.read()) > 1 else 0)"

    def alive() -> bool:
        if seen.exists() and len(seen.read_text()) > 1:
            stop.set()
        return True

    tending.tend([sys.executable, "-c", f"{writes}; {waits}"], stop, alive)
    assert seen.read_text() == "xx"


def test_it_ends_at_once_when_the_server_was_gone_before_it_looked() -> None:
    command = [sys.executable, "-I", tending.__file__, str(os.getpid() + 1)]
    assert subprocess.run(command, timeout=30, check=False).returncode == 0

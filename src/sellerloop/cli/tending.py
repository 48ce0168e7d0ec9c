"""Keeps the desk's worker of long jobs alive while the server lives. It imports nothing of ours, to be small.

It is started by ``sellerloop up`` as a child of what becomes the server. A worker that ends is started anew;
when the server is gone, the worker is asked to stop, and this ends too.
"""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence

WORKER = (sys.executable, "-m", "django", "work", "--with-parent")
_LOOK, _SOONEST, _LATEST, _STOP = 0.5, 1.0, 30.0, 20.0  # seconds


def tend(command: Sequence[str], stop: threading.Event, alive: Callable[[], bool]) -> None:
    """Run ``command`` again and again until ``stop`` is set or ``alive`` says no."""
    pause = _SOONEST
    while alive() and not stop.is_set():
        worker = subprocess.Popen(command)  # noqa: S603 - our own command, no shell
        rounds = 0
        while worker.poll() is None and alive() and not stop.wait(_LOOK):
            rounds += 1
        if worker.poll() is None:
            _end(worker)
            return
        # one that ends at once is not started in a hurry
        pause = _SOONEST if rounds * _LOOK > _LATEST else min(pause * 2, _LATEST)
        stop.wait(pause)


def _end(worker: subprocess.Popen[bytes]) -> None:
    worker.terminate()
    try:
        worker.wait(_STOP)
    except subprocess.TimeoutExpired:
        worker.kill()  # its job's lease runs out, and the next worker takes the job up


def main() -> None:
    """Tend the worker until the process whose number we are given, our parent, is gone."""
    stop, parent = threading.Event(), int(sys.argv[1])
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    tend(WORKER, stop, lambda: os.getppid() == parent)


if __name__ == "__main__":
    main()
